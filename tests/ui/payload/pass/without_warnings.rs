//! Nothing is warned of in a crate that denies all warnings, and there is no unsafe code.

#![deny(warnings, unused, nonstandard_style, let_underscore, rust_2018_idioms)]
#![deny(clippy::all, clippy::pedantic, unused_qualifications, unused_results, single_use_lifetimes, trivial_casts)]
#![deny(trivial_numeric_casts, unreachable_pub, missing_docs, elided_lifetimes_in_paths, unused_lifetimes)]
#![forbid(unsafe_code)]

use serde_json::json;
use talkjs_ui::rules::payload;

const CODE: &str = "abc";

#[test]
fn compiles() {
    let (name, note) = ("Alice", Some("Hi"));
    let address = payload!(Address { street: name, city: "b" });
    let home = payload!(Person { name, age: 1 + 2, address, friends: ["a", name] });
    let person = payload!(Person { ..home, "photoUrl": name.to_owned() });
    let address = json!({ "street": "Alice", "city": "b" });
    let expected =
        json!({ "name": "Alice", "age": 3, "address": address, "friends": ["a", "Alice"], "photoUrl": "Alice" });
    super::sends(person, &expected);
    super::sends(payload!(Presence { name, title: note }), &json!({ "name": "Alice", "title": "Hi" }));
    super::sends(
        payload!(Presence { name, title: null, note: null }),
        &json!({ "name": "Alice", "title": null, "note": null }),
    );
    super::sends(payload!(Texts { code: CODE }), &json!({ "code": "abc" }));
    super::sends(
        payload!(Maps { custom: { name, x: "y" }, limits: {} }),
        &json!({ "custom": { "name": "Alice", "x": "y" }, "limits": {} }),
    );
    super::sends(payload!(Open { name, apples: 2 + 3 }), &json!({ "name": "Alice", "apples": 5 }));
    super::sends(
        payload!(Unions { shape: { kind: "circle", radius: 1.5 } }),
        &json!({ "shape": { "kind": "circle", "radius": 1.5 } }),
    );
}
