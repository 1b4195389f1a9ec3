use talkjs_tests::rules::payload;

fn main() {
    payload!(Delivery { "to": "alice", "lat": 1.5 });
}
