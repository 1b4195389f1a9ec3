use talkjs_ui::rules::payload;

const CODE: &str = "é";

fn main() {
    payload!(Texts { "code": CODE });
}
