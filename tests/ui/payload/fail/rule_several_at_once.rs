use talkjs_tests::rules::payload;

fn main() {
    payload!(Lists { "tags": ["a", "a", "b", "much too long"] });
}
