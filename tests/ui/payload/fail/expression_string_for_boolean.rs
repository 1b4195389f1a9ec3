use talkjs_tests::rules::payload;

fn main() {
    payload!(Numbers { "flag": format!("{}", true) });
}
