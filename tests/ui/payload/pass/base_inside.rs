//! The base of a nested object.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let home = payload!(Address { street: "a", city: "b" });
    let person = payload!(Person { name: "Alice", address: { ..home, city: "c" } });
    super::sends(person, &json!({ "name": "Alice", "address": { "street": "a", "city": "c" } }));
}
