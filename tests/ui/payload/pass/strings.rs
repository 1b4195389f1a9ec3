//! Raw strings, escapes, lines that go on.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    super::sends(
        payload!(Texts { plain: r#"say "hi""#, code: "\u{e9}😀" }),
        &json!({ "plain": "say \"hi\"", "code": "é😀" }),
    );
    super::sends(
        payload!(Texts { plain: "a\tb\\\"\n", slug: r"a-b" }),
        &json!({ "plain": "a\tb\\\"\n", "slug": "a-b" }),
    );
    let texts = payload!(Texts {
        plain: "one \
        line",
    });
    super::sends(texts, &json!({ "plain": "one line" }));
    super::sends(payload!(Texts { plain: "{not} a {format}" }), &json!({ "plain": "{not} a {format}" }));
}
