use talkjs_tests::rules::payload;

fn main() {
    let path = "cat.png";
    payload!(Picture { "title": "A cat", "file": path });
}
