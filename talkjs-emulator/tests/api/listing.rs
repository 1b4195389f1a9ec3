//! Lists of conversations: of the app and of a user.

use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{NOW, Talk};

/// One second apart: `red` and `blue` of alice and sebastian, `empty` of alice, then a message in `red`.
async fn three_conversations() -> Talk {
    let talk = Talk::new().await;
    talk.users(&["alice", "sebastian"]).await;
    for (id, participants, custom) in [
        ("red", json!(["alice", "sebastian"]), json!({"colour": "red", "paid": "yes"})),
        ("blue", json!(["alice", "sebastian"]), json!({"colour": "blue"})),
        ("empty", json!(["alice"]), json!({})),
    ] {
        let body = json!({"participants": participants, "custom": custom});
        talk.done("PUT", &format!("/conversations/{id}"), body).await;
        talk.emulator.advance(Duration::from_secs(1));
    }
    say(&talk, "blue").await;
    say(&talk, "red").await;
    talk
}

async fn say(talk: &Talk, conversation: &str) {
    let message = json!([{"type": "UserMessage", "sender": "sebastian", "text": "hello"}]);
    talk.call("POST", &format!("/conversations/{conversation}/messages"), message).await;
    talk.emulator.advance(Duration::from_secs(1));
}

fn encoded(filter: &Value) -> String {
    let filter = filter.to_string();
    filter.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn latest_activity_comes_first_and_empty_conversations_are_listed() {
    let talk = three_conversations().await;
    assert_eq!(talk.ask("/conversations").await.ids(), ["red", "blue", "empty"]);
    assert_eq!(talk.ask("/users/alice/conversations").await.ids(), ["red", "blue", "empty"]);
    assert_eq!(talk.ask("/users/sebastian/conversations/").await.ids(), ["red", "blue"]);
}

#[tokio::test]
async fn the_order_can_be_chosen() {
    let talk = three_conversations().await;
    for (query, expected) in [
        ("orderBy=createdAt", ["empty", "blue", "red"]),
        ("orderBy=createdAt&orderDirection=ASC", ["red", "blue", "empty"]),
        ("orderBy=lastActivity&orderDirection=ASC", ["empty", "blue", "red"]),
        ("orderDirection=DESC", ["red", "blue", "empty"]),
    ] {
        for path in ["/conversations", "/users/alice/conversations"] {
            assert_eq!(talk.ask(&format!("{path}?{query}")).await.ids(), expected, "{path}?{query}");
        }
    }
}

#[tokio::test]
async fn pages_begin_after_the_cursor_or_at_an_offset() {
    let talk = three_conversations().await;
    let ids = async |query: &str| talk.ask(&format!("/conversations?{query}")).await.ids();
    assert_eq!(ids("limit=2").await, ["red", "blue"]);
    assert_eq!(ids("limit=2&startingAfter=blue").await, ["empty"]);
    assert_eq!(ids("startingAfter=empty").await, [] as [&str; 0]);
    let blue_sent = NOW + 3000;
    assert_eq!(ids(&format!("offsetTs={blue_sent}")).await, ["blue", "empty"]);
    let ascending = format!("offsetTs={blue_sent}&orderDirection=ASC");
    assert_eq!(ids(&ascending).await, ["blue", "red"]);
}

#[tokio::test]
async fn the_time_of_the_last_message_limits_the_list() {
    let talk = three_conversations().await;
    let (blue, red) = (NOW + 3000, NOW + 4000);
    for (query, expected) in [
        (format!("lastMessageAfter={blue}"), vec!["red"]),
        (format!("lastMessageBefore={red}"), vec!["blue"]),
        (format!("lastMessageAfter={}&lastMessageBefore={}", blue - 1, red + 1), vec!["red", "blue"]),
    ] {
        assert_eq!(talk.ask(&format!("/conversations?{query}")).await.ids(), expected, "{query}");
    }
}

#[tokio::test]
async fn a_user_can_ask_for_what_is_unread() {
    let talk = three_conversations().await;
    let path = "/users/alice/conversations?unreadsOnly=true";
    assert_eq!(talk.ask(path).await.ids(), ["red", "blue"]);
    talk.done("PATCH", "/conversations/red/participants/alice", json!({"readUntil": NOW + 4000})).await;
    assert_eq!(talk.ask(path).await.ids(), ["blue"]);
    let path = "/users/sebastian/conversations?unreadsOnly=true";
    assert_eq!(talk.ask(path).await.ids(), [] as [&str; 0]);
}

#[tokio::test]
async fn filters_look_at_custom_data() {
    let talk = three_conversations().await;
    for (filter, expected) in [
        (json!({}), vec!["red", "blue", "empty"]),
        (json!({"custom": {"paid": "exists"}}), vec!["red"]),
        (json!({"custom": {"paid": "!exists"}}), vec!["blue", "empty"]),
        (json!({"custom": {"colour": ["==", "blue"]}}), vec!["blue"]),
        (json!({"custom": {"colour": ["!=", "blue"]}}), vec!["red", "empty"]),
        (json!({"custom": {"colour": ["oneOf", ["red", "blue"]]}}), vec!["red", "blue"]),
        (json!({"custom": {"colour": ["!oneOf", ["red", "blue"]]}}), vec!["empty"]),
        (json!({"custom": {"colour": "exists", "paid": ["!=", "yes"]}}), vec!["blue"]),
    ] {
        for path in ["/conversations", "/users/alice/conversations"] {
            let path = format!("{path}?filter={}", encoded(&filter));
            assert_eq!(talk.ask(&path).await.ids(), expected, "{filter}");
        }
    }
}

#[tokio::test]
async fn filters_look_at_access() {
    let talk = three_conversations().await;
    talk.done("PATCH", "/conversations/red/participants/alice", json!({"access": "None"})).await;
    for (filter, alice, everyone) in [
        (json!({"access": ["==", "None"]}), vec!["red"], vec!["red"]),
        (json!({"access": ["!=", "None"]}), vec!["blue", "empty"], vec!["red", "blue", "empty"]),
        (json!({"access": ["oneOf", ["Read", "None"]]}), vec!["red"], vec!["red"]),
        (json!({"access": ["!oneOf", ["ReadWrite"]]}), vec!["red"], vec!["red"]),
    ] {
        let query = encoded(&filter);
        let path = format!("/users/alice/conversations?filter={query}");
        assert_eq!(talk.ask(&path).await.ids(), alice, "{filter}");
        let path = format!("/conversations?filter={query}");
        assert_eq!(talk.ask(&path).await.ids(), everyone, "{filter}");
    }
}

#[tokio::test]
async fn wrong_parameters_are_all_told() {
    let talk = three_conversations().await;
    let query =
        "limit=many&orderBy=name&orderDirection=up&offsetTs=now&lastMessageAfter=1.5&lastMessageBefore=&filter=x";
    let expected =
        ["filter", "lastMessageAfter", "lastMessageBefore", "limit", "offsetTs", "orderBy", "orderDirection"];
    for path in ["/conversations", "/users/alice/conversations"] {
        assert_eq!(talk.ask(&format!("{path}?{query}")).await.reasons(), expected);
    }
    let response = talk.ask("/users/alice/conversations?unreadsOnly=1").await;
    assert_eq!(response.reasons(), ["unreadsOnly"]);
    assert_eq!(talk.ask("/conversations?limit=30&page=7").await.status, 200);
}

#[tokio::test]
async fn cursors_are_conversations_of_the_list() {
    let talk = three_conversations().await;
    for path in ["/conversations?startingAfter=none", "/users/sebastian/conversations?startingAfter=empty"] {
        assert_eq!(talk.ask(path).await.reasons(), ["startingAfter"], "{path}");
    }
}

#[tokio::test]
async fn a_users_list_says_more_about_the_user() {
    let talk = three_conversations().await;
    say(&talk, "red").await;
    let listed = talk.get("/users/alice/conversations").await["data"][0].clone();
    let extras = json!({
        "access": "ReadWrite", "notify": true, "joinedAt": NOW, "readUntil": null,
        "isUnread": true, "unreadMessageCount": 2,
    });
    for (name, value) in extras.as_object().unwrap() {
        assert_eq!(&listed[name], value, "{name}");
    }
    let conversation = talk.get("/conversations/red").await;
    for (name, value) in conversation.as_object().unwrap() {
        assert_eq!(&listed[name], value, "{name}");
    }
}

#[tokio::test]
async fn the_list_of_a_user_that_is_not_there_is_404() {
    let talk = Talk::new().await;
    assert_eq!(talk.ask("/users/nobody/conversations").await.status, 404);
}

#[tokio::test]
async fn joining_counts_as_activity_for_who_joins() {
    let talk = three_conversations().await;
    talk.done("PUT", "/conversations/empty/participants/sebastian", Value::Null).await;
    assert_eq!(talk.ask("/users/sebastian/conversations").await.ids(), ["empty", "red", "blue"]);
    assert_eq!(talk.ask("/users/alice/conversations").await.ids(), ["red", "blue", "empty"]);
}

#[tokio::test]
async fn conditions_of_a_filter_must_all_hold() {
    let talk = three_conversations().await;
    talk.done("PATCH", "/conversations/red/participants/alice", json!({"access": "Read"})).await;
    let ids = async |filter: &str| talk.ask(&format!("/users/alice/conversations?filter={filter}")).await.ids();
    let both = encoded(&json!({"custom": {"colour": "exists"}, "access": ["==", "Read"]}));
    assert_eq!(ids(&both).await, ["red"]);
    let twice = encoded(&Value::from(both));
    let response = talk.ask(&format!("/conversations?filter={twice}")).await;
    assert_eq!(response.reasons(), ["filter"]);
}
