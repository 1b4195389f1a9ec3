use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "any": 1.5 });
}
