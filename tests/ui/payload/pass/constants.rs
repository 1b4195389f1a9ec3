//! Constants that keep the rules, from anywhere.

use serde_json::json;
use talkjs_ui::rules::{Texts, payload};

const CODE: &str = "abcde";
const SIZE: u8 = 100;
const SHARE: f64 = 0.5;
const IDS: [&str; 2] = ["a", "b"];
static PLAIN: &str = "plain";

mod own {
    pub(super) const SLUG: &str = "a-b";
}

struct Limits;

impl Limits {
    const CODE: &'static str = "xy";

    fn texts() -> Texts {
        payload!(Texts { code: Self::CODE, slug: own::SLUG, plain: PLAIN })
    }
}

trait Coded {
    const CODE: &'static str;

    fn texts() -> Texts {
        payload!(Texts { code: Self::CODE })
    }
}

impl Coded for Limits {
    const CODE: &'static str = "abc";
}

fn sized<const N: u8>() -> talkjs_ui::rules::Numbers {
    payload!(Numbers { size: N })
}

#[test]
fn compiles() {
    const LOCAL: Option<&str> = Some("ab");
    super::sends(payload!(Texts { code: CODE, id: LOCAL }), &json!({ "code": "abcde", "id": "ab" }));
    super::sends(payload!(Numbers { size: SIZE, share: SHARE }), &json!({ "size": 100, "share": 0.5 }));
    super::sends(payload!(Lists { ids: IDS, tags: [CODE] }), &json!({ "ids": ["a", "b"], "tags": ["abcde"] }));
    super::sends(Limits::texts(), &json!({ "code": "xy", "slug": "a-b", "plain": "plain" }));
    super::sends(<Limits as Coded>::texts(), &json!({ "code": "abc" }));
    super::sends(sized::<5>(), &json!({ "size": 5 }));
    super::sends(
        payload!(Numbers { any: i64::MAX, degrees: f64::EPSILON }),
        &json!({ "any": i64::MAX, "degrees": f64::EPSILON }),
    );
}
