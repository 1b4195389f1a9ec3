use talkjs_tests::rules::payload;

fn main() {
    payload!(Nothing { "name": "Alice" });
}
