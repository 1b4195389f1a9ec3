use talkjs_tests::rules::payload;

fn main() {
    payload!(Lists { tags: ["a"] scores: [1] });
}
