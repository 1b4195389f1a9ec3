//! In functions with parameters of types, lifetimes and constants.

use std::fmt::Display;

use serde_json::json;
use talkjs_client::types::IntoValue;
use talkjs_ui::rules::{Lists, Numbers, Person, payload};

fn named<'a, T: Display + 'a>(name: &'a T) -> Person {
    payload!(Person { name: name.to_string(), photoUrl: format!("{name}") })
}

fn any_name<N: IntoValue<String>>(name: N) -> Person {
    payload!(Person { name })
}

fn tags<const N: usize>(tags: [&str; N]) -> Lists {
    payload!(Lists { tags, scores: [N as i64] })
}

fn sized<const SIZE: i64, const N: u8>() -> Numbers {
    payload!(Numbers { any: SIZE + 0, small: N })
}

#[test]
fn compiles() {
    super::sends(named(&5), &json!({ "name": "5", "photoUrl": "5" }));
    super::sends(any_name("Alice"), &json!({ "name": "Alice" }));
    super::sends(tags(["a", "b"]), &json!({ "tags": ["a", "b"], "scores": [2] }));
    super::sends(sized::<7, 8>(), &json!({ "any": 7, "small": 8 }));
}
