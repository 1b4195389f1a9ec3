//! The macro by its path, and under another name.

use serde_json::json;
use talkjs_tests::rules;
use talkjs_tests::rules::payload as body;

#[test]
fn compiles() {
    super::sends(rules::payload!(Texts { code: "ab" }), &json!({ "code": "ab" }));
    super::sends(talkjs_tests::rules::payload!(Texts { code: "ab" }), &json!({ "code": "ab" }));
    super::sends(body!(Texts { code: "ab" }), &json!({ "code": "ab" }));
    super::sends(body![Texts { code: "ab" }], &json!({ "code": "ab" }));
    super::sends(body! { Texts { code: "ab" } }, &json!({ "code": "ab" }));
}
