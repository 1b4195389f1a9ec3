use talkjs_tests::rules::payload;

fn main() {
    let size = String::from("5");
    payload!(Numbers { "size": size });
}
