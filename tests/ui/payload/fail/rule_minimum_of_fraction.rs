use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "degrees": -300.5 });
}
