use talkjs_tests::rules::payload;

fn main() {
    payload!(Unions { "shape": { "kind": "circle", "side": 1 } });
}
