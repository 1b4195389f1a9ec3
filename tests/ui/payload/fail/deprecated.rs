#![deny(deprecated)]

use talkjs_tests::rules::payload;

fn main() {
    payload!(AccountRequest { "name": "Alice", "login": "alice" });
}
