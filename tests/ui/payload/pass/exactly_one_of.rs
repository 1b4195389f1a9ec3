//! Each of the groups of members that exclude each other.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (to, lat) = ("alice", 1.5);
    super::sends(payload!(Delivery { to, text: "Hi" }), &json!({ "to": "alice", "text": "Hi" }));
    super::sends(payload!(Delivery { file: "f1", to }), &json!({ "to": "alice", "file": "f1" }));
    super::sends(payload!(Delivery { lng: 2, to, lat }), &json!({ "to": "alice", "lat": 1.5, "lng": 2.0 }));
}
