use talkjs_tests::rules::payload;

fn main() {
    payload!(Texts { "slug": "No Slug" });
}
