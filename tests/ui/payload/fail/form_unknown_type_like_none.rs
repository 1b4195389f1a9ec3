use talkjs_tests::rules::payload;

fn main() {
    payload!(Elephant { code: "ab" });
}
