use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "shape": { "kind": "sqare", "side": 1 } });
}
