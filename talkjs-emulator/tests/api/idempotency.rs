//! Keys that make a repeated message the same message.

use std::time::Duration;

use serde_json::{Value, json};

use crate::common::Talk;

const MESSAGES: &str = "/conversations/order/messages";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn keyed(text: &str, key: &str) -> Value {
    json!({"type": "UserMessage", "sender": "alice", "text": text, "idempotencyKey": key})
}

#[tokio::test]
async fn a_replay_returns_the_same_ids_and_stores_nothing() {
    let talk = Talk::with_conversation().await;
    let messages = json!([keyed("one", "k1"), keyed("two", "k2")]);
    let first = talk.send(messages.clone()).await;
    let second = talk.send(messages).await;
    assert_eq!((second.status, second.ids()), (200, first.ids()));
    assert_eq!(talk.ask(MESSAGES).await.ids().len(), 2);
}

#[tokio::test]
async fn only_the_new_messages_of_a_repeated_array_are_stored() {
    let talk = Talk::with_conversation().await;
    let first = talk.send(json!([keyed("one", "k1")])).await.ids();
    let second = talk.send(json!([keyed("one", "k1"), keyed("two", "k2"), keyed("three", "k2")])).await;
    let second = second.ids();
    assert_eq!(second[0], first[0]);
    assert_eq!(second[1], second[2]);
    assert_eq!(talk.ask(MESSAGES).await.ids(), [second[1].clone(), second[0].clone()]);
}

#[tokio::test]
async fn the_first_message_of_a_key_stays() {
    let talk = Talk::with_conversation().await;
    let first = talk.send(json!([keyed("first", "k")])).await.ids();
    let second = talk.send(json!([keyed("other", "k")])).await.ids();
    assert_eq!(second, first);
    let messages = talk.get(MESSAGES).await;
    assert_eq!(messages["data"][0]["text"], "first");
}

#[tokio::test]
async fn a_key_is_forgotten_after_24_hours() {
    let talk = Talk::with_conversation().await;
    let first = talk.send(json!([keyed("a", "k")])).await.ids();
    talk.emulator.advance(DAY - Duration::from_millis(1));
    assert_eq!(talk.send(json!([keyed("a", "k")])).await.ids(), first);
    talk.emulator.advance(Duration::from_millis(1));
    assert_ne!(talk.send(json!([keyed("a", "k")])).await.ids(), first);
}

#[tokio::test]
async fn a_key_counts_in_its_conversation_only() {
    let talk = Talk::with_conversation().await;
    talk.done("PUT", "/conversations/other", json!({"participants": ["alice"]})).await;
    let first = talk.send(json!([keyed("a", "k")])).await.ids();
    let other = talk.call("POST", "/conversations/other/messages", json!([keyed("a", "k")])).await;
    assert_ne!(other.ids(), first);
}

#[tokio::test]
async fn a_refused_message_does_not_use_its_key() {
    let talk = Talk::with_conversation().await;
    let stranger = json!({"type": "UserMessage", "sender": "nobody", "text": "a"});
    let response = talk.send(json!([keyed("a", "k"), stranger])).await;
    assert_eq!(response.reasons(), ["1.sender"]);
    talk.send(json!([keyed("second", "k")])).await;
    assert_eq!(talk.get(MESSAGES).await["data"][0]["text"], "second");
}

#[tokio::test]
async fn without_a_key_a_repeat_is_another_message() {
    let talk = Talk::with_conversation().await;
    assert_ne!(talk.say("alice", "a").await, talk.say("alice", "a").await);
    assert_eq!(talk.ask(MESSAGES).await.ids().len(), 2);
}
