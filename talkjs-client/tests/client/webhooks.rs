//! What TalkJS posts to a server, read with the types of the description.

use serde_json::{Value, json};
use talkjs_client::{WebhookEvent, WebhookEventNotificationType};

use crate::fake::{message, user};

fn event(kind: &str, data: &Value) -> WebhookEvent {
    let event = json!({"id": "evt_1", "type": kind, "createdAt": 1_711_929_600_000_i64, "data": data});
    serde_json::from_value(event).unwrap()
}

fn conversation() -> Value {
    json!({"id": "c", "custom": {}, "participants": {}, "createdAt": 1_711_929_600_000_i64})
}

#[test]
fn the_type_tells_what_an_event_holds() {
    let WebhookEvent::User(created) = event("user.created", &json!({"user": user("a", "Alice")})) else {
        panic!("a user")
    };
    assert_eq!(created.data.user.name, "Alice");

    let data = json!({"conversation": conversation(), "message": message(), "sender": null, "mentions": []});
    let WebhookEvent::MessageSent(sent) = event("message.sent", &data) else { panic!("a message") };
    assert_eq!((sent.data.message.id.as_str(), sent.data.sender), ("msg_1", None));

    let data = json!({"message": message(), "recipient": user("b", "Bob")});
    let WebhookEvent::MessageRead(read) = event("message.read", &data) else { panic!("a reader") };
    assert_eq!(read.data.recipient.name, "Bob");

    let data = json!({"conversation": conversation(), "recipient": user("b", "Bob"), "messages": [message()]});
    let WebhookEvent::Notification(bounced) = event("notification.bounced", &data) else { panic!("a notification") };
    assert_eq!(bounced.type_, WebhookEventNotificationType::NotificationBounced);

    for kind in ["message.updated", "message.deleted"] {
        assert!(matches!(event(kind, &json!({})), WebhookEvent::MessageChanged(_)), "{kind}");
    }
    let deleted = event("conversation.deleted", &json!({}));
    assert!(matches!(deleted, WebhookEvent::ConversationDeleted(_)));
}

#[test]
fn an_event_of_a_new_type_is_kept_as_it_is() {
    let unknown = json!({"id": "evt_1", "type": "user.sneezed", "createdAt": 0, "data": {"loud": true}});
    let event: WebhookEvent = serde_json::from_value(unknown.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), unknown);
}
