use talkjs_tests::rules::payload;

fn main() {
    payload!(Choices { "level": 3 });
}
