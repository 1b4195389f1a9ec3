use talkjs_tests::rules::payload;

fn main() {
    let tag = "a";
    payload!(Lists { "tags": tag });
}
