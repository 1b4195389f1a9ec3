fn main() {
    let _ = talkjs_client::UserUpdate::new().email(5);
}
