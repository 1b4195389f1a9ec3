fn main() {
    let _ = talkjs_client::NewUser { name: "Alice".to_owned() };
}
