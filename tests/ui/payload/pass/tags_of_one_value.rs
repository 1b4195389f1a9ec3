//! A member with one possible value may be written or left out.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let expected = json!({ "kind": "circle", "radius": 1.5 });
    super::sends(payload!(Circle { radius: 1.5 }), &expected);
    super::sends(payload!(Circle { "kind": "circle", "radius": 1.5 }), &expected);
    let square = json!({ "shape": { "kind": "square", "side": 1.5 } });
    super::sends(payload!(Unions { "shape": { "side": 1.5 } }), &square);
}
