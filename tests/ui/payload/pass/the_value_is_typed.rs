//! What the macro gives is the generated type, wherever an expression can stand.

use serde_json::json;
use talkjs_ui::rules::{Address, Colour, Person, Shape, payload};

fn street(person: &Person) -> Option<&str> {
    person.address.as_ref().map(|address| address.street.as_str())
}

#[test]
fn compiles() {
    let person: Person = payload!(Person { name: "Alice", address: { street: "a", city: "b" } });
    assert_eq!(person, Person::new("Alice").address(Address::new("a", "b")));
    assert_eq!(street(&payload!(Person { name: "Alice", address: { street: "a", city: "b" } })), Some("a"));
    assert_eq!(payload!(Person { name: "Alice" }).name, "Alice");
    assert_eq!(payload!(Choices { colour: "dark-blue" }).colour, Some(Colour::DarkBlue));
    assert!(matches!(payload!(Shape { kind: "square", side: 2 }), Shape::Square(square) if square.side == 2.0));
    let [one, two] = [payload!(Person { name: "A" }), payload!(Person { name: "B" })];
    super::sends(vec![one, two], &json!([{ "name": "A" }, { "name": "B" }]));
}
