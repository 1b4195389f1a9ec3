//! Branches by their tag, by the kind of JSON and by trial.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let unions = payload!(Unions {
        shape: { kind: "circle", radius: 1.5 },
        amount: 5,
        filter: { from: 18 },
        shapes: [{ side: 2.5, kind: "square" }],
    });
    let (circle, square) = (json!({ "kind": "circle", "radius": 1.5 }), json!({ "kind": "square", "side": 2.5 }));
    super::sends(unions, &json!({ "shape": circle, "amount": 5, "filter": { "from": 18 }, "shapes": [square] }));
    let unions = payload!(Unions { amount: "many", filter: { name: "A", exact: true } });
    super::sends(unions, &json!({ "amount": "many", "filter": { "name": "A", "exact": true } }));
    super::sends(payload!(Filter { to: 5 }), &json!({ "to": 5 }));
}
