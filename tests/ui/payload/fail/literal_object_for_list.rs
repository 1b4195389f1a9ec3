use talkjs_tests::rules::payload;

fn main() {
    payload!(Lists { "people": { "name": "Alice" } });
}
