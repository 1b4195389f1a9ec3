//! Payloads that are lists, maps and scalars, and payloads that are expressions.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let alice = payload!(Person { name: "Alice" });
    super::sends(payload!(People [alice.clone(), { name: "Bob" }]), &json!([{ "name": "Alice" }, { "name": "Bob" }]));
    super::sends(payload!(Directory { "a": alice.clone() }), &json!({ "a": { "name": "Alice" } }));
    super::sends(payload!(Id "a1"), &json!("a1"));
    super::sends(payload!(Port 80), &json!(80));
    super::sends(payload!(Colour "red"), &json!("red"));
    super::sends(payload!(Amount 5), &json!(5));
    super::sends(payload!(Person alice), &json!({ "name": "Alice" }));
    super::sends(payload!(People vec![payload!(Person { name: "Eve" })]), &json!([{ "name": "Eve" }]));
}
