//! A child is given where its parent is wanted, and its tag may be left out where the type says it.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let cat = json!({ "species": "cat", "lives": 9 });
    super::sends(payload!(Cat { "lives": 9 }), &cat);
    super::sends(payload!(Cat { "species": "cat", "lives": 9 }), &cat);
    super::sends(payload!(Animal { "species": "cat", "lives": 9 }), &cat);
    let owl = json!({ "species": "owl", "eyes": 2 });
    super::sends(payload!(Animal { "species": "owl", "eyes": 2 }), &owl);
}
