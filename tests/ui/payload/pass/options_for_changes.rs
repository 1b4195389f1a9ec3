//! Options where a property can be kept, cleared or set, and values made of JSON.

use talkjs_runtime::types::{Patch, from_json};
use talkjs_ui::rules::{Shop, payload};

const RANK: Option<i64> = Some(5);

/// As a row of a database has it.
#[derive(serde::Serialize)]
struct Row {
    role: Option<String>,
}

#[test]
fn compiles() {
    let (some, none) = (Some("books"), None::<&str>);
    let set = Shop::new().role(Patch::set_or_clear(some)).role(Patch::set_or_keep(none));
    assert!(set.role.is_keep());
    assert_eq!(Shop::new().role(Patch::set_or_clear(none)).role, Patch::Clear);
    assert_eq!(payload!(Shop { "role": none or null }).role, Patch::Clear);
    assert_eq!(payload!(Shop { "role": some or keep }).role, Patch::Set("books".to_owned()));
    assert_eq!(payload!(Shop { "rank": RANK or keep }).rank, Patch::Set(5));
    assert_eq!(payload!(Shop { "place": [-33.8, 151.2] }).place, Some((-33.8, 151.2)));
    assert_eq!(Shop::new().place([-33.8, 151.2]).place, Some((-33.8, 151.2)));

    let shop: Shop = from_json(&Row { role: Some("books".to_owned()) }).unwrap();
    assert_eq!(shop, Shop::try_from(serde_json::json!({"role": "books"})).unwrap());
    let wrong = Shop::try_from(serde_json::json!({"rank": 11, "place": [91, 0]})).unwrap_err();
    let words =
        "invalid JSON for `Shop`: `/rank` must be at most 10, found 11; `/place/0` must be at most 90, found 91";
    assert_eq!(wrong.to_string(), words);
}
