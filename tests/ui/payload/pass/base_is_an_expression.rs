//! Any expression that gives a value of the type.

use serde_json::json;
use talkjs_client::serde_json;
use talkjs_ui::rules::{Person, payload};

fn draft(name: &str) -> Person {
    payload!(Person { name, age: 5 })
}

#[test]
fn compiles() {
    let from = std::slice::from_ref(&"Alice").iter().map(|name| draft(name)).next();
    super::sends(payload!(Person { age: 6, ..draft("Bob") }), &json!({ "name": "Bob", "age": 6 }));
    super::sends(payload!(Person { ..from.unwrap() }), &json!({ "name": "Alice", "age": 5 }));
    super::sends(payload!(Person { ..Person::new("Eve") }), &json!({ "name": "Eve" }));
    let read: Person = serde_json::from_str(r#"{ "name": "Ann" }"#).unwrap();
    super::sends(payload!(Person { ..read }), &json!({ "name": "Ann" }));
}
