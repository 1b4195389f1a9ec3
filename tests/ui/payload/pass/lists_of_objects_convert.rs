//! Objects that are written beside objects that are given.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let alice = payload!(Person { name: "Alice" });
    let expected = json!({ "people": [{ "name": "Alice" }, { "name": "Bob" }] });
    super::sends(payload!(Lists { people: [alice.clone(), { name: "Bob" }] }), &expected);
    let people = vec![alice, payload!(Person { name: "Bob" })];
    super::sends(payload!(Lists { people: people.clone() }), &expected);
    super::sends(payload!(Lists { people: &people }), &expected);
}
