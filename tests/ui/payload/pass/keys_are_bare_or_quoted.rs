//! Keys as in JSON, or bare as in Rust, or both in one literal.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let expected = json!({ "name": "Alice", "photoUrl": "a", "age": 5 });
    super::sends(payload!(Person { "name": "Alice", "photoUrl": "a", "age": 5 }), &expected);
    super::sends(payload!(Person { name: "Alice", photoUrl: "a", age: 5 }), &expected);
    super::sends(payload!(Person { name: "Alice", "photoUrl": "a", age: 5 }), &expected);
    super::sends(payload!(Person { r#"name"#: "Alice", "photo\u{55}rl": "a", "age": 5 }), &expected);
}
