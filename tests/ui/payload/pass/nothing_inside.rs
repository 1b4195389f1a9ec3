//! Empty objects and lists.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    super::sends(payload!(Texts {}), &json!({}));
    super::sends(payload!(Nothing {}), &json!({}));
    super::sends(payload!(Directory {}), &json!({}));
    super::sends(payload!(Lists { people: [], scores: [] }), &json!({ "people": [], "scores": [] }));
    super::sends(payload!(Maps { limits: {}, free: {}, data: {} }), &json!({ "limits": {}, "free": {}, "data": {} }));
    super::sends(payload!(Maps { data: [] }), &json!({ "data": [] }));
}
