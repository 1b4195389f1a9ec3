//! Where any JSON is allowed, literals and expressions of all kinds.

use serde_json::{Value, json};
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (number, value) = (5, json!([true]));
    let maps = payload!(Maps { data: { "a": [1, 2.5, "x", null, true, { "b": {} }], "n": number, value } });
    super::sends(maps, &json!({ "data": { "a": [1, 2.5, "x", null, true, { "b": {} }], "n": 5, "value": [true] } }));
    super::sends(payload!(Maps { data: "text" }), &json!({ "data": "text" }));
    super::sends(payload!(Maps { data: -5 }), &json!({ "data": -5 }));
    super::sends(
        payload!(Maps { data: String::from("a"), free: { x: Value::Null } }),
        &json!({ "data": "a", "free": { "x": null } }),
    );
}
