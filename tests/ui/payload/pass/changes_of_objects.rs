//! A nested object as a change: written, given, cleared.

use serde_json::json;
use talkjs_client::types::Patch;
use talkjs_ui::rules::{Colour, Id, payload};

#[test]
fn compiles() {
    let expected = json!({ "address": { "street": "a", "city": "b" } });
    let address = payload!(Address { street: "a", city: "b" });
    super::sends(payload!(Change { address: { street: "a", city: "b" } }), &expected);
    super::sends(payload!(Change { address: address.clone() }), &expected);
    super::sends(payload!(Change { address: Patch::Set(address) }), &expected);
    let (owner, colour) = (Id::from("a1"), Colour::Red);
    super::sends(payload!(Change { owner: &owner, colour: &colour }), &json!({ "owner": "a1", "colour": "red" }));
}
