//! Who is online.

use serde_json::json;
use talkjs_emulator::Session;

use crate::common::{Response, Talk};

async fn ask(talk: &Talk, query: serde_json::Value) -> Response {
    talk.call("POST", "/presences", query).await
}

async fn online(talk: &Talk, query: serde_json::Value) -> Vec<String> {
    ask(talk, query).await.json()["data"].as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn who_is_online_is_shown_with_all_members() {
    let talk = Talk::new().await;
    assert_eq!(ask(&talk, json!({})).await.json(), json!({"data": {}}));
    let session = Session::widget().conversation("c").focused().typing().custom("device", "tv");
    let widget = talk.emulator.connect("alice", session);
    let background = talk.emulator.connect("alice", Session::background());
    let response = ask(&talk, json!({"includeBackgroundSessions": true})).await;
    assert_eq!(response.status, 200);
    assert_eq!(
        response.json(),
        json!({"data": {"alice": {
            "status": "online",
            "backgroundSessions": [{
                "selectedConversationId": null, "custom": {}, "hasFocus": false, "isTyping": false,
                "sessionId": background,
            }],
            "widgets": [{
                "selectedConversationId": "c", "custom": {"device": "tv"}, "hasFocus": true, "isTyping": true,
                "sessionId": widget,
            }],
        }}})
    );
    talk.emulator.disconnect("alice");
    assert_eq!(ask(&talk, json!({"includeBackgroundSessions": true})).await.json(), json!({"data": {}}));
}

#[tokio::test]
async fn conditions_are_read_and_null_is_not_absent() {
    let talk = Talk::new().await;
    talk.emulator.connect("away", Session::background());
    talk.emulator.connect("idle", Session::widget());
    talk.emulator.connect("talking", Session::widget().conversation("c").focused().typing());
    for (query, expected) in [
        (json!({}), vec!["idle", "talking"]),
        (json!({"includeBackgroundSessions": true}), vec!["away", "idle", "talking"]),
        (json!({"selectedConversationId": "c"}), vec!["talking"]),
        (json!({"selectedConversationId": null}), vec!["idle"]),
        (json!({"hasFocus": false}), vec!["idle"]),
        (json!({"isTyping": true}), vec!["talking"]),
        (json!({"userIds": ["idle", "away"]}), vec!["idle"]),
    ] {
        assert_eq!(online(&talk, query.clone()).await, expected, "{query}");
    }
}

#[tokio::test]
async fn wrong_conditions_are_all_told() {
    let talk = Talk::new().await;
    let query = json!({
        "includeBackgroundSessions": "yes", "selectedConversationId": 1, "hasFocus": null, "isTyping": 1,
        "userIds": "a",
    });
    let expected = ["hasFocus", "includeBackgroundSessions", "isTyping", "selectedConversationId", "userIds"];
    assert_eq!(ask(&talk, query).await.reasons(), expected);
}

#[tokio::test]
async fn the_list_of_users_can_be_narrowed_to_those_online() {
    let talk = Talk::new().await;
    talk.users(&["a", "b", "c"]).await;
    talk.emulator.connect("b", Session::background());
    talk.emulator.connect("c", Session::widget());
    assert_eq!(talk.ask("/users?isOnline=true").await.ids(), ["b", "c"]);
    assert_eq!(talk.ask("/users?isOnline=true&limit=1").await.ids(), ["b"]);
    assert_eq!(talk.ask("/users?isOnline=true&startingAfter=b").await.ids(), ["c"]);
    assert_eq!(talk.ask("/users?isOnline=false").await.ids(), ["a", "b", "c"]);
}

#[tokio::test]
async fn a_message_ends_its_senders_typing() {
    let talk = Talk::with_conversation().await;
    for (user, conversation) in [("alice", "order"), ("alice", "another"), ("sebastian", "order")] {
        talk.emulator.connect(user, Session::widget().conversation(conversation).typing());
    }
    talk.say("alice", "done").await;
    let found = talk.call("POST", "/presences", json!({"isTyping": true})).await.json();
    let typing_in = |user: &str| -> Vec<String> {
        let sessions = found["data"][user]["widgets"].as_array().unwrap().iter();
        let typing = sessions.filter(|session| session["isTyping"] == true);
        typing.map(|session| session["selectedConversationId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((typing_in("alice"), typing_in("sebastian")), (vec!["another".to_owned()], vec!["order".to_owned()]));
}
