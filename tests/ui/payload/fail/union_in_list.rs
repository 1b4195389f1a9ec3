use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "shapes": [{ "kind": "circle", "radius": 1 }, { "kind": "square" }] });
}
