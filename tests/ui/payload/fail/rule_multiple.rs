use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "steps": 7 });
}
