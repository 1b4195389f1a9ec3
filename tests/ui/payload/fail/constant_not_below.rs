use talkjs_tests::rules::payload;

const BELOW: i64 = 10;

fn main() {
    payload!(Numbers { "below": BELOW });
}
