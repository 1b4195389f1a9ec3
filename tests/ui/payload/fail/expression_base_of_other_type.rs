use talkjs_tests::rules::payload;

fn main() {
    let tree = payload!(Tree { label: "a" });
    payload!(Person { "name": "Alice", ..tree });
}
