//! A module without the standard library's names.

#![no_implicit_prelude]

use ::serde_json::json;
use ::std::convert::Into;
use ::talkjs_tests::rules::payload;

#[test]
fn compiles() {
    let name = "Alice";
    let person = payload!(Person { name, age: 5, address: { street: "a", city: name }, friends: ["a"] });
    let address = json!({ "street": "a", "city": "Alice" });
    super::sends(person, &json!({ "name": "Alice", "age": 5, "address": address, "friends": ["a"] }));
    super::sends(payload!(Presence { name, title: null, note: null }), &json!({ "name": "Alice", "title": null, "note": null }));
    super::sends(payload!(Maps { limits: { a: 1 }, data: { b: [null] } }), &json!({ "limits": { "a": 1 }, "data": { "b": [null] } }));
}
