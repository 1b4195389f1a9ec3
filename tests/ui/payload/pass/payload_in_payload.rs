//! A literal as an expression of another one.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let person = payload!(Person {
        name: "Alice",
        address: payload!(Address { street: "a", city: payload!(Texts { plain: "b" }).plain.unwrap() })
    });
    super::sends(person, &json!({ "name": "Alice", "address": { "street": "a", "city": "b" } }));
}
