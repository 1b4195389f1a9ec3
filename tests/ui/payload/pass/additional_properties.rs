//! Members that the description does not name, where it allows them.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let pears = 3;
    let open = payload!(Open { "apples": 5, "name": "a", pears, "red plums": 2 * 2 });
    super::sends(open, &json!({ "name": "a", "apples": 5, "pears": 3, "red plums": 4 }));
}
