use talkjs_tests::rules::payload;

fn main() {
    payload!(Texts { "day": "31.01.2024" });
}
