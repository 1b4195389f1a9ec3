use talkjs_tests::rules::payload;

fn main() {
    payload!(Words { "type": "a", "xName": "b" });
}
