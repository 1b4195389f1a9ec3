use talkjs_tests::rules::payload;

fn main() {
    payload!(Person { "name": "Alice", "elephant": "a" });
}
