fn main() {
    let _ = talkjs_client::UserUpdate::new().photo("https://example.com/a.png");
}
