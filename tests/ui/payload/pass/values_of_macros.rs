//! What other macros make.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let number = 7;
    let texts = payload!(Texts { code: format!("n{number}"), plain: concat!("a", "b"), slug: stringify!(slug) });
    super::sends(texts, &json!({ "code": "n7", "plain": "ab", "slug": "slug" }));
    let lists = payload!(Lists { tags: vec!["a", "b"], scores: vec![1; 3] });
    super::sends(lists, &json!({ "tags": ["a", "b"], "scores": [1, 1, 1] }));
    super::sends(payload!(Maps { data: json!({ "a": [1, null] }) }), &json!({ "data": { "a": [1, null] } }));
    super::sends(payload!(Numbers { flag: matches!(number, 5..=9) }), &json!({ "flag": true }));
}
