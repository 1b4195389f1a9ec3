//! `as` in values.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let size = 5_usize;
    let numbers =
        payload!(Numbers { any: size as i64, size: 5 as i64, small: size as u8 as i32, share: 0.5 as f32 as f64 });
    super::sends(numbers, &json!({ "any": 5, "size": 5, "small": 5, "share": 0.5 }));
}
