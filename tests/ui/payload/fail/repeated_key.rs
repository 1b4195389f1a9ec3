use talkjs_tests::rules::payload;

fn main() {
    payload!(Texts { "code": "ab", "slug": "a", "code": "cd" });
}
