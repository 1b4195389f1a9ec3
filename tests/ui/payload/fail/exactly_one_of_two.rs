use talkjs_tests::rules::payload;

fn main() {
    payload!(Delivery { "to": "alice", "text": "Hi", "file": "f1" });
}
