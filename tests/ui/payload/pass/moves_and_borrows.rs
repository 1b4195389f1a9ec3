//! A value is moved only where it is written without `&`.

use serde_json::json;
use talkjs_ui::rules::{Id, payload};

#[test]
fn compiles() {
    let (name, id) = (String::from("Alice"), Id::from("a1"));
    let friends = vec![id.clone()];
    let person = payload!(Person { name: &name, photoUrl: &name, friends: &friends });
    super::sends(person, &json!({ "name": "Alice", "photoUrl": "Alice", "friends": ["a1"] }));
    super::sends(payload!(Delivery { to: &id, text: &name }), &json!({ "to": "a1", "text": "Alice" }));
    let moved = payload!(Person { name, friends: [id] });
    super::sends(moved, &json!({ "name": "Alice", "friends": ["a1"] }));
    assert_eq!(friends.len(), 1);
}
