//! The user has types, functions and modules with the names of those in the standard library.

use serde_json::json;
use talkjs_ui::rules::payload;

#[allow(dead_code, non_camel_case_types)]
mod own {
    pub(super) struct String;
    pub(super) struct Vec;
    pub(super) struct Box;
    pub(super) struct BTreeMap;
    pub(super) enum Option {
        Some,
        None,
    }
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct From;
    pub(super) struct Into;
    pub(super) struct str;
    pub(super) struct bool;
    pub(super) struct i64;
    pub(super) struct f64;
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod talkjs_client {}
}

#[test]
fn compiles() {
    #[allow(unused_imports)]
    use own::*;
    #[allow(unused_imports)]
    use own::{
        BTreeMap, Box, From, Into, None, Option, Some, String, Vec, bool, core, f64, i64, std, str, talkjs_client,
    };

    let name = "Alice";
    let person = payload!(Person { name, age: 1 + 2, address: { street: "a", city: name }, friends: ["a", name] });
    let address = json!({ "street": "a", "city": "Alice" });
    super::sends(person, &json!({ "name": "Alice", "age": 3, "address": address, "friends": ["a", "Alice"] }));
    super::sends(
        payload!(Presence { name, title: null, note: "Hi" }),
        &json!({ "name": "Alice", "title": null, "note": "Hi" }),
    );
    super::sends(
        payload!(Maps { tokens: { "fcm:a": true, "fcm:b": null }, data: [1, "a"] }),
        &json!({ "tokens": { "fcm:a": true, "fcm:b": null }, "data": [1, "a"] }),
    );
    super::sends(payload!(Numbers { share: 0.5, flag: true }), &json!({ "share": 0.5, "flag": true }));
}
