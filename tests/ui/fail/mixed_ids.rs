use talkjs_client::{Client, MessageId};

fn call(talkjs: &Client, message: MessageId) {
    let _ = talkjs.get_user(message);
}

fn main() {}
