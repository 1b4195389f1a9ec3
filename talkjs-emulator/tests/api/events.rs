//! What is told of what happens.

use serde_json::{Value, json};
use talkjs_emulator::{Event, EventKind, Events};

use crate::common::{NOW, Talk};

/// The names of the events so far.
fn names(events: &mut Events) -> Vec<&'static str> {
    taken(events).iter().map(|event| event.kind.name()).collect()
}

fn taken(events: &mut Events) -> Vec<Event> {
    std::iter::from_fn(|| events.try_next()).collect()
}

#[tokio::test]
async fn users_are_created_once_and_updated_by_every_further_write() {
    let talk = Talk::new().await;
    let mut events = talk.emulator.events();
    talk.users(&["alice"]).await;
    talk.done("PUT", "/users", json!({"alice": {"role": "buyer"}, "bob": {"name": "Bob"}})).await;
    assert_eq!(talk.call("PUT", "/users/eve", json!({})).await.status, 400);
    let events = taken(&mut events);
    let told: Vec<_> = events.iter().map(|event| (event.kind.name(), event.data["user"]["id"].clone())).collect();
    assert_eq!(
        told,
        [("user.created", json!("alice")), ("user.updated", json!("alice")), ("user.created", json!("bob"))]
    );
    assert_eq!(events[1].data["user"], talk.get("/users/alice").await);
    assert_eq!((events[0].app_id.as_str(), events[0].created_at), ("emulated", NOW));
    assert!(events[0].id.starts_with("evt_") && events[0].id != events[1].id);
}

#[tokio::test]
async fn a_message_is_told_with_its_conversation_and_sender() {
    let talk = Talk::with_conversation().await;
    let mut events = talk.emulator.events();
    let id = talk.say("alice", "hello").await;
    let event = events.next().await.unwrap();
    assert_eq!(event.kind, EventKind::MessageSent);
    assert_eq!(event.data["message"], talk.get(&format!("/conversations/order/messages/{id}")).await);
    assert_eq!(event.data["conversation"], talk.get("/conversations/order").await);
    assert_eq!(event.data["sender"], talk.get("/users/alice").await);
    talk.send(json!([{"type": "SystemMessage", "text": "closed"}])).await;
    assert_eq!(events.next().await.unwrap().data["sender"], Value::Null);
    assert!(events.try_next().is_none());
}

#[tokio::test]
async fn a_replayed_message_is_told_once() {
    let talk = Talk::with_conversation().await;
    let mut events = talk.emulator.events();
    let message = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "idempotencyKey": "k"}]);
    talk.send(message.clone()).await;
    talk.send(message).await;
    assert_eq!(names(&mut events), ["message.sent"]);
}

#[tokio::test]
async fn editing_and_deleting_are_told_with_what_was_deleted() {
    let talk = Talk::with_conversation().await;
    let id = talk.say("alice", "hello").await;
    let mut events = talk.emulator.events();
    let message = format!("/conversations/order/messages/{id}");
    talk.done("PUT", &message, json!({"text": "edited"})).await;
    talk.done("PUT", &format!("{message}/reactions/%F0%9F%91%8D/alice"), json!({})).await;
    talk.done("DELETE", &message, Value::Null).await;
    talk.done("DELETE", "/conversations/order", Value::Null).await;
    let events = taken(&mut events);
    let told: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(told, [EventKind::MessageUpdated, EventKind::MessageDeleted, EventKind::ConversationDeleted]);
    assert_eq!(events[1].data["message"]["text"], "edited");
    assert_eq!(events[1].data["conversation"]["lastMessage"], Value::Null);
    assert_eq!(events[2].data["conversation"]["id"], "order");
}

#[tokio::test]
async fn a_message_is_read_once_by_each_reader_and_never_by_its_sender() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "1").await;
    let second = talk.say("alice", "2").await;
    let mut events = talk.emulator.events();
    for until in [NOW, NOW + 1, 0, NOW + 9] {
        talk.done("PATCH", "/conversations/order/participants/sebastian", json!({"readUntil": until})).await;
    }
    talk.done("PATCH", "/conversations/order/participants/alice", json!({"readUntil": NOW + 9})).await;
    let events = taken(&mut events);
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(events[1].kind, EventKind::MessageRead);
    assert_eq!(events[1].data["message"]["id"], second);
    assert_eq!(events[1].data["message"]["readBy"], json!(["sebastian"]));
    assert_eq!(events[1].data["recipient"]["id"], "sebastian");
    assert_eq!(events[1].data["sender"]["id"], "alice");
}

#[tokio::test]
async fn a_read_shows_what_came_before_it() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "question").await;
    let mut events = talk.emulator.events();
    talk.say("sebastian", "response").await;
    assert_eq!(names(&mut events), ["message.sent", "message.read"]);
}

#[tokio::test]
async fn an_import_tells_nothing() {
    let talk = Talk::with_conversation().await;
    let mut events = talk.emulator.events();
    let message = json!([{"type": "UserMessage", "sender": "alice", "text": "old", "createdAt": 5}]);
    assert_eq!(talk.call("POST", "/import/conversations/order/messages", message).await.status, 200);
    assert_eq!(names(&mut events), [] as [&str; 0]);
}

#[tokio::test]
async fn notifications_are_triggered_for_what_is_unread_and_sent_where_there_is_an_address() {
    let talk = Talk::with_conversation().await;
    talk.done("PUT", "/users/sebastian", json!({"email": ["s@example.org"]})).await;
    talk.say("alice", "1").await;
    talk.say("alice", "2").await;
    let mut events = talk.emulator.events();
    talk.done("POST", "/conversations/order/notifications", json!({"channels": ["email", "sms"]})).await;
    let events = taken(&mut events);
    let told: Vec<_> = events.iter().map(|event| event.kind.name()).collect();
    assert_eq!(told, ["notification.triggered", "notification.sent"]);
    assert_eq!(events[0].data, events[1].data);
    assert_eq!(events[0].data["recipient"]["id"], "sebastian");
    assert_eq!(events[0].data["sender"]["id"], "alice");
    let texts: Vec<_> = events[0].data["messages"].as_array().unwrap().iter().map(|it| it["text"].clone()).collect();
    assert_eq!(texts, [json!("1"), json!("2")]);
}

#[tokio::test]
async fn operations_of_a_batch_are_told_as_they_were_then() {
    let talk = Talk::with_conversation().await;
    let mut events = talk.emulator.events();
    let batch = json!([
        [1, "POST", "/conversations/order/messages", [{"type": "SystemMessage", "text": "short"}]],
        [2, "DELETE", "/conversations/order"],
    ]);
    assert_eq!(talk.call("POST", "/batch", batch).await.status, 200);
    let events = taken(&mut events);
    assert_eq!(events[0].data["message"]["text"], "short");
    assert_eq!(events[1].kind, EventKind::ConversationDeleted);
}
