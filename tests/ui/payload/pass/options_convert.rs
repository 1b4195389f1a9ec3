//! `Option` for optional members and for required ones that may be null.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (some, none) = (Some("a"), None::<String>);
    super::sends(
        payload!(Presence { name: "A", title: some, nick: some }),
        &json!({ "name": "A", "title": "a", "nick": "a" }),
    );
    super::sends(
        payload!(Presence { name: "A", title: none.clone(), nick: none }),
        &json!({ "name": "A", "title": null }),
    );
    let (age, address) = (Some(5_u8), None::<talkjs_ui::rules::Address>);
    super::sends(payload!(Person { name: "A", age, address }), &json!({ "name": "A", "age": 5 }));
    let tokens = payload!(Maps { tokens: { "fcm:a": Some(true), "fcm:b": None::<bool> } });
    super::sends(tokens, &json!({ "tokens": { "fcm:a": true, "fcm:b": null } }));
}
