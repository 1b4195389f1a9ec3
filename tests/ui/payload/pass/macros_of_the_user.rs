//! A macro of the user hands its arguments on.

use serde_json::json;
use talkjs_ui::rules::payload;

macro_rules! named {
    ($name:expr) => { payload!(Person { "name": $name }) };
}

macro_rules! person {
    ($($token:tt)*) => { payload!(Person { $($token)* }) };
}

macro_rules! keyed {
    ($key:literal, $value:literal, $age:ident) => {
        payload!(Person { $key: $value, $age })
    };
}

macro_rules! of_type {
    ($type:ident, $body:tt) => { payload!($type $body) };
}

#[test]
fn compiles() {
    let age = 5;
    super::sends(named!("Alice"), &json!({ "name": "Alice" }));
    super::sends(named!(format!("{}{}", "A", 1)), &json!({ "name": "A1" }));
    super::sends(
        person!("name": "Alice", age, "address": { "street": "a", "city": "b" }),
        &json!({ "name": "Alice", "age": 5, "address": { "street": "a", "city": "b" } }),
    );
    super::sends(keyed!("name", "Alice", age), &json!({ "name": "Alice", "age": 5 }));
    super::sends(of_type!(Texts, { code: "ab" }), &json!({ "code": "ab" }));
}
