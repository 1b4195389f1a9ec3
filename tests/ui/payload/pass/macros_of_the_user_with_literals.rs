//! A literal that a macro of the user passes as an expression is a literal still: a number for a fraction, `null` as a
//! token, a negative number.

use serde_json::json;
use talkjs_ui::rules::payload;

macro_rules! share {
    ($share:expr, $warm:expr) => { payload!(Numbers { "share": $share, "degrees": $warm }) };
}

macro_rules! note {
    ($note:tt) => { payload!(Presence { "name": "A", "title": null, "note": $note }) };
}

#[test]
fn compiles() {
    super::sends(share!(0.5, 3), &json!({ "share": 0.5, "degrees": 3.0 }));
    super::sends(share!(0.5, -3), &json!({ "share": 0.5, "degrees": -3.0 }));
    super::sends(note!(null), &json!({ "name": "A", "title": null, "note": null }));
    super::sends(note!("Hi"), &json!({ "name": "A", "title": null, "note": "Hi" }));
}
