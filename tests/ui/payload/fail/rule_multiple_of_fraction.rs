use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "price": 1.005 });
}
