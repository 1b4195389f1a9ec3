//! The base may come first.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let alice = payload!(Person { name: "Alice", age: 5 });
    super::sends(payload!(Person { ..alice.clone(), name: "Bob" }), &json!({ "name": "Bob", "age": 5 }));
    super::sends(payload!(Person { age: 6, ..alice, name: "Bob" }), &json!({ "name": "Bob", "age": 6 }));
}
