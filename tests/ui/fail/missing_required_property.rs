fn main() {
    let _ = talkjs_client::NewUser::new();
}
