talkjs_client::api! {}

fn main() {}
