use talkjs_tests::rules::payload;

fn main() {
    payload!(Texts { "key": "123e4567" });
}
