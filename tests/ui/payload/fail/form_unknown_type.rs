use talkjs_tests::rules::payload;

fn main() {
    payload!(Txets { code: "ab" });
}
