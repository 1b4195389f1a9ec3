use talkjs_tests::rules::payload;

fn main() {
    payload!(Unions { "shape": { "kind": "sqare", "side": 1 } });
}
