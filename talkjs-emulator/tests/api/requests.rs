//! The log of requests received.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use talkjs_emulator::Emulator;

use crate::common::Talk;

#[tokio::test]
async fn every_request_is_shown_as_it_was_received() {
    let talk = Talk::new().await;
    talk.call("PUT", "/users/a%2Fb", json!({"name": "A"})).await;
    talk.ask("/users?limit=x").await;
    talk.raw("GET", "/nothing", "", None).await;
    let requests = talk.emulator.requests();
    let seen: Vec<_> =
        requests.iter().map(|request| (request.method.as_str(), request.target.as_str(), request.status)).collect();
    assert_eq!(
        seen,
        [
            ("PUT", "/v1/emulated/users/a%2Fb", 200),
            ("GET", "/v1/emulated/users?limit=x", 400),
            ("GET", "/v1/emulated/nothing", 404),
        ]
    );
    let put = &requests[0];
    assert_eq!(put.content_type(), Some("application/json"));
    assert_eq!(put.authorization_scheme(), Some("Bearer"));
    assert_eq!(put.json(), Some(json!({"name": "A"})));
    assert_eq!(requests[1].path(), "/v1/emulated/users");
    assert_eq!((requests[1].body(), requests[1].json()), (&[] as &[u8], None));
    assert_eq!(requests[2].authorization_scheme(), None);
}

#[tokio::test]
async fn no_secret_is_in_the_log() {
    let talk = Talk::new().await;
    talk.call("DELETE", "/conversations/c", Value::Null).await;
    let shown = format!("{:?}", talk.emulator.requests());
    assert!(shown.contains("Bearer") && !shown.contains(talk.emulator.secret_key()), "{shown}");
}

#[tokio::test]
async fn only_the_latest_are_kept() {
    let talk = Talk::with(Emulator::builder().kept_requests(2)).await;
    for id in ["1", "2", "3"] {
        talk.ask(&format!("/users/{id}")).await;
    }
    let paths: Vec<_> = talk.emulator.requests().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths, ["/v1/emulated/users/2", "/v1/emulated/users/3"]);
}

#[tokio::test]
async fn whoever_wants_to_know_is_told_before_the_response_arrives() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let builder = Emulator::builder().on_request(move |request| {
        let response: Value = serde_json::from_slice(request.response_body()).unwrap();
        telling.lock().unwrap().push((request.method.clone(), request.status, response));
    });
    let talk = Talk::with(builder).await;
    talk.users(&["a"]).await;
    talk.ask("/users?limit=1").await;
    let told = told.lock().unwrap();
    assert_eq!(told[0], ("PUT".to_owned(), 200, json!({})));
    assert_eq!(told[1].2["data"][0]["id"], "a");
    assert_eq!(told.len(), 2);
}
