//! Objects in lists in maps, as JSON.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let directory = payload!(Directory {
        "alice": {
            "name": "Alice",
            "address": { "street": "High Street 1", "city": "London" },
            "friends": ["bob", "eve"],
        },
        "bob": { "name": "Bob" },
    });
    let address = json!({ "street": "High Street 1", "city": "London" });
    let alice = json!({ "name": "Alice", "address": address, "friends": ["bob", "eve"] });
    super::sends(directory, &json!({ "alice": alice, "bob": { "name": "Bob" } }));
}
