use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "port": 65536 });
}
