//! The commas between generic arguments end no value.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use talkjs_ui::rules::payload;

fn pair<A: Default, B: Default>() -> (A, B) {
    Default::default()
}

#[test]
fn compiles() {
    let numbers = payload!(Numbers { any: pair::<i64, String>().0, flag: pair::<u8, bool>().1 });
    super::sends(numbers, &json!({ "any": 0, "flag": false }));
    let maps = payload!(Maps {
        limits: HashMap::<String, i64>::from([("a".to_owned(), 1)]),
        custom: BTreeMap::<&str, &str>::new()
    });
    super::sends(maps, &json!({ "limits": { "a": 1 }, "custom": {} }));
}
