use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "small": 2147483648 });
}
