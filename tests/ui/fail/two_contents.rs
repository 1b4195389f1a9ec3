fn main() {
    let _ = talkjs_client::UserMessage::new("8029", "Hello").attachment_token("token");
}
