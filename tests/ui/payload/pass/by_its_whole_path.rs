//! The macro by its path, and under another name.

use serde_json::json;
use talkjs_ui::rules;
use talkjs_ui::rules::payload as body;

#[test]
fn compiles() {
    super::sends(rules::payload!(Texts { code: "ab" }), &json!({ "code": "ab" }));
    super::sends(talkjs_ui::rules::payload!(Texts { code: "ab" }), &json!({ "code": "ab" }));
    super::sends(body!(Texts { code: "ab" }), &json!({ "code": "ab" }));
    super::sends(body![Texts { code: "ab" }], &json!({ "code": "ab" }));
    super::sends(body! { Texts { code: "ab" } }, &json!({ "code": "ab" }));
}
