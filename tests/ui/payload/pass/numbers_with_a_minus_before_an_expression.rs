//! `-` before a variable, `!` before a condition.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (size, flag) = (5_i64, true);
    let numbers = payload!(Numbers { any: -size, small: -3, flag: !flag });
    super::sends(numbers, &json!({ "any": -5, "small": -3, "flag": false }));
}
