use talkjs_ui::rules::payload;

fn main() {
    payload!(Delivery { "to": "alice", "lat": 1.5 });
}
