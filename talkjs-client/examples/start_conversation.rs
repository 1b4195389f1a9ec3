//! Starts a conversation between two users, as in TalkJS' guide of that name, and prints the inbox of each.
//!
//! By default it runs against an emulator inside this process. With `TALKJS_APP_ID` and `TALKJS_SECRET_KEY` set it uses
//! that app, on TalkJS' own server or on the one in `TALKJS_BASE_URL`.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use talkjs_client::{Client, ConversationUpdate, NewUser, UserMessage};
use talkjs_emulator::Emulator;

const CONVERSATION: &str = "order_391_fc";
const ALICE: &str = "12081";
const SEBASTIAN: &str = "8029";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let variables = ["TALKJS_APP_ID", "TALKJS_SECRET_KEY", "TALKJS_BASE_URL"];
    let configured = variables.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if configured {
        return start(&Client::from_env()?).await;
    }
    let emulator = Emulator::start().await?;
    println!("the emulator listens at {}", emulator.base_url());
    let talkjs = Client::builder()
        .app_id(emulator.app_id())
        .secret_key(emulator.secret_key())
        .base_url(emulator.base_url())
        .build()?;
    start(&talkjs).await
}

async fn start(talkjs: &Client) -> Result<(), Box<dyn Error>> {
    let prepared = talkjs
        .start_conversation(CONVERSATION)
        .participant(ALICE, NewUser::new("Alice").email(["alice@example.com"]).role("buyer"))
        .participant(SEBASTIAN, NewUser::new("Sebastian").email(["sebastian@example.com"]).role("seller"))
        .conversation(ConversationUpdate::new().subject("What a lovely day!").custom([("category", "order_inquiry")]))
        .send()
        .await?;
    println!("conversation {} is written", prepared.conversation_id);
    show_inboxes(talkjs).await?;

    let started = talkjs
        .start_conversation(CONVERSATION)
        .participant_id(ALICE)
        .participant_id(SEBASTIAN)
        .message(UserMessage::new(SEBASTIAN, "Hello Alice!"))
        .send()
        .await?;
    for message_id in &started.message_ids {
        println!("message {message_id} is sent");
    }
    show_inboxes(talkjs).await
}

/// An inbox contains the conversations of a user that have a message.
async fn show_inboxes(talkjs: &Client) -> Result<(), Box<dyn Error>> {
    for (name, id) in [("Alice", ALICE), ("Sebastian", SEBASTIAN)] {
        let conversations = talkjs.list_user_conversations(id).send().await?.data;
        let shown: Vec<_> = conversations
            .iter()
            .filter_map(|conversation| {
                let message = conversation.last_message.as_ref()?;
                Some(format!("{}: {}", conversation.id, message.text.as_deref().unwrap_or("(no text)")))
            })
            .collect();
        let shown = if shown.is_empty() { "empty".to_owned() } else { shown.join(", ") };
        println!("  inbox of {name}: {shown}");
    }
    Ok(())
}
