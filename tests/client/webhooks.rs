//! What the emulator posts is what the client verifies and reads, for every type of event that it posts.

use std::collections::BTreeSet;

use talkjs_client::webhooks::{Verifier, parse};
use talkjs_client::{
    Client, ConversationUpdate, MessageEdit, NewUser, NotificationChannel, NotificationRequest, ParticipationUpdate,
    Secret, UserMessage, WebhookEvent,
};
use talkjs_emulator::{App, Emulator, EventKind};
use talkjs_tests::next_webhook;
use tokio::net::TcpListener;

const WEBHOOK_KEY: &str = "sk_test_for_webhooks";

/// Makes every type of event happen.
async fn act(talkjs: &Client) {
    talkjs.upsert_user("alice", NewUser::new("Alice")).send().await.unwrap();
    talkjs.upsert_user("alice", NewUser::new("Alice").email(["alice@example.com"])).send().await.unwrap();
    talkjs.upsert_user("seb", NewUser::new("Sebastian")).send().await.unwrap();
    let conversation = ConversationUpdate::new().participants(["alice", "seb"]);
    talkjs.upsert_conversation("c", conversation).send().await.unwrap();
    let sent = talkjs.send_messages("c", [UserMessage::new("seb", "Hello *Alice*!")]).send().await.unwrap();
    let message = &sent[0].id;
    let request = NotificationRequest::new([NotificationChannel::Email]);
    talkjs.send_notifications("c", request).send().await.unwrap();
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    let read = ParticipationUpdate::new().read_until(now);
    talkjs.update_participation("c", "alice", read).send().await.unwrap();
    talkjs.edit_message("c", message, MessageEdit::new().text("Hi")).send().await.unwrap();
    talkjs.delete_message("c", message).send().await.unwrap();
    talkjs.delete_conversation("c").send().await.unwrap();
}

#[tokio::test]
async fn every_event_that_is_posted_can_be_verified_and_read() {
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", receiver.local_addr().unwrap());
    let app = App::new("shop", "sk_test_first").webhook_secret_key(WEBHOOK_KEY).webhook(url);
    let emulator = Emulator::builder().app(app).start().await.unwrap();
    let mut events = emulator.events();
    let client = Client::builder().app_id("shop").secret_key("sk_test_first").base_url(emulator.base_url());
    act(&client.build().unwrap()).await;

    let verifier = Verifier::new(&Secret::new(WEBHOOK_KEY).unwrap());
    let other = Verifier::new(&Secret::new("sk_test_first").unwrap());
    let mut kinds = BTreeSet::new();
    while let Some(event) = events.try_next() {
        let (headers, body) = next_webhook(&receiver).await;
        let headers = || headers.iter().map(|(name, value)| (name, value));
        verifier.verify(&body, headers()).unwrap();
        other.verify(&body, headers()).unwrap_err();
        let parsed = parse(&body).unwrap();
        assert_eq!(parsed.id(), event.id);
        assert!(!is_unknown(&parsed), "{}", event.kind);
        kinds.insert(event.kind.name());
    }
    assert_eq!(kinds, EventKind::ALL.iter().map(|kind| kind.name()).collect());
}

/// Whether an event is of no type that the description names.
fn is_unknown(event: &WebhookEvent) -> bool {
    !matches!(
        event,
        WebhookEvent::User(_)
            | WebhookEvent::MessageSent(_)
            | WebhookEvent::MessageChanged(_)
            | WebhookEvent::MessageRead(_)
            | WebhookEvent::ConversationDeleted(_)
            | WebhookEvent::Notification(_)
    )
}
