//! `or null` and `or keep` say what `None` means.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let (some, none) = (Some("x".to_owned()), None::<String>);
    let change = payload!(Presence { "name": "A", "title": none.clone() or null, "note": none.clone() or null });
    super::sends(change, &json!({ "name": "A", "title": null, "note": null }));
    let change = payload!(Presence { "name": "A", "title": some.clone() or null, "note": none.as_deref() or keep });
    super::sends(
        change,
        &json!({ "name": "A", "title": "x", "note": null }).as_object().map_or(json!(null), |whole| {
            let mut whole = whole.clone();
            whole.remove("note");
            whole.into()
        }),
    );
    let change = payload!(Presence { "name": "A", "title": null, "note": some or keep });
    super::sends(change, &json!({ "name": "A", "title": null, "note": "x" }));
    let maps = payload!(Maps { "free": { "x": null } });
    super::sends(maps, &json!({ "free": { "x": null } }));
    let maps = payload!(Maps { "tokens": { "fcm:a": null } });
    super::sends(maps, &json!({ "tokens": { "fcm:a": null } }));
}
