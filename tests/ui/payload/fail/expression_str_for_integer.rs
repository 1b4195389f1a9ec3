use talkjs_tests::rules::payload;

fn main() {
    let size = "5";
    payload!(Numbers { size });
}
