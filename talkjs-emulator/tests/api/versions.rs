//! The versions of the API.

use std::time::Duration;

use serde_json::{Value, json};
use talkjs_emulator::{ApiVersion, Emulator};

use crate::common::Talk;

const FIRST: &str = "2021-01-01";
const ORDERED: &str = "2021-02-09";
const LEAVING: &str = "2021-07-30";
const LATEST: &str = "2024-01-01";

async fn in_version(talk: &Talk, version: &str, method: &str, path: &str) -> crate::common::Response {
    let headers = format!("{}TalkJS-REST-Version: {version}\r\n", talk.credential());
    talk.raw(method, path, &headers, None).await
}

/// Conversations `old` and `new`, of which `old` was active last.
async fn two_conversations() -> Talk {
    let talk = Talk::new().await;
    talk.users(&["alice"]).await;
    for id in ["old", "new"] {
        talk.done("PUT", &format!("/conversations/{id}"), json!({"participants": ["alice"]})).await;
        talk.emulator.advance(Duration::from_secs(1));
    }
    let message = json!([{"type": "SystemMessage", "text": "hello"}]);
    talk.call("POST", "/conversations/old/messages", message).await;
    talk
}

#[tokio::test]
async fn lists_were_ordered_by_creation_at_first_whatever_was_asked_for() {
    let mut talk = two_conversations().await;
    for path in ["/conversations", "/users/alice/conversations"] {
        for (version, expected) in
            [(FIRST, ["new", "old"]), (ORDERED, ["old", "new"]), (LEAVING, ["old", "new"]), (LATEST, ["old", "new"])]
        {
            assert_eq!(in_version(&talk, version, "GET", path).await.ids(), expected, "{version} {path}");
        }
        let asking = format!("{path}?orderBy=lastActivity&orderDirection=ASC&offsetTs=x");
        assert_eq!(in_version(&talk, FIRST, "GET", &asking).await.ids(), ["new", "old"]);
        let described = path.replace("alice", "{userId}");
        talk.not_described(&format!(
            "GET {described} 200: parameter `offsetTs`: wrong type, expected integer, found string"
        ));
        assert_eq!(in_version(&talk, ORDERED, "GET", &asking).await.status, 400);
    }
}

#[tokio::test]
async fn who_left_kept_the_conversation_as_it_was_until_leaving_removed_it() {
    for (version, listed) in [(FIRST, true), (ORDERED, true), (LEAVING, false), (LATEST, false)] {
        let talk = Talk::with_conversation().await;
        let before = talk.say("alice", "before").await;
        let response = in_version(&talk, version, "DELETE", "/conversations/order/participants/sebastian").await;
        assert_eq!(response.status, 200);
        talk.say("alice", "after").await;
        let list = talk.get("/users/sebastian/conversations").await;
        let list = list["data"].as_array().unwrap();
        assert_eq!(!list.is_empty(), listed, "{version}");
        if let Some(conversation) = list.first() {
            assert_eq!(conversation["lastMessage"]["id"], before);
            assert_eq!((&conversation["access"], &conversation["unreadMessageCount"]), (&json!("None"), &json!(1)));
            assert_eq!(conversation["participants"].as_object().unwrap().keys().collect::<Vec<_>>(), ["alice"]);
        }
    }
}

#[tokio::test]
async fn leaving_again_in_a_later_version_removes_what_was_kept() {
    let talk = Talk::with_conversation().await;
    let path = "/conversations/order/participants/sebastian";
    for (version, count) in [(FIRST, 1), (FIRST, 1), (LATEST, 0), (FIRST, 0)] {
        assert_eq!(in_version(&talk, version, "DELETE", path).await.status, 200);
        assert_eq!(talk.ask("/users/sebastian/conversations").await.ids().len(), count, "{version}");
    }
}

#[tokio::test]
async fn who_joins_again_sees_everything() {
    let talk = Talk::with_conversation().await;
    in_version(&talk, FIRST, "DELETE", "/conversations/order/participants/sebastian").await;
    let after = talk.say("alice", "after").await;
    talk.done("PUT", "/conversations/order/participants/sebastian", Value::Null).await;
    let list = talk.get("/users/sebastian/conversations").await;
    assert_eq!((&list["data"][0]["lastMessage"]["id"], &list["data"][1]), (&json!(after), &Value::Null));
}

#[tokio::test]
async fn without_access_a_participant_gets_nothing_new() {
    let talk = Talk::with_conversation().await;
    let before = talk.say("alice", "before").await;
    talk.done("PATCH", "/conversations/order/participants/sebastian", json!({"access": "None"})).await;
    talk.say("alice", "after").await;
    let seen = talk.get("/users/sebastian/conversations").await;
    assert_eq!(seen["data"][0]["lastMessage"]["id"], before);
    assert_eq!(seen["data"][0]["unreadMessageCount"], 1);
    talk.done("PATCH", "/conversations/order/participants/sebastian", json!({"access": "Read"})).await;
    assert_eq!(talk.get("/users/sebastian/conversations").await["data"][0]["unreadMessageCount"], 2);
}

#[tokio::test]
async fn the_list_of_an_unknown_user_was_empty_before_it_was_missing() {
    let talk = Talk::new().await;
    for version in [FIRST, ORDERED, LEAVING] {
        let response = in_version(&talk, version, "GET", "/users/nobody/conversations").await;
        assert_eq!((response.status, response.body.as_str()), (200, r#"{"data":[]}"#), "{version}");
    }
    assert_eq!(in_version(&talk, LATEST, "GET", "/users/nobody/conversations").await.status, 404);
}

#[tokio::test]
async fn an_unknown_date_is_refused() {
    let talk = Talk::new().await;
    for date in ["2024-01-02", "latest", ""] {
        let response = in_version(&talk, date, "GET", "/users").await;
        assert_eq!(response.reasons(), ["TalkJS-REST-Version"], "{date}");
    }
}

#[tokio::test]
async fn the_app_has_a_version_for_requests_that_name_none() {
    let talk = Talk::with(Emulator::builder().api_version(ApiVersion::V2021_07_30)).await;
    assert_eq!(talk.ask("/users/nobody/conversations").await.status, 200);
    assert_eq!(in_version(&talk, LATEST, "GET", "/users/nobody/conversations").await.status, 404);
}

#[tokio::test]
async fn each_operation_of_a_batch_can_name_its_version() {
    let talk = Talk::new().await;
    let path = "/users/nobody/conversations";
    let batch = json!([
        [1, "GET", path],
        [2, "GET", path, null, {"api_version": FIRST}],
        [3, "GET", path, {}, {"api_version": "tomorrow"}],
    ]);
    let response = talk.call("POST", "/batch", batch).await.json();
    let statuses: Vec<_> = response.as_array().unwrap().iter().map(|entry| entry[1].clone()).collect();
    assert_eq!(statuses, [404, 200, 400]);
    assert!(response[2][2]["reasons"]["options.api_version"].is_array(), "{response}");
}
