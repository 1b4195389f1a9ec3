//! A map that begins with another one; what is written counts.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let limits = BTreeMap::from([("day", 1), ("hour", 2)]);
    let expected = json!({ "limits": { "day": 5, "hour": 2 } });
    super::sends(payload!(Maps { limits: { day: 5, ..limits } }), &expected);
    super::sends(payload!(Maps { limits: { ..HashMap::from([("hour", 2)]), "day": 5 } }), &expected);
    super::sends(payload!(Maps { limits: { ..[("hour", 2)], "day": 5 } }), &expected);
}
