//! A variable of the key's name as a value of a map.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (day, hour) = (10, 2_u8);
    super::sends(payload!(Maps { limits: { day, hour } }), &json!({ "limits": { "day": 10, "hour": 2 } }));
}
