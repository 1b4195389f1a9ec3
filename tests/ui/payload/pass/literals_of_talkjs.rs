//! The client's own payloads, and a type in the place of one that it refines.

use serde_json::json;
use talkjs_client::{NewMessage, NewUser, UserUpdate, payload};

#[test]
fn compiles() {
    let tier = "gold";
    let new: NewUser = payload!(NewUser { "name": "Alice", "email": ["alice@example.com"] });
    super::sends(
        payload!(UserBatch { "alice": new.clone() }),
        &json!({ "alice": { "name": "Alice", "email": ["alice@example.com"] } }),
    );
    let update: UserUpdate = payload!(UserUpdate { ..new, "photoUrl": null, custom: { tier, "old": null }, "pushTokens": { "fcm:abc": true } });
    let expected = json!({ "name": "Alice", "email": ["alice@example.com"], "photoUrl": null, "custom": { "tier": "gold", "old": null }, "pushTokens": { "fcm:abc": true } });
    super::sends(update, &expected);
    let message: NewMessage = payload!(NewMessage { "type": "SystemMessage", "text": "shipped" });
    super::sends(message, &json!({ "type": "SystemMessage", "text": "shipped" }));
    let filter = payload!(ConversationFilter { custom: { category: ["==", "order"], archived: "!exists" }, access: ["oneOf", ["Read"]] });
    super::sends(
        filter,
        &json!({ "custom": { "category": ["==", "order"], "archived": "!exists" }, "access": ["oneOf", ["Read"]] }),
    );
}
