use talkjs_tests::rules::payload;

fn main() {
    let texts = "text";
    payload!(Texts texts);
}
