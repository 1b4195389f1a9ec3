#![deny(deprecated)]

use talkjs_ui::rules::payload;

fn main() {
    payload!(AccountRequest { "name": "Alice", "login": "alice" });
}
