use talkjs_tests::rules::payload;

fn main() {
    payload!(Texts { 5: "ab" });
}
