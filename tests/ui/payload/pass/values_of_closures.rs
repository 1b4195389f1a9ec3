//! Closures that are called in place, with commas and blocks in them.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let add = |a: i64, b: i64| a + b;
    let numbers =
        payload!(Numbers { any: add(2, 3), size: (|a: i64, b: i64| { a * b })(2, 3), small: [1, 2].map(|n| n + 1)[0] });
    super::sends(numbers, &json!({ "any": 5, "size": 6, "small": 2 }));
    let tags: [&str; 2] = ["b", "a"];
    let lists = payload!(Lists { tags: tags.iter().map(|tag| format!("{tag}{}", tag.len())).collect::<Vec<_>>() });
    super::sends(lists, &json!({ "tags": ["b1", "a1"] }));
}
