//! Comments anywhere.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let texts = payload!(Texts {
        // A line,
        "code": /* inside */ "ab", // and at its end,
        /* and a block. */
        "slug" /* a */ : /* b */ "a" /* c */,
    });
    super::sends(texts, &json!({ "code": "ab", "slug": "a" }));
}
