//! Fields, methods, indices, ranges and references.

use serde_json::json;
use talkjs_ui::rules::payload;

struct User {
    names: Vec<String>,
}

#[test]
fn compiles() {
    let user = User { names: vec!["alice".to_owned()] };
    let person = payload!(Person {
        name: user.names[0].trim().to_uppercase(),
        photoUrl: &user.names[0],
        age: user.names.iter().map(|name| name.len() as i64).sum::<i64>(),
    });
    super::sends(person, &json!({ "name": "ALICE", "photoUrl": "alice", "age": 5 }));
    super::sends(payload!(Texts { code: &"abcdef"[..3], plain: *&"a" }), &json!({ "code": "abc", "plain": "a" }));
    super::sends(payload!(Texts { plain: "a".repeat(3) }), &json!({ "plain": "aaa" }));
}
