//! Vectors, arrays and slices, owned and borrowed.

use serde_json::json;
use talkjs_ui::rules::{Id, payload};

#[test]
fn compiles() {
    let (vector, array) = (vec!["a", "b"], ["a", "b"]);
    let expected = json!({ "tags": ["a", "b"] });
    super::sends(payload!(Lists { tags: &vector }), &expected);
    super::sends(payload!(Lists { tags: &array[..] }), &expected);
    super::sends(payload!(Lists { tags: vector.as_slice() }), &expected);
    super::sends(payload!(Lists { tags: array }), &expected);
    super::sends(payload!(Lists { tags: vector }), &expected);
    let ids = [Id::from("a"), Id::from("b")];
    super::sends(payload!(Lists { ids: &ids[..] }), &json!({ "ids": ["a", "b"] }));
    super::sends(payload!(Lists { ids: [&ids[0], &ids[1]] }), &json!({ "ids": ["a", "b"] }));
    super::sends(
        payload!(Lists { scores: [1_u8; 2], grid: vec![vec![1, 2]] }),
        &json!({ "scores": [1, 1], "grid": [[1, 2]] }),
    );
}
