//! A branch's value, or the union's, where the union is wanted; expressions in branches.

use serde_json::json;
use talkjs_ui::rules::{Shape, payload};

#[test]
fn compiles() {
    let radius = 1.5;
    let circle = payload!(Circle { radius });
    let shape: Shape = circle.clone().into();
    let expected = json!({ "shape": { "kind": "circle", "radius": 1.5 } });
    super::sends(payload!(Unions { shape: circle }), &expected);
    super::sends(payload!(Unions { shape }), &expected);
    super::sends(payload!(Unions { shape: { kind: "circle", radius } }), &expected);
    let (amount, from) = (String::from("some"), 5);
    super::sends(payload!(Unions { amount, filter: { from } }), &json!({ "amount": "some", "filter": { "from": 5 } }));
}
