//! Numbers of all widths where nothing can be lost.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (tiny, small, signed, float) = (1_u8, 2_i16, -3_i32, 0.5_f32);
    let numbers =
        payload!(Numbers { any: tiny, size: small, small: signed, share: float, ratio: float, degrees: tiny });
    let expected = json!({ "any": 1, "size": 2, "small": -3, "share": 0.5, "ratio": 0.5, "degrees": 1.0 });
    super::sends(numbers, &expected);
    super::sends(payload!(Numbers { any: u32::MAX, port: 80_i64 }), &json!({ "any": u32::MAX, "port": 80 }));
}
