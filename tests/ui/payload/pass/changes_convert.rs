//! A change is a value, `null`, or a `Patch`.

use serde_json::json;
use talkjs_client::types::Patch;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let note: Option<&str> = None;
    let change =
        payload!(Change { age: Patch::Set(5_u8), tags: Patch::<Vec<String>>::Keep, owner: Patch::<&str>::Clear });
    super::sends(change, &json!({ "age": 5, "owner": null }));
    let presence = payload!(Presence { name: "A", title: null, note: Patch::set_or_clear(note) });
    super::sends(presence, &json!({ "name": "A", "title": null, "note": null }));
    let change = payload!(Change { age: 2 + 3, tags: ["a", "b"], owner: "a1", colour: "red" });
    super::sends(change, &json!({ "age": 5, "tags": ["a", "b"], "owner": "a1", "colour": "red" }));
    let tags = vec!["a"];
    super::sends(payload!(Change { tags, age: null }), &json!({ "tags": ["a"], "age": null }));
}
