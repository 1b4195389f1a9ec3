//! Members in another order than the description's.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let person = payload!(Person { age: 5, address: { city: "b", zipCode: "12345", street: "a" }, name: "A" });
    let address = json!({ "street": "a", "city": "b", "zipCode": "12345" });
    super::sends(person, &json!({ "name": "A", "age": 5, "address": address }));
}
