#![deny(unused_must_use)]

fn main() {
    let client = talkjs_client::Client::from_env().unwrap();
    client.get_user("alice");
    client.list_users();
}
