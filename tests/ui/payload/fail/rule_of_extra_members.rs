use talkjs_tests::rules::payload;

fn main() {
    payload!(Open { "name": "a", "apples": -1 });
}
