use talkjs_tests::rules::payload;

fn main() {
    payload!(Lists { "tags": ["a", "b", "c", "d"] });
}
