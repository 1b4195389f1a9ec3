//! Lists over several pages.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_core::Stream;
use serde_json::{Value, json};
use talkjs_client::runtime::{Items, TransportError};
use talkjs_client::{Error, User, UserList};

use crate::fake::{Fake, Outcome, user};

fn page(ids: &[&str]) -> Outcome {
    let users: Vec<_> = ids.iter().map(|id| user(id, id)).collect();
    Ok((200, json!({"data": users}).to_string()))
}

/// Serves these pages, one per request, whatever the request says; empty ones after the last.
fn pages(pages: &'static [&'static [&'static str]]) -> Fake {
    let next = AtomicUsize::new(0);
    Fake::new(move |_| page(pages.get(next.fetch_add(1, Ordering::Relaxed)).copied().unwrap_or_default()))
}

async fn all(mut items: Items<'_, UserList, User>) -> Vec<String> {
    let mut ids = Vec::new();
    while let Some(user) = items.next().await {
        ids.push(user.unwrap().id.to_string());
        assert!(ids.len() < 100, "the list does not end");
    }
    ids
}

#[tokio::test]
async fn pages_follow_each_other_until_an_empty_one() {
    let fake = pages(&[&["a", "b"], &["c d"], &[]]);
    assert_eq!(all(fake.client().list_users().stream()).await, ["a", "b", "c d"]);
    assert_eq!(
        fake.lines(),
        ["GET /users?limit=100", "GET /users?limit=100&startingAfter=b", "GET /users?limit=100&startingAfter=c%20d",]
    );
}

#[tokio::test]
async fn the_next_page_is_asked_for_when_the_last_one_is_used_up() {
    let fake = pages(&[&["a", "b"], &["c"], &[]]);
    let talkjs = fake.client();
    let mut items = talkjs.list_users().stream();
    assert_eq!(fake.lines().len(), 0, "nothing is asked for before somebody waits");
    for (id, requests) in [("a", 1), ("b", 1), ("c", 2)] {
        assert_eq!(items.next().await.unwrap().unwrap().id.as_str(), id);
        assert_eq!(fake.lines().len(), requests, "for {id}");
    }
}

/// Serves one page after the other of a list whose items have these members beside their ids.
fn listing(members: Value) -> Fake {
    let item = move |id: &str| {
        let mut item = members.clone();
        item["id"] = json!(id);
        item
    };
    let calls = AtomicUsize::new(0);
    Fake::new(move |_| match calls.fetch_add(1, Ordering::Relaxed) {
        0 => Ok((200, json!({"data": [item("a"), item("b")]}).to_string())),
        1 => Err(TransportError::NoAnswer("reset".into())),
        2 => Ok((200, json!({"data": [item("c")]}).to_string())),
        _ => Ok((200, json!({"data": [item("a"), item("b")]}).to_string())),
    })
}

/// Walks through a list whose second page fails at first, and whose end is a circle.
async fn walked<P, I>(mut items: Items<'_, P, I>, id: impl Fn(&I) -> String) -> (Vec<String>, usize) {
    let (mut ids, mut failures) = (Vec::new(), 0);
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(id(&item)),
            Err(_) => failures += 1,
        }
        assert!(ids.len() + failures < 100, "the list does not end");
    }
    (ids, failures)
}

#[tokio::test]
async fn every_list_goes_on_after_an_error_and_ends_at_a_repeated_cursor() {
    let conversation = json!({"custom": {}, "participants": {}, "createdAt": 1});
    let message = json!({
        "conversationId": "c", "type": "UserMessage", "senderId": "a", "text": "Hi", "custom": {}, "readBy": [],
        "origin": "rest", "createdAt": 1,
    });
    let whole = (["a", "b", "c"].map(str::to_owned).to_vec(), 1);
    let check = |fake: &Fake, path: &str| {
        let lines: Vec<_> =
            fake.lines().iter().map(|line| line.replace("limit=100&", "").replace("limit=30&", "")).collect();
        assert!(lines[0].starts_with(&format!("GET {path}?limit=")), "{lines:?}");
        let after = |id: &str| format!("GET {path}?startingAfter={id}");
        assert_eq!(lines[1..], [after("b"), after("b"), after("c")]);
    };

    let fake = listing(json!({"name": "A", "custom": {}, "createdAt": 1}));
    assert_eq!(walked(fake.client().list_users().stream(), |user| user.id.to_string()).await, whole);
    check(&fake, "/users");

    let fake = listing(conversation.clone());
    assert_eq!(walked(fake.client().list_user_conversations("u").stream(), |one| one.id.to_string()).await, whole);
    check(&fake, "/users/u/conversations");

    let fake = listing(conversation);
    assert_eq!(walked(fake.client().list_conversations().stream(), |one| one.id.to_string()).await, whole);
    check(&fake, "/conversations");

    let fake = listing(message);
    assert_eq!(walked(fake.client().list_messages("c").stream(), |message| message.id.to_string()).await, whole);
    check(&fake, "/conversations/c/messages");
}

#[tokio::test]
async fn the_callers_size_and_start_are_kept() {
    let fake = pages(&[&["b"], &[]]);
    assert_eq!(all(fake.client().list_users().limit(1).starting_after("a").stream()).await, ["b"]);
    assert_eq!(fake.lines(), ["GET /users?limit=1&startingAfter=a", "GET /users?limit=1&startingAfter=b"]);
}

#[tokio::test]
async fn a_server_that_ignores_the_cursor_ends_the_list_without_repeating_it() {
    let fake = Fake::new(|_| page(&["a", "b"]));
    assert_eq!(all(fake.client().list_users().stream()).await, ["a", "b"]);
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test]
async fn a_circle_of_cursors_ends_the_list() {
    let fake = pages(&[&["a"], &["b"], &["a"], &["b"], &["a"]]);
    assert_eq!(all(fake.client().list_users().stream()).await, ["a", "b"]);
    assert_eq!(fake.lines().len(), 3);
}

#[tokio::test]
async fn an_item_without_a_cursor_ends_the_list_behind_it() {
    let fake = pages(&[&["a", ""], &["b"]]);
    assert_eq!(all(fake.client().list_users().stream()).await, ["a", ""]);
    assert_eq!(fake.lines().len(), 1);
}

#[tokio::test]
async fn the_end_stays_the_end() {
    let fake = pages(&[&["a"], &[], &["b"]]);
    let talkjs = fake.client();
    let mut items = talkjs.list_users().stream();
    assert!(items.next().await.is_some());
    assert!(items.next().await.is_none());
    assert!(items.next().await.is_none());
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test]
async fn an_error_keeps_the_position() {
    let calls = AtomicUsize::new(0);
    let fake = Fake::new(move |_| match calls.fetch_add(1, Ordering::Relaxed) {
        0 => page(&["a"]),
        1 => Err(TransportError::NoAnswer("reset".into())),
        2 => Ok((200, "<html>".to_owned())),
        3 => page(&["b"]),
        _ => page(&[]),
    });
    let talkjs = fake.client();
    let mut items = talkjs.list_users().stream();
    assert_eq!(items.next().await.unwrap().unwrap().id.as_str(), "a");
    assert!(items.next().await.unwrap().unwrap_err().is_outcome_unknown());
    assert!(matches!(items.next().await.unwrap().unwrap_err(), Error::UnexpectedAnswer(_)));
    assert_eq!(items.next().await.unwrap().unwrap().id.as_str(), "b");
    assert!(items.next().await.is_none());
    assert_eq!(fake.lines()[1..4], ["GET /users?limit=100&startingAfter=a"; 3]);
}

#[tokio::test]
async fn a_request_that_cannot_be_made_is_an_error_and_not_the_end() {
    let fake = pages(&[]);
    let talkjs = fake.client();
    let error = talkjs.list_users().limit(0).stream().next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::InvalidRequest { .. }), "{error:?}");
    assert_eq!(fake.lines(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_loses_no_page() {
    let calls = AtomicUsize::new(0);
    let fake = Fake::slow(move |_| {
        let ids: &[&str] = if calls.fetch_add(1, Ordering::Relaxed) == 0 { &["a", "b"] } else { &[] };
        (Duration::from_secs(1), page(ids))
    });
    let talkjs = fake.client();
    let mut items = talkjs.list_users().stream();
    assert!(tokio::time::timeout(Duration::from_millis(10), items.next()).await.is_err());
    assert_eq!(items.next().await.unwrap().unwrap().id.as_str(), "a");
    assert_eq!(items.next().await.unwrap().unwrap().id.as_str(), "b");
    assert!(items.next().await.is_none());
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test]
async fn a_list_is_a_stream_that_can_move_between_tasks() {
    let talkjs = pages(&[&["a"], &[]]).client();
    let ids = tokio::spawn(async move {
        let mut items = talkjs.list_users().stream();
        let mut ids = Vec::new();
        while let Some(user) = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await {
            ids.push(user.unwrap().id.to_string());
        }
        ids
    });
    assert_eq!(ids.await.unwrap(), ["a"]);
}
