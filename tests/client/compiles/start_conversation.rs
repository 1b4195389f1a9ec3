use talkjs_client::{Client, ConversationUpdate, Error, NewUser, SystemMessage, UserMessage};

async fn start(talkjs: &Client) -> Result<(), Error> {
    let started = talkjs
        .start_conversation("order_391_fc")
        .participant("12081", NewUser::new("Alice"))
        .participant_id("8029")
        .conversation(ConversationUpdate::new().subject("What a lovely day!"))
        .message(UserMessage::new("8029", "Hello Alice!"))
        .messages([UserMessage::new("12081", "Hello!"), UserMessage::new("8029", "How are you?")])
        .message(SystemMessage::new("The order was shipped"))
        .idempotency_key("order_391_fc/1")
        .send()
        .await?;
    println!("{} {:?}", started.conversation_id, started.message_ids);
    Ok(())
}

#[test]
fn a_conversation_takes_what_users_write() {
    let _ = start;
}
