//! Maps and lists of pairs.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let expected = json!({ "custom": { "tier": "gold" } });
    super::sends(payload!(Maps { custom: BTreeMap::from([("tier", "gold")]) }), &expected);
    super::sends(payload!(Maps { custom: HashMap::from([(String::from("tier"), "gold".to_owned())]) }), &expected);
    let pairs = [("tier", "gold")];
    super::sends(payload!(Maps { custom: pairs }), &expected);
    super::sends(payload!(Maps { custom: vec![("tier", "gold")] }), &expected);
    let tier = "gold";
    super::sends(payload!(Maps { custom: { tier } }), &expected);
    super::sends(payload!(Maps { custom: { "tier": tier.to_owned() } }), &expected);
    let places = HashMap::from([("home", payload!(Address { street: "a", city: "b" }))]);
    super::sends(payload!(Maps { places }), &json!({ "places": { "home": { "street": "a", "city": "b" } } }));
}
