//! `?` leaves the function that the literal is in.

use std::num::ParseIntError;

use serde_json::json;
use talkjs_ui::rules::{Person, payload};

fn person(age: &str) -> Result<Person, ParseIntError> {
    Ok(payload!(Person { name: "Alice", age: age.parse::<i64>()? }))
}

fn first(names: &[&str]) -> Option<Person> {
    Some(payload!(Person { name: *names.first()? }))
}

#[test]
fn compiles() {
    super::sends(person("5").unwrap(), &json!({ "name": "Alice", "age": 5 }));
    assert!(person("five").is_err());
    super::sends(first(&["Bob"]).unwrap(), &json!({ "name": "Bob" }));
    assert!(first(&[]).is_none());
}
