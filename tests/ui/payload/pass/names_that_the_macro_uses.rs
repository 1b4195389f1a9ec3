//! Variables and types of the user with names that the expansion has, too.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (value, m, member0, members, accept, this) = ("a", 5, "b", "c", "d", "e");
    let words = payload!(Words { type: value, value, self: member0, match: m == 5, "full name": accept });
    super::sends(words, &json!({ "type": "a", "value": "a", "self": "b", "match": true, "full name": "d" }));
    super::sends(payload!(Texts { plain: members, code: this.repeat(2) }), &json!({ "plain": "c", "code": "ee" }));
}

#[allow(dead_code)]
#[test]
fn compiles_beside_types_of_these_names() {
    trait Accepted {
        fn accept(self) -> u8;
    }
    impl Accepted for u8 {
        fn accept(self) -> u8 {
            self + 1
        }
    }
    struct V;
    struct As;
    struct T;
    let _ = (V, As, T);
    super::sends(
        payload!(Numbers {
            any: 4_u8.accept(),
            size: {
                let five = 5;
                five
            }
        }),
        &json!({ "any": 5, "size": 5 }),
    );
}
