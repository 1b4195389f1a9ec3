//! A variable of the key's name.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (name, age, r#match) = ("Alice", 5, true);
    let address = payload!(Address { street: "a", city: "b" });
    let expected = json!({ "name": "Alice", "age": 5, "address": { "street": "a", "city": "b" } });
    super::sends(payload!(Person { name, age, address: address }), &expected);
    super::sends(payload!(Words { type: name, r#match }), &json!({ "type": "Alice", "match": true }));
}
