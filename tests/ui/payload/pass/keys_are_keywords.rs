//! Keys that are words of Rust need no quotes and no `r#`.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let expected = json!({ "type": "a", "self": "b", "match": true });
    super::sends(payload!(Words { type: "a", self: "b", match: true }), &expected);
    super::sends(payload!(Words { r#type: "a", "self": "b", r#match: true }), &expected);
}
