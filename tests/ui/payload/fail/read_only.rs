use talkjs_tests::rules::payload;

fn main() {
    payload!(AccountRequest { "id": "a1", "name": "Alice" });
}
