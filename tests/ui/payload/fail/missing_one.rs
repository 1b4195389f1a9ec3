use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { "photoUrl": "https://example.com/alice.png" });
}
