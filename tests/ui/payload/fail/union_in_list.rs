use talkjs_tests::rules::payload;

fn main() {
    payload!(Unions { "shapes": [{ "kind": "circle", "radius": 1 }, { "kind": "square" }] });
}
