//! Lists whose items have types of their own.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (lat, name) = (1.5, String::from("home"));
    super::sends(payload!(Lists { point: [lat, 2.5, &name] }), &json!({ "point": [1.5, 2.5, "home"] }));
    super::sends(payload!(Lists { point: (lat, 2.5, name) }), &json!({ "point": [1.5, 2.5, "home"] }));
}
