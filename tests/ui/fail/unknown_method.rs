fn call(talkjs: &talkjs_client::Client) {
    let _ = talkjs.get_users("12081");
}

fn main() {}
