use talkjs_tests::rules::payload;

fn main() {
    payload!(Unions { "shape": { "kind": "square", "side": -1 } });
}
