use talkjs_ui::rules::payload;

struct Own;

impl Own {
    const CODE: &str = "abcdef";
}

fn main() {
    payload!(Texts { "code": Own::CODE });
}
