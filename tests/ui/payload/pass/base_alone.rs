//! Nothing but a base.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let alice = payload!(Person { name: "Alice" });
    super::sends(payload!(Person { ..alice }), &json!({ "name": "Alice" }));
}
