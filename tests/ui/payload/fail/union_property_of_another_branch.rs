use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "shape": { "kind": "circle", "side": 1 } });
}
