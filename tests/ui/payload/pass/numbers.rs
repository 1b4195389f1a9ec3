//! Numbers as JSON and as Rust write them.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let numbers = payload!(Numbers { any: 1_000_000, size: 0x1f, small: -5, steps: -10, degrees: -0.5, price: 1e2 });
    let expected = json!({ "any": 1000000, "size": 31, "small": -5, "steps": -10, "degrees": -0.5, "price": 100.0 });
    super::sends(numbers, &expected);
    let numbers = payload!(Numbers { share: 0.5, degrees: -1, ratio: 0.25, price: 1.5E+1, small: -2147483648 });
    let expected = json!({ "share": 0.5, "degrees": -1.0, "ratio": 0.25, "price": 15.0, "small": -2147483648_i64 });
    super::sends(numbers, &expected);
    let numbers = payload!(Numbers { any: -9223372036854775808, above: 9223372036854775807 });
    super::sends(numbers, &json!({ "any": i64::MIN, "above": i64::MAX }));
    let data = payload!(Maps { data: [1, -1, 1.5, 18446744073709551615, 1e300] });
    super::sends(data, &json!({ "data": [1, -1, 1.5, u64::MAX, 1e300] }));
}
