//! Values of `enum` and `const`.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let choices =
        payload!(Choices { colour: "dark-blue", level: 2, accepted: true, half: 0.5, version: "v2", mixed: 1 });
    let expected =
        json!({ "colour": "dark-blue", "level": 2, "accepted": true, "half": 0.5, "version": "v2", "mixed": 1 });
    super::sends(choices, &expected);
    super::sends(payload!(Choices { half: 1.50, mixed: "a" }), &json!({ "half": 1.5, "mixed": "a" }));
    super::sends(payload!(Choices { mixed: true }), &json!({ "mixed": true }));
}
