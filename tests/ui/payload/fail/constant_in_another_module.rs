use talkjs_ui::rules::payload;

mod limits {
    pub const CODE: &str = "abcdef";
}

fn main() {
    payload!(Texts { "code": limits::CODE });
}
