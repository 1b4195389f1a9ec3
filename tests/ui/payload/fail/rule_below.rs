use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "below": 10 });
}
