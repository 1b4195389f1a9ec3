use talkjs_tests::rules::payload;

fn main() {
    payload!(Account { "id": "a1", "name": "Alice" });
}
