use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "shape": { "kind": "square", "side": -1 } });
}
