use talkjs_tests::rules::payload;

fn main() {
    payload!(Presence { "name": "Alice" "title": null "nick": "A" });
}
