use talkjs_tests::rules::payload;

fn main() {
    payload!(Delivery { "to": "alice", "text": "Hi", "lat": 1.5 });
}
