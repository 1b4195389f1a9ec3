use talkjs_tests::rules::payload;

fn main() {
    payload!(rules::Texts { code: "ab" });
}
