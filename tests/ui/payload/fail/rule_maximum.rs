use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "size": 101 });
}
