//! The example of a receiver, over HTTP.

#[allow(dead_code, unreachable_pub, reason = "an example has more than a test needs")]
#[path = "../../examples/webhooks.rs"]
mod example;

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use talkjs_client::webhooks::{EventError, ParseError, Verifier, parse, sign};
use talkjs_client::{Secret, WebhookEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::fake::user;

/// Posts to a receiver of its own and returns the answers, each as status and body.
async fn post(requests: &[(&str, &str, &[u8])]) -> Vec<(String, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = example::receiver(Verifier::new(&Secret::new("sk_test_canary").unwrap()));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut answers = Vec::new();
    for (signature, timestamp, body) in requests {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST /webhooks HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: {}\r\n\
             X-TalkJS-Signature: {signature}\r\nX-TalkJS-Timestamp: {timestamp}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), *body].concat()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        answers.push((head[9..12].to_owned(), body.to_owned()));
    }
    server.abort();
    answers
}

#[tokio::test]
async fn the_receiver_takes_what_is_signed_once_and_nothing_else() {
    let secret = Secret::new("sk_test_canary").unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().to_string();
    let event = json!({
        "id": "evt_1", "type": "message.read", "createdAt": 0,
        "data": {"recipient": user("b", "Bob"), "message": {
            "id": "msg_1", "conversationId": "c", "type": "UserMessage", "text": "Hi", "custom": {}, "readBy": [],
            "origin": "rest", "createdAt": 0,
        }},
    })
    .to_string();
    let (event, nonsense) = (event.as_bytes(), br#"{"type": "user.created"}"#.as_slice());
    let (signature, other) = (sign(&secret, &now, event), sign(&secret, &now, nonsense));
    let requests = [
        (&*signature, &*now, event),
        (&signature, &now, event),
        (&signature, &now, nonsense),
        (&other, &now, nonsense),
    ];
    let answers = post(&requests).await;
    assert_eq!(answers[0], ("200".to_owned(), "Bob has read a message".to_owned()));
    assert_eq!(answers[1], ("200".to_owned(), "a duplicate".to_owned()));
    let unsigned = "the webhook is not verified: the signature does not match the secret";
    assert_eq!(answers[2], ("401".to_owned(), unsigned.to_owned()));
    assert_eq!(answers[3].0, "400", "{answers:?}");
    assert!(answers[3].1.starts_with("the webhook's body is not an event: "), "{answers:?}");
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_before_it_is_looked_at() {
    let secret = Secret::new("sk_test_canary").unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().to_string();
    let body = vec![b' '; 2 * 1024 * 1024 + 1];
    let answers = post(&[(&sign(&secret, &now, &body), &now, &body)]).await;
    assert_eq!(answers[0].0, "413", "{answers:?}");
}

fn parsed(value: &serde_json::Value) -> Result<WebhookEvent, ParseError> {
    parse(value.to_string().as_bytes())
}

#[test]
fn every_event_has_an_id_also_one_of_an_unknown_type() {
    for kind in ["message.updated", "conversation.deleted", "notification.sent", "user.sneezed"] {
        let event = parsed(&json!({"id": "evt_1", "type": kind, "createdAt": 0, "data": {}})).unwrap();
        assert_eq!(event.id(), "evt_1", "{kind}");
    }
    assert_eq!(parsed(&json!({"type": "user.sneezed"})).unwrap().id(), "");
}

#[test]
fn what_is_no_event_is_an_error_without_its_values() {
    let words = |body: &[u8]| parse(body).unwrap_err().to_string();
    assert_eq!(
        words(b"{canary"),
        "the webhook's body is not an event: the body is not JSON: key must be a string at line 1 column 2"
    );
    let body = json!({"id": 5, "type": "user.created", "createdAt": "canary", "data": {"user": "canary"}}).to_string();
    let words = words(body.as_bytes());
    assert!(words.starts_with("the webhook's body is not an event: ") && !words.contains("canary"), "{words}");
}

#[test]
fn an_event_is_verified_and_read_in_one_step_and_not_read_before() {
    let secret = Secret::new("sk_test_canary").unwrap();
    let verifier = Verifier::new(&secret);
    let timestamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().to_string();
    let event = |signed: &[u8], body: &[u8]| {
        let headers =
            [("X-TalkJS-Signature", sign(&secret, &timestamp, signed)), ("X-TalkJS-Timestamp", timestamp.clone())];
        verifier.event(headers, body)
    };
    let body = br#"{"id":"evt_1","type":"conversation.deleted","createdAt":1711929600000,"data":{}}"#;
    assert_eq!(event(body, body).unwrap().id(), "evt_1");
    assert!(matches!(event(b"other", b"no JSON"), Err(EventError::Verify(_))));
    let error = event(b"no JSON", b"no JSON").unwrap_err();
    assert!(matches!(&error, EventError::Parse(_)), "{error:?}");
    assert!(error.to_string().starts_with("the webhook's body is not an event: "), "{error}");
}
