//! Lists over several pages.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use futures_core::stream::FusedStream as _;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use talkjs_client::Items;
use talkjs_client::{Error, User, UserList};
use talkjs_runtime::test_util::Play;

use crate::fake::{Fake, user};

fn page(ids: &[&str]) -> Play {
    let users: Vec<_> = ids.iter().map(|id| user(id, id)).collect();
    Play::json(200, &json!({"data": users}))
}

/// Serves these pages, one per request, whatever the request says; empty ones after the last.
fn pages(pages: &'static [&'static [&'static str]]) -> Fake {
    Fake::new(move |seen| page(pages.get(seen.number).copied().unwrap_or_default()))
}

async fn all(mut items: Items<UserList, User>) -> Vec<String> {
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

/// Serves one page after the other of a list whose items have these members beside their ids. The second page fails at
/// first, and the third repeats it.
fn listing(members: Value) -> Fake {
    let item = move |id: &str| {
        let mut item = members.clone();
        item["id"] = json!(id);
        item
    };
    Fake::new(move |seen| match seen.number {
        0 => Play::json(200, &json!({"data": [item("a"), item("b")]})),
        1 => Play::no_response(),
        _ => Play::json(200, &json!({"data": [item("c")]})),
    })
}

/// Walks through a list, and starts a new call at the cursor after each error.
async fn walked<P: 'static, I>(
    start: impl Fn(Option<&str>) -> Items<P, I>,
    id: impl Fn(&I) -> String,
) -> (Vec<String>, usize) {
    let (mut ids, mut failures, mut items) = (Vec::new(), 0, start(None));
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(id(&item)),
            Err(_) => {
                failures += 1;
                items = start(items.cursor());
            }
        }
        assert!(ids.len() + failures < 100, "the list does not end");
    }
    (ids, failures)
}

/// A call that starts at the cursor, if there is one.
macro_rules! starting {
    ($call:expr) => {
        |cursor| match cursor {
            Some(cursor) => $call.starting_after(cursor).stream(),
            None => $call.stream(),
        }
    };
}

#[tokio::test]
async fn every_list_goes_on_at_its_cursor_after_an_error_and_ends_at_a_repeated_cursor() {
    let conversation = json!({"custom": {}, "participants": {}, "createdAt": 1});
    let message = json!({
        "conversationId": "c", "type": "UserMessage", "senderId": "a", "text": "Hi", "custom": {}, "readBy": [],
        "origin": "rest", "createdAt": 1,
    });
    let whole = (["a", "b", "c"].map(str::to_owned).to_vec(), 1);
    let check = |fake: &Fake, path: &str| {
        let lines: Vec<_> =
            fake.lines().iter().map(|line| line.replace("limit=100", "").replace("limit=30", "")).collect();
        assert!(lines[0].starts_with(&format!("GET {path}?")), "{lines:?}");
        let after = |id: &str| format!("startingAfter={id}");
        let is_after = |line: &String, id| line.contains(&after(id));
        assert!(is_after(&lines[1], "b") && is_after(&lines[2], "b") && is_after(&lines[3], "c"), "{lines:?}");
        assert_eq!(lines.len(), 4, "{lines:?}");
    };

    let fake = listing(json!({"name": "A", "custom": {}, "createdAt": 1}));
    let talkjs = fake.client();
    assert_eq!(walked(starting!(talkjs.list_users()), |user| user.id.to_string()).await, whole);
    check(&fake, "/users");

    let fake = listing(conversation.clone());
    let talkjs = fake.client();
    assert_eq!(walked(starting!(talkjs.list_user_conversations("u")), |one| one.id.to_string()).await, whole);
    check(&fake, "/users/u/conversations");

    let fake = listing(conversation);
    let talkjs = fake.client();
    assert_eq!(walked(starting!(talkjs.list_conversations()), |one| one.id.to_string()).await, whole);
    check(&fake, "/conversations");

    let fake = listing(message);
    let talkjs = fake.client();
    assert_eq!(walked(starting!(talkjs.list_messages("c")), |message| message.id.to_string()).await, whole);
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

/// Serves a list of five users in pages of two. The request with this number, counted from 0, fails.
fn five_users(failing: usize) -> Fake {
    const IDS: [&str; 5] = ["a", "b", "c d", "e", "f"];
    Fake::new(move |seen| {
        if seen.number == failing {
            return Play::no_response();
        }
        let is_cursor = |id: &&str| seen.line.ends_with(&format!("startingAfter={}", id.replace(' ', "%20")));
        let start = IDS.iter().position(is_cursor).map_or(0, |position| position + 1);
        page(&IDS[start..IDS.len().min(start + 2)])
    })
}

#[tokio::test]
async fn a_list_ends_after_its_first_error() {
    let fake = Fake::new(move |seen| match seen.number {
        0 => page(&["a"]),
        1 => Play::response(200, "<html>"),
        _ => page(&["b"]),
    });
    let talkjs = fake.client();
    let mut items = talkjs.list_users().stream();
    assert_eq!(items.next().await.unwrap().unwrap().id.as_str(), "a");
    assert!(matches!(items.next().await.unwrap().unwrap_err(), Error::UnexpectedResponse(_)));
    assert!(items.next().await.is_none());
    assert!(items.next().await.is_none());
    assert_eq!(fake.lines().len(), 2, "nothing is fetched after the error");
}

#[tokio::test]
async fn collecting_a_list_that_always_fails_ends_with_one_error() {
    let fake = Fake::new(|_| Play::response(403, "{}"));
    let talkjs = fake.client();
    // Without the bound a list that does not end would keep the test for ever.
    let outcomes: Vec<_> = talkjs.list_users().stream().take(9).collect().await;
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].as_ref().unwrap_err().status().unwrap(), 403);
    assert_eq!(fake.lines().len(), 1);

    let users: Vec<User> = talkjs.list_users().stream().take(9).filter_map(async |user| user.ok()).collect().await;
    assert_eq!(users, []);
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test]
async fn an_invalid_request_is_one_error_and_then_the_end() {
    let fake = pages(&[]);
    let talkjs = fake.client();
    let outcomes: Vec<_> = talkjs.list_users().limit(101).stream().take(9).collect().await;
    assert_eq!(outcomes.len(), 1);
    assert!(matches!(outcomes[0], Err(Error::InvalidRequest { .. })), "{outcomes:?}");
    assert_eq!(fake.lines(), [""; 0]);
}

#[tokio::test]
async fn a_call_at_the_cursor_returns_the_rest_after_an_error() {
    let fake = five_users(1);
    let talkjs = fake.client();
    let mut users = talkjs.list_users().limit(2).stream();
    assert_eq!(users.cursor(), None, "no item is returned yet");
    let mut ids = Vec::new();
    while let Some(Ok(user)) = users.next().await {
        ids.push(user.id.to_string());
    }
    assert_eq!((ids.join(" "), users.cursor()), ("a b".to_owned(), Some("b")));
    let rest = talkjs.list_users().limit(2).starting_after(users.cursor().unwrap());
    assert_eq!(all(rest.stream()).await, ["c d", "e", "f"]);
}

#[tokio::test]
async fn the_cursor_is_the_last_returned_item_also_within_a_page() {
    let fake = five_users(usize::MAX);
    let talkjs = fake.client();
    let ids = ["a", "b", "c d", "e", "f"];
    let mut users = talkjs.list_users().limit(2).stream();
    for (position, id) in ids.into_iter().enumerate() {
        users.next().await.unwrap().unwrap();
        assert_eq!(users.cursor(), Some(id));
        let rest = talkjs.list_users().limit(2).starting_after(id);
        assert_eq!(all(rest.stream()).await, ids[position + 1..]);
    }
    assert!(users.next().await.is_none());
    assert_eq!(users.cursor(), Some("f"), "the end keeps the cursor");
}

#[tokio::test]
async fn an_item_without_an_id_keeps_the_cursor_before_it() {
    let talkjs = pages(&[&["a", ""]]).client();
    let mut users = talkjs.list_users().stream();
    while users.next().await.is_some() {}
    assert_eq!(users.cursor(), Some("a"));
}

#[tokio::test]
async fn a_stream_is_terminated_behind_its_last_item_and_behind_an_error() {
    let talkjs = pages(&[&["a", "b"], &[]]).client();
    let mut users = talkjs.list_users().stream();
    for expected in ["a", "b"] {
        assert!(!users.is_terminated(), "before {expected}");
        assert_eq!(users.next().await.unwrap().unwrap().id.as_str(), expected);
    }
    assert!(!users.is_terminated(), "a page may follow");
    assert!(users.next().await.is_none());
    assert!(users.is_terminated());

    let talkjs = pages(&[&["a", ""]]).client();
    let mut users = talkjs.list_users().stream();
    users.next().await.unwrap().unwrap();
    assert!(!users.is_terminated(), "an item of the last page is left");

    let talkjs = five_users(0).client();
    let mut users = talkjs.list_users().stream();
    users.next().await.unwrap().unwrap_err();
    assert!(users.is_terminated());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_loses_no_page() {
    let fake = Fake::new(|seen| page(if seen.number == 0 { &["a", "b"] } else { &[] }).after(Duration::from_secs(1)));
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
