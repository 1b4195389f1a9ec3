//! Events that are posted.

use std::time::Duration;

use serde_json::json;
use talkjs_emulator::{App, Decisions, DeliveryOutcome, Emulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::common::{NOW, Talk, request};

/// A server that gets webhooks.
struct Receiver(TcpListener);

/// A webhook as it was on the wire.
struct Posted {
    stream: TcpStream,
    head: String,
    body: String,
}

impl Receiver {
    async fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn url(&self) -> String {
        format!("http://{}/hook?x=1", self.0.local_addr().unwrap())
    }

    async fn next(&self) -> Posted {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let mut read = Vec::new();
        loop {
            stream.read_buf(&mut read).await.unwrap();
            let text = String::from_utf8_lossy(&read);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let (head, body) = (head.to_ascii_lowercase(), body.to_owned());
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
                if body.len() == length.parse::<usize>().unwrap() {
                    return Posted { stream, head, body };
                }
            }
        }
    }
}

impl Posted {
    async fn response(mut self, status: &str) {
        let response = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        self.stream.write_all(response.as_bytes()).await.unwrap();
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

fn quick() -> Decisions {
    let mut decisions = Decisions::default();
    decisions.webhook_retry_delay = Duration::ZERO;
    decisions
}

async fn outcomes(talk: &Talk, count: usize) -> Vec<(u8, DeliveryOutcome)> {
    loop {
        let deliveries = talk.emulator.deliveries();
        if deliveries.len() >= count {
            return deliveries.into_iter().map(|delivery| (delivery.attempt, delivery.outcome)).collect();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_event_is_posted_as_an_envelope_with_a_signed_time() {
    let receiver = Receiver::new().await;
    let talk = Talk::with(Emulator::builder().webhook(receiver.url())).await;
    let mut events = talk.emulator.events();
    talk.users(&["a"]).await;
    let posted = receiver.next().await;
    assert!(posted.head.starts_with("post /hook?x=1 http/1.1\r\n"), "{}", posted.head);
    assert!(posted.head.contains("\r\ncontent-type: application/json\r\n"), "{}", posted.head);
    assert!(posted.head.contains(&format!("\r\nx-talkjs-timestamp: {NOW}")), "{}", posted.head);
    let event = events.next().await.unwrap();
    let envelope = json!({"id": event.id, "type": "user.created", "createdAt": NOW, "data": event.data});
    assert_eq!(posted.json(), envelope);
    posted.response("200 OK").await;
    assert_eq!(outcomes(&talk, 1).await, [(1, DeliveryOutcome::Responded(200))]);
}

#[tokio::test]
async fn what_gets_no_200_is_posted_once_more_and_in_order() {
    let receiver = Receiver::new().await;
    let talk = Talk::with(Emulator::builder().webhook(receiver.url()).decisions(quick())).await;
    talk.users(&["a", "b"]).await;
    let mut seen = Vec::new();
    for status in ["201 Created", "500 Error", "200 OK"] {
        let posted = receiver.next().await;
        seen.push(posted.json()["data"]["user"]["id"].clone());
        posted.response(status).await;
    }
    assert_eq!(seen, ["a", "a", "b"]);
    let expected =
        [(1, 201), (2, 500), (1, 200)].map(|(attempt, status)| (attempt, DeliveryOutcome::Responded(status)));
    assert_eq!(outcomes(&talk, 3).await, expected);
}

#[tokio::test]
async fn a_webhook_waits_for_the_one_before_unless_switched_off() {
    for waits in [true, false] {
        let receiver = Receiver::new().await;
        let mut decisions = quick();
        decisions.webhooks_wait_for_each_other = waits;
        let talk = Talk::with(Emulator::builder().webhook(receiver.url()).decisions(decisions)).await;
        talk.users(&["a", "b"]).await;
        let first = receiver.next().await;
        if waits {
            assert_eq!(first.json()["data"]["user"]["id"], "a");
            first.response("500 Error").await;
            assert_eq!(receiver.next().await.json()["data"]["user"]["id"], "a");
        } else {
            // Though the first one has no response yet.
            assert_ne!(receiver.next().await.json()["id"], first.json()["id"]);
        }
    }
}

#[tokio::test]
async fn the_signed_time_can_be_in_seconds() {
    for (in_seconds, timestamp) in [(false, NOW), (true, NOW / 1_000)] {
        let receiver = Receiver::new().await;
        let mut decisions = quick();
        decisions.webhook_timestamps_in_seconds = in_seconds;
        let talk = Talk::with(Emulator::builder().webhook(receiver.url()).decisions(decisions)).await;
        talk.users(&["a"]).await;
        let head = receiver.next().await.head;
        assert!(head.lines().any(|line| line == format!("x-talkjs-timestamp: {timestamp}")), "{head}");
    }
}

#[tokio::test]
async fn who_does_not_respond_holds_up_nobody_and_is_given_up() {
    let receiver = Receiver::new().await;
    let mut decisions = quick();
    decisions.webhook_timeout = Duration::from_millis(50);
    let talk = Talk::with(Emulator::builder().webhook(receiver.url()).decisions(decisions)).await;
    talk.users(&["a"]).await;
    assert_eq!(outcomes(&talk, 2).await, [(1, DeliveryOutcome::TimedOut), (2, DeliveryOutcome::TimedOut)]);
}

#[tokio::test]
async fn nobody_at_the_address_is_a_failure() {
    let url = Receiver::new().await.url();
    let talk = Talk::with(Emulator::builder().webhook(url).decisions(quick())).await;
    talk.users(&["a"]).await;
    let outcomes = outcomes(&talk, 2).await;
    assert!(outcomes.iter().all(|(_, outcome)| matches!(outcome, DeliveryOutcome::Failed(_))), "{outcomes:?}");
}

#[tokio::test]
async fn an_app_posts_its_own_events_only_and_signs_with_the_marked_key() {
    let (receiver, other) = (Receiver::new().await, Receiver::new().await);
    let shop = App::new("shop", "sk_test_1").webhook_secret_key("sk_test_2").webhook(receiver.url());
    let forum = App::new("forum", "sk_test_2").webhook(other.url());
    let emulator = Emulator::builder().app(shop).app(forum).start().await.unwrap();
    let address = emulator.base_url().strip_prefix("http://").unwrap();
    for (app, key) in [("forum", "sk_test_2"), ("shop", "sk_test_1"), ("shop", "sk_test_2")] {
        let (path, credential) = (format!("/v1/{app}/users/{app}"), format!("Authorization: Bearer {key}\r\n"));
        let body = Some(("application/json", r#"{"name": "A"}"#));
        assert_eq!(request(address, "PUT", &path, &credential, body).await.status, 200);
    }
    assert_eq!(receiver.next().await.json()["data"]["user"]["id"], "shop");
    assert_eq!(other.next().await.json()["data"]["user"]["id"], "forum");
}

#[tokio::test]
async fn urls_that_cannot_be_posted_to_are_refused_at_the_start() {
    let error = Emulator::builder().webhook("https://example.org/").start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("must not be `https`"), "{error}");
}

#[tokio::test]
async fn two_apps_with_one_id_are_refused() {
    let app = || App::new("shop", "sk_test_1");
    let error = Emulator::builder().app(app()).app(app()).start().await.unwrap_err();
    assert_eq!(error.to_string(), "duplicate app id `shop`");
}
