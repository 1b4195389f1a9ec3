#![deny(deprecated)]

use talkjs_tests::rules::payload;

fn main() {
    payload!(Account { "name": "Alice", "login": "alice" });
}
