//! The members of another value, but for those that are written.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let alice = payload!(Person { name: "Alice", age: 5, photoUrl: "a" });
    let expected = json!({ "name": "Bob", "age": 5, "photoUrl": "a" });
    super::sends(payload!(Person { name: "Bob", ..alice.clone() }), &expected);
    super::sends(payload!(Person { "name": "Bob", ..alice, }), &expected);
}
