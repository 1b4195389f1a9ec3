//! Paths with a type in front, whose arguments have commas.

use serde_json::json;
use talkjs_ui::rules::payload;

trait Made<A, B> {
    const SIZE: i64 = 5;
    fn made() -> i64;
}

struct Own;

impl<A, B> Made<A, B> for Own {
    fn made() -> i64 {
        6
    }
}

#[test]
fn compiles() {
    let numbers = payload!(Numbers { any: <Own as Made<u8, i64>>::made(), size: <Own as Made<u8, Vec<u8>>>::SIZE });
    super::sends(numbers, &json!({ "any": 6, "size": 5 }));
    super::sends(
        payload!(Texts { plain: <str as ToString>::to_string("a"), code: <&str>::from("ab") }),
        &json!({ "plain": "a", "code": "ab" }),
    );
}
