use talkjs_tests::rules::payload;

fn main() {
    payload!(Picture { "title": "A cat", "file": "cat.png" });
}
