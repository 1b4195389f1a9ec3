//! TalkJS' guide "Starting a conversation": its calls, and what the facade sends for the same example.

use serde_json::{Value, json};
use talkjs_client::{Client, ConversationUpdate, NewUser, UserMessage};
use talkjs_emulator::Emulator;
use talkjs_tests::Checked;

/// What identifies a call: method, path below the app, content type, scheme of the authorization, body.
type Call = (String, String, Option<String>, Option<String>, Option<Value>);

/// The guide's calls: two users, the conversation, the message.
fn guide() -> Vec<Call> {
    let call = |method: &str, path: &str, body: Value| {
        let (content_type, scheme) = (Some("application/json".to_owned()), Some("Bearer".to_owned()));
        (method.to_owned(), path.to_owned(), content_type, scheme, Some(body))
    };
    vec![
        call(
            "PUT",
            "/users/12081",
            json!({
                "name": "Alice", "email": ["alice@example.com"],
                "photoUrl": "https://yoursite.com/userpictures/12081.png",
                "welcomeMessage": "Hey there! :-)", "role": "buyer",
            }),
        ),
        call(
            "PUT",
            "/users/8029",
            json!({ "name": "Sebastian", "email": ["sebastian@example.com"], "role": "seller" }),
        ),
        call(
            "PUT",
            "/conversations/order_391_fc",
            json!({
                "participants": ["12081", "8029"], "subject": "What a lovely day!",
                "custom": { "category": "order_inquiry" },
            }),
        ),
        call(
            "POST",
            "/conversations/order_391_fc/messages",
            json!([{ "text": "Hello Alice!", "sender": "8029", "type": "UserMessage" }]),
        ),
    ]
}

#[tokio::test]
async fn the_facade_makes_the_calls_of_the_guide() {
    let emulator = Checked::new(Emulator::start().await.unwrap());
    start(&emulator).await;
    let mut calls = received(&emulator);
    let key = remove_idempotency_key(&mut calls);
    // The two users are written at once, so either may come first.
    calls[..2].sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!(calls, guide());
    assert!(!key.is_empty());
}

#[tokio::test]
async fn the_conversation_shows_in_both_inboxes_only_after_the_message() {
    let emulator = Checked::new(Emulator::start().await.unwrap());
    let talkjs = client(&emulator);
    let started = start(&emulator).await;
    assert_eq!(started.message_ids.len(), 1);
    for user in ["12081", "8029"] {
        let list = talkjs.list_user_conversations(user).send().await.unwrap();
        let message = list.data[0].last_message.as_ref().unwrap();
        assert_eq!((&list.data[0].id, message.text.as_deref()), (&started.conversation_id, Some("Hello Alice!")));
        assert_eq!(message.id, started.message_ids[0]);
    }
}

async fn start(emulator: &Emulator) -> talkjs_client::StartedConversation {
    let alice = NewUser::new("Alice")
        .email(["alice@example.com"])
        .photo_url("https://yoursite.com/userpictures/12081.png")
        .welcome_message("Hey there! :-)")
        .role("buyer");
    let sebastian = NewUser::new("Sebastian").email(["sebastian@example.com"]).role("seller");
    client(emulator)
        .start_conversation("order_391_fc")
        .participant("12081", alice)
        .participant("8029", sebastian)
        .conversation(ConversationUpdate::new().subject("What a lovely day!").custom([("category", "order_inquiry")]))
        .message(UserMessage::new("8029", "Hello Alice!"))
        .send()
        .await
        .unwrap()
}

fn client(emulator: &Emulator) -> Client {
    Client::builder()
        .app_id(emulator.app_id())
        .secret_key(emulator.secret_key())
        .base_url(emulator.base_url())
        .build()
        .unwrap()
}

fn received(emulator: &Emulator) -> Vec<Call> {
    let app = format!("/v1/{}", emulator.app_id());
    let call = |request: &talkjs_emulator::RecordedRequest| {
        let path = request.target.strip_prefix(&app).unwrap_or(&request.target).to_owned();
        let content_type = request.content_type().map(str::to_owned);
        (request.method.clone(), path, content_type, request.authorization_scheme().map(str::to_owned), request.json())
    };
    emulator.requests().iter().map(call).collect()
}

fn remove_idempotency_key(calls: &mut [Call]) -> String {
    let body = calls.last_mut().and_then(|call| call.4.as_mut()).expect("a body");
    let message = body.get_mut(0).and_then(Value::as_object_mut).expect("a message");
    message.remove("idempotencyKey").and_then(|key| key.as_str().map(str::to_owned)).expect("a key")
}
