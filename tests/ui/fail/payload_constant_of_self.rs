use talkjs_tests::rules::payload;

struct Own;

impl Own {
    const CODE: &str = "abcdef";

    fn send() {
        payload!(Texts { "code": Self::CODE });
    }
}

fn main() {
    Own::send();
}
