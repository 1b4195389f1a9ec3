//! A deprecated member can be sent; the warning can be silenced.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    #[allow(deprecated)]
    let account = payload!(AccountRequest { "name": "Alice", "login": "alice" });
    super::sends(account, &json!({ "name": "Alice", "login": "alice" }));
    #[deny(deprecated)]
    let account = payload!(AccountRequest { "name": "Alice" });
    super::sends(account, &json!({ "name": "Alice" }));
}
