use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "above": 0 });
}
