//! `null` for a nullable required member, for a change, for a value of a map and for any JSON.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let presence = payload!(Presence { "name": "Alice", "title": null, "note": null });
    super::sends(presence, &json!({ "name": "Alice", "title": null, "note": null }));
    super::sends(payload!(Change { "address": null }), &json!({ "address": null }));
    let maps = payload!(Maps { "tokens": { "fcm:a": null, "apns:b": false }, "free": { "x": null }, "data": null });
    let expected = json!({ "tokens": { "fcm:a": null, "apns:b": false }, "free": { "x": null }, "data": null });
    super::sends(maps, &expected);
}
