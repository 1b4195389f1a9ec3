//! Where and why a body is no event, for each kind of fault.

use serde_json::{Value, json};
use talkjs_client::WebhookEvent;
use talkjs_client::webhooks::parse;

use crate::fake::{message, user};

const MISSING: &str = "missing required property";
const NO_TEXT: &str = "invalid type: integer, expected a string";

/// Events without a fault.
fn message_sent() -> Value {
    let mut message = message();
    message["content"] = json!([]);
    let data = json!({"conversation": conversation(), "message": message, "sender": user("a", "Alice")});
    json!({"id": "evt_1", "type": "message.sent", "createdAt": 0, "data": data})
}

fn notification() -> Value {
    let data = json!({"conversation": conversation(), "messages": [message(), message()]});
    json!({"id": "evt_1", "type": "notification.sent", "createdAt": 0, "data": data})
}

fn conversation() -> Value {
    let participant = json!({"access": "ReadWrite", "notify": true});
    json!({"id": "c", "custom": {"a~b/c": "x"}, "participants": {"a/b": participant}, "createdAt": 0})
}

/// The event without the property at a place.
fn without(mut event: Value, parent: &str, key: &str) -> Value {
    event.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
    event
}

/// The event with another value at a place.
fn with(mut event: Value, pointer: &str, value: Value) -> Value {
    *event.pointer_mut(pointer).unwrap() = value;
    event
}

/// The place and the reason that `parse` reports.
fn fault(body: &str) -> (String, String) {
    let error = parse(body.as_bytes()).expect_err(body);
    assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    (error.pointer, error.reason)
}

#[test]
fn a_body_that_is_no_event_is_an_error_with_its_reason() {
    let position = |problem: &str| format!("the body is not JSON: {problem}");
    let no_object = |kind: &str| format!("invalid type: {kind}, expected an object");
    let no_text = |kind: &str| format!("invalid type: {kind}, expected a string");
    for (body, pointer, reason) in [
        ("", "", "expected JSON, found an empty body".to_owned()),
        ("<html>", "", position("expected value at line 1 column 1")),
        (r#"{"type": "canary"#, "", position("EOF while parsing a string at line 1 column 16")),
        (r#"{"type": "canary"} {}"#, "", position("trailing characters at line 1 column 20")),
        ("[]", "", no_object("array")),
        (r#"[{"type": "canary"}]"#, "", no_object("array")),
        (r#""canary""#, "", no_object("string")),
        ("null", "", no_object("null")),
        ("true", "", no_object("boolean")),
        ("17", "", no_object("number")),
        ("{}", "/type", MISSING.to_owned()),
        (r#"{"id": "canary", "data": {}}"#, "/type", MISSING.to_owned()),
        (r#"{"type": ""}"#, "/type", "must not be empty".to_owned()),
        (r#"{"type": 5}"#, "/type", no_text("number")),
        (r#"{"type": null}"#, "/type", no_text("null")),
        (r#"{"type": ["message.sent"]}"#, "/type", no_text("array")),
        (r#"{"type": {"canary": 1}}"#, "/type", no_text("object")),
    ] {
        assert_eq!(fault(body), (pointer.to_owned(), reason), "{body}");
    }
}

#[test]
fn an_event_with_a_fault_is_an_error_that_names_the_place() {
    let sent = message_sent;
    let bullet =
        json!([{"type": "text", "children": [{"type": "bulletList", "children": ["canary", {"type": "link"}]}]}]);
    let rows = [
        (without(sent(), "", "id"), "/id", MISSING),
        (without(sent(), "", "createdAt"), "/createdAt", MISSING),
        (without(sent(), "", "data"), "/data", MISSING),
        (without(sent(), "/data", "message"), "/data/message", MISSING),
        (without(sent(), "/data/message", "id"), "/data/message/id", MISSING),
        (without(sent(), "/data/sender", "name"), "/data/sender/name", MISSING),
        (
            without(sent(), "/data/conversation/participants/a~1b", "access"),
            "/data/conversation/participants/a~1b/access",
            MISSING,
        ),
        (without(notification(), "/data/messages/0", "id"), "/data/messages/0/id", MISSING),
        (without(notification(), "/data/messages/1", "origin"), "/data/messages/1/origin", MISSING),
        (with(sent(), "/id", json!(5)), "/id", NO_TEXT),
        (with(sent(), "/createdAt", json!("canary")), "/createdAt", "invalid type: string, expected i64"),
        (with(sent(), "/createdAt", json!(1.5)), "/createdAt", "invalid type: floating point, expected i64"),
        (
            with(sent(), "/data", json!([1])),
            "/data",
            "invalid type: sequence, expected struct WebhookEventMessageSentData",
        ),
        (with(sent(), "/data/message", Value::Null), "/data/message", "invalid type: null, expected struct Message"),
        (with(sent(), "/data/message/id", json!(5)), "/data/message/id", NO_TEXT),
        (with(sent(), "/data/message/readBy", json!(["a", 5])), "/data/message/readBy/1", NO_TEXT),
        (
            with(sent(), "/data/message/text", json!(["canary"])),
            "/data/message/text",
            "invalid type: sequence, expected a string",
        ),
        (with(sent(), "/data/conversation/custom/a~0b~1c", json!(5)), "/data/conversation/custom/a~0b~1c", NO_TEXT),
        (with(sent(), "/data/message/content", bullet), "/data/message/content/0/children/0/children/1/url", MISSING),
        (
            with(notification(), "/data/messages", json!({"canary": 1})),
            "/data/messages",
            "invalid type: map, expected a sequence",
        ),
        (
            with(notification(), "/data/messages/1", json!("canary")),
            "/data/messages/1",
            "invalid type: string, expected struct Message",
        ),
    ];
    for (event, pointer, reason) in rows {
        // The type stands behind the data in the second body, and there are lines.
        let behind = format!(
            "{{\n  \"data\": {},\n  \"rest\": 0, {} }}",
            event.get("data").map_or("0".to_owned(), |data| serde_json::to_string_pretty(data).unwrap()),
            without_braces(&event, "data"),
        );
        let bodies =
            if event.get("data").is_some() { vec![event.to_string(), behind] } else { vec![event.to_string()] };
        for body in bodies {
            assert_eq!(fault(&body), (pointer.to_owned(), reason.to_owned()), "{body}");
        }
    }
}

/// The properties of an object as they stand between the braces, but for one.
fn without_braces(event: &Value, key: &str) -> String {
    let properties = event.as_object().unwrap().iter().filter(|(name, _)| *name != key);
    properties.map(|(name, value)| format!("{}: {value}", json!(name))).collect::<Vec<_>>().join(", ")
}

#[test]
fn an_event_without_a_fault_is_read_and_one_of_an_unknown_type_needs_no_more_than_the_type() {
    assert!(matches!(parse(message_sent().to_string().as_bytes()), Ok(WebhookEvent::MessageSent(_))));
    assert!(matches!(parse(notification().to_string().as_bytes()), Ok(WebhookEvent::Notification(_))));
    for body in [r#"{"type": "user.sneezed"}"#, r#"{"data": 5, "id": null, "type": "x"}"#] {
        assert!(matches!(parse(body.as_bytes()), Ok(WebhookEvent::Unknown(_))), "{body}");
    }
}
