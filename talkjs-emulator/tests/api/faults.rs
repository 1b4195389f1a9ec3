//! What goes wrong on purpose.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use serde_json::json;
use talkjs_emulator::{Emulator, Fault, FaultError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::common::Talk;

/// Writes a user; gives the bytes of the response, and what ended it.
async fn put(talk: &Talk, id: &str) -> (String, Option<ErrorKind>) {
    let body = r#"{"name": "A"}"#;
    let request = format!(
        "PUT /v1/emulated/users/{id} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        talk.credential(),
        body.len()
    );
    let mut stream = TcpStream::connect(talk.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    let ended = stream.read_to_end(&mut response).await.map_err(|error| error.kind()).err();
    (String::from_utf8(response).unwrap(), ended)
}

async fn exists(talk: &Talk, id: &str) -> bool {
    talk.ask(&format!("/users/{id}")).await.status == 200
}

#[tokio::test]
async fn a_reset_comes_before_or_after_the_effect() {
    for (fault, has_effect) in [(Fault::reset_before_effect(), false), (Fault::reset_after_effect(), true)] {
        let talk = Talk::new().await;
        talk.emulator.inject(fault).unwrap();
        assert_eq!(put(&talk, "a").await, (String::new(), Some(ErrorKind::ConnectionReset)));
        assert_eq!(talk.emulator.requests()[0].status, 0);
        assert_eq!(exists(&talk, "a").await, has_effect);
        let (response, ended) = put(&talk, "b").await;
        assert!(response.starts_with("HTTP/1.1 200") && ended.is_none(), "{response}");
    }
}

#[tokio::test]
async fn a_status_comes_before_or_after_the_effect() {
    for (fault, status, has_effect) in [
        (Fault::status(503), "503", false),
        (Fault::status_after_effect(500), "500", true),
        (Fault::too_many_requests(None), "429", false),
    ] {
        let talk = Talk::new().await;
        talk.emulator.inject(fault).unwrap();
        let (response, _) = put(&talk, "a").await;
        assert!(response.starts_with(&format!("HTTP/1.1 {status}")), "{response}");
        assert!(!response.to_ascii_lowercase().contains("retry-after"), "{response}");
        assert_eq!(exists(&talk, "a").await, has_effect);
    }
}

#[tokio::test]
async fn too_many_requests_can_say_when_to_come_back() {
    let talk = Talk::new().await;
    talk.emulator.inject(Fault::too_many_requests(Some(Duration::from_secs(7)))).unwrap();
    let (response, _) = put(&talk, "a").await;
    assert!(response.contains("retry-after: 7\r\n"), "{response}");
}

#[tokio::test]
async fn a_truncated_response_announces_more_than_comes() {
    let talk = Talk::new().await;
    talk.emulator.inject(Fault::truncated_response()).unwrap();
    let (response, _) = put(&talk, "a").await;
    assert!(response.contains("content-length: 2\r\n") && response.ends_with("\r\n\r\n{"), "{response}");
    assert!(exists(&talk, "a").await);
}

#[tokio::test]
async fn a_malformed_response_is_whole_and_no_json() {
    let talk = Talk::new().await;
    talk.emulator.inject(Fault::malformed_response()).unwrap();
    let (response, ended) = put(&talk, "a").await;
    assert!(response.contains("content-length: 2\r\n") && response.ends_with("\r\n\r\n{<"), "{response}");
    assert!(ended.is_none() && exists(&talk, "a").await);
}

#[tokio::test]
async fn latency_goes_together_with_another_fault() {
    let talk = Talk::new().await;
    let time = Duration::from_millis(50);
    talk.emulator.inject(Fault::latency(time)).unwrap();
    talk.emulator.inject(Fault::status(503)).unwrap();
    let start = Instant::now();
    let (response, _) = put(&talk, "a").await;
    assert!(response.starts_with("HTTP/1.1 503") && start.elapsed() >= time, "{response}");
}

#[tokio::test]
async fn a_fault_is_for_its_route_and_number() {
    let talk = Talk::new().await;
    talk.emulator.inject(Fault::status(500).on("PUT /users/{id}").after(1).times(2)).unwrap();
    let mut statuses = Vec::new();
    for id in ["a", "b", "c", "d"] {
        talk.ask("/users").await;
        statuses.push(talk.call("PUT", &format!("/users/{id}"), json!({"name": "A"})).await.status);
    }
    assert_eq!(statuses, [200, 500, 500, 200]);
    assert!(talk.emulator.requests().iter().filter(|request| request.method == "GET").all(|it| it.status == 200));
}

#[tokio::test]
async fn the_seed_decides_which_requests_are_hit() {
    let hit = async |seed| {
        let talk = Talk::with(Emulator::builder().seed(seed)).await;
        talk.emulator.inject(Fault::status(503).percent(30).always()).unwrap();
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(talk.ask("/users").await.status);
        }
        talk.emulator.clear_faults();
        assert_eq!(talk.ask("/users").await.status, 200);
        statuses
    };
    assert_eq!(hit(1).await, hit(1).await);
    assert_ne!(hit(1).await, hit(2).await);
    assert!(hit(1).await.contains(&503));
}

#[tokio::test]
async fn a_fault_for_no_route_is_refused() {
    let talk = Talk::new().await;
    let error = talk.emulator.inject(Fault::status(503).on("POST /users/{id}")).unwrap_err();
    assert_eq!(error, FaultError::UnknownRoute("POST /users/{id}".to_owned()));
}
