//! Keys that are no names.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let words = payload!(Words { "x-name": "a", "full name": "b", "type": "c" });
    super::sends(words, &json!({ "x-name": "a", "full name": "b", "type": "c" }));
    let maps = payload!(Maps { "custom": { "": "a", "ключ 😀": "b", "a\"b": "c", "type": "d" } });
    super::sends(maps, &json!({ "custom": { "": "a", "ключ 😀": "b", "a\"b": "c", "type": "d" } }));
}
