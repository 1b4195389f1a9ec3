//! A type that holds itself, in lists and in boxes.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let leaf = payload!(Tree { label: "leaf" });
    let tree = payload!(Tree { label: "a", children: [{ label: "b", children: [leaf.clone()] }, leaf.clone()], parent: { label: "c", parent: leaf } });
    let leaf = json!({ "label": "leaf" });
    let parent = json!({ "label": "c", "parent": leaf });
    super::sends(
        tree,
        &json!({ "label": "a", "children": [{ "label": "b", "children": [leaf] }, leaf], "parent": parent }),
    );
}
