//! `<` and `>` that are no brackets.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (a, b) = (1_i64, 2_i64);
    super::sends(payload!(Numbers { flag: a < b, any: a }), &json!({ "flag": true, "any": 1 }));
    super::sends(payload!(Numbers { flag: a > b, any: b }), &json!({ "flag": false, "any": 2 }));
    super::sends(
        payload!(Numbers { any: a << b, size: 16_i64 >> 2, flag: a <= b && b >= a }),
        &json!({ "any": 4, "size": 4, "flag": true }),
    );
    super::sends(payload!(Maps { data: [a < b, a > b] }), &json!({ "data": [true, false] }));
}
