use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "shape": { "kind": 1, "side": 1 } });
}
