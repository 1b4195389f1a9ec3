//! `if`, `match`, blocks and loops as values.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let tier = Some(2);
    let texts = payload!(Texts {
        plain: if tier.is_some() { "some" } else { "none" },
        code: match tier {
            Some(2) => "two",
            Some(_) | None => "other",
        },
        slug: {
            let slug = "a";
            slug
        },
    });
    super::sends(texts, &json!({ "plain": "some", "code": "two", "slug": "a" }));
    let numbers = payload!(Numbers {
        any: loop {
            break 5;
        },
        size: if let Some(n) = tier { n } else { 1 }
    });
    super::sends(numbers, &json!({ "any": 5, "size": 2 }));
}
