//! Texts for ids and open enums.

use serde_json::json;
use talkjs_ui::rules::{Colour, Id, payload};

#[test]
fn compiles() {
    let (id, colour) = (Id::from("a1"), Colour::Green);
    let (id_text, colour_text) = (String::from("a1"), "green");
    let expected = json!({ "id": "a1" });
    super::sends(payload!(Texts { id: &id }), &expected);
    super::sends(payload!(Texts { id: id.clone() }), &expected);
    super::sends(payload!(Texts { id: &id_text }), &expected);
    super::sends(payload!(Texts { id: id_text }), &expected);
    super::sends(payload!(Choices { colour: &colour }), &json!({ "colour": "green" }));
    super::sends(payload!(Choices { colour: colour_text }), &json!({ "colour": "green" }));
    super::sends(payload!(Choices { colour }), &json!({ "colour": "green" }));
    super::sends(payload!(Choices { colour: Colour::Red, level: 5 }), &json!({ "colour": "red", "level": 5 }));
}
