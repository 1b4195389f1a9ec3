//! Expressions run once each, in the order in which they are written, and the base last of all.

use std::cell::RefCell;

use serde_json::json;
use talkjs_ui::rules::{Person, payload};

#[test]
fn compiles() {
    let order = RefCell::new(Vec::new());
    let say = |word: &'static str| {
        order.borrow_mut().push(word);
        word
    };
    let person = payload!(Person {
        photoUrl: say("1"),
        address: { city: say("2"), zipCode: "12345", street: say("3") },
        name: say("4"),
        friends: [say("5"), "b", say("6")],
    });
    assert_eq!(*order.borrow(), ["1", "2", "3", "4", "5", "6"]);
    let address = json!({ "street": "3", "city": "2", "zipCode": "12345" });
    super::sends(person, &json!({ "name": "4", "photoUrl": "1", "address": address, "friends": ["5", "b", "6"] }));

    order.borrow_mut().clear();
    let _ = payload!(Person { name: say("name"), ..Person::new(say("base")), age: say("age").len() as i64 });
    assert_eq!(*order.borrow(), ["name", "age", "base"]);
}
