use talkjs_ui::rules::payload;

const CODE: i64 = 5;

fn main() {
    payload!(Texts { "code": CODE });
}
