use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "share": "0.5" });
}
