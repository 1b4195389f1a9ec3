use talkjs_tests::rules::payload;

fn main() {
    payload!(Maps { "tokens": {} });
}
