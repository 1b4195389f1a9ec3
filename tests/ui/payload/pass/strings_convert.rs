//! All that is a text.

use std::borrow::Cow;

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let owned = String::from("ab");
    let boxed: Box<str> = "ab".into();
    let expected = json!({ "code": "ab" });
    let text: &str = "ab";
    super::sends(payload!(Texts { code: text }), &expected);
    super::sends(payload!(Texts { code: &owned }), &expected);
    super::sends(payload!(Texts { code: Cow::Borrowed("ab") }), &expected);
    super::sends(payload!(Texts { code: Cow::<str>::Owned(owned.clone()) }), &expected);
    super::sends(payload!(Texts { code: boxed }), &expected);
    super::sends(payload!(Texts { code: owned }), &expected);
}
