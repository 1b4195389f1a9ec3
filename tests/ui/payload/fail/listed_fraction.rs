use talkjs_tests::rules::payload;

fn main() {
    payload!(Choices { "half": 0.6 });
}
