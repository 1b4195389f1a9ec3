use talkjs_client::{Client, Error, SystemMessage, UserMessage, UserUpdate};

async fn calls(talkjs: &Client) -> Result<(), Error> {
    talkjs.upsert_user("12081", UserUpdate::new().name("Alice")).send().await?;
    talkjs.upsert_users([("12081", UserUpdate::new().name("Alice"))]).send().await?;
    let user = talkjs.get_user("12081").send().await?;
    talkjs.get_user(&user.id).send().await?;
    let _page = talkjs.list_users().limit(10).is_online(true).send().await?;
    let mut users = talkjs.list_users().stream();
    while let Some(user) = users.next().await {
        println!("{}", user?.name);
    }
    let sent = talkjs.send_messages("c", [UserMessage::new("12081", "Hi")]).send().await?;
    talkjs.get_message("c", &sent[0].id).send().await?;
    talkjs.send_messages("c", vec![SystemMessage::new("Hi")]).send().await?;
    talkjs.join_conversation("c", "8029").send().await?;
    talkjs.add_reaction("c", "msg_1", "👍", "8029").send().await?;
    let response = talkjs.get_user("12081").send_with_response().await?;
    println!("{}", response.status());
    Ok(())
}

#[test]
fn calls_take_what_users_write() {
    let _ = calls;
}
