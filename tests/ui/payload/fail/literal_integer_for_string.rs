use talkjs_tests::rules::payload;

fn main() {
    payload!(Texts { "plain": 5 });
}
