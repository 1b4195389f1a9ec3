use talkjs_tests::rules::payload;

mod limits {
    pub const CODE: &str = "abcdef";
}

fn main() {
    payload!(Texts { "code": limits::CODE });
}
