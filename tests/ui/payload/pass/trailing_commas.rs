//! A comma after the last member, item and base.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let lists = payload!(Lists { "tags": ["a", "b",], "grid": [[1,], [2, 3,],], });
    super::sends(lists, &json!({ "tags": ["a", "b"], "grid": [[1], [2, 3]] }));
    super::sends(payload!(People [ { name: "A", }, ],), &json!([{ "name": "A" }]));
    super::sends(payload!(Texts { code: "ab" },), &json!({ "code": "ab" }));
}
