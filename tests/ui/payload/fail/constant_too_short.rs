use talkjs_tests::rules::payload;

const CODE: &str = "é";

fn main() {
    payload!(Texts { "code": CODE });
}
