//! Joining, changing and leaving; read markers.

use serde_json::{Value, json};

use crate::common::{NOW, Talk};

const ALICE: &str = "/conversations/order/participants/alice";

async fn alice(talk: &Talk) -> Value {
    talk.get("/conversations/order").await["participants"]["alice"].clone()
}

#[tokio::test]
async fn joining_sets_everything_every_time() {
    let talk = Talk::with_conversation().await;
    talk.users(&["carol"]).await;
    let carol = "/conversations/order/participants/carol";
    talk.emulator.advance(std::time::Duration::from_secs(1));
    talk.done("PUT", carol, json!({"access": "Read", "notify": "MentionsOnly"})).await;
    let participants = &talk.get("/conversations/order").await["participants"];
    assert_eq!(
        participants["carol"],
        json!({
            "access": "Read", "notify": "MentionsOnly", "isUnread": false,
            "joinedAt": NOW + 1000, "readUntil": null,
        })
    );
    talk.done("PUT", carol, json!({})).await;
    let participants = &talk.get("/conversations/order").await["participants"];
    assert_eq!(participants["carol"]["access"], "ReadWrite");
    assert_eq!(participants["carol"]["notify"], true);
}

#[tokio::test]
async fn joining_needs_no_body() {
    let talk = Talk::with_conversation().await;
    talk.done("PUT", ALICE, Value::Null).await;
    assert_eq!(alice(&talk).await["access"], "ReadWrite");
}

#[tokio::test]
async fn joining_cannot_take_access_away() {
    let talk = Talk::with_conversation().await;
    let response = talk.call("PUT", ALICE, json!({"access": "None", "notify": "Always"})).await;
    assert_eq!(response.reasons(), ["access", "notify"]);
}

#[tokio::test]
async fn changing_touches_only_what_it_names() {
    let talk = Talk::with_conversation().await;
    talk.done("PATCH", ALICE, json!({"access": "None"})).await;
    talk.done("PATCH", ALICE, json!({"notify": false})).await;
    let participation = alice(&talk).await;
    assert_eq!(participation["access"], "None");
    assert_eq!(participation["notify"], false);
    let wrong = json!({"access": null, "notify": 1, "readUntil": "sent"});
    let response = talk.call("PATCH", ALICE, wrong).await;
    assert_eq!(response.reasons(), ["access", "notify", "readUntil"]);
}

#[tokio::test]
async fn who_or_what_is_missing_is_404() {
    let talk = Talk::with_conversation().await;
    talk.users(&["carol"]).await;
    for (method, path) in [
        ("PUT", "/conversations/none/participants/alice"),
        ("PUT", "/conversations/order/participants/nobody"),
        ("PATCH", "/conversations/none/participants/alice"),
        ("PATCH", "/conversations/order/participants/carol"),
        ("DELETE", "/conversations/none/participants/alice"),
        ("GET", "/conversations/order/participants/carol/email"),
    ] {
        let body = if method == "GET" { Value::Null } else { json!({}) };
        let response = talk.call(method, path, body).await;
        assert_eq!(response.status, 404, "{method} {path}");
        assert!(response.json()["message"].is_string(), "{method} {path}");
    }
}

#[tokio::test]
async fn leaving_removes_the_user_but_no_message_and_can_be_repeated() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "hello").await;
    for _ in 0..2 {
        talk.done("DELETE", ALICE, Value::Null).await;
    }
    let conversation = talk.get("/conversations/order").await;
    assert_eq!(conversation["participants"].get("alice"), None);
    assert_eq!(conversation["lastMessage"]["senderId"], "alice");
    assert_eq!(talk.get("/users/alice/conversations").await, json!({"data": []}));
}

#[tokio::test]
async fn the_email_address_is_the_participants_own_and_stays() {
    let talk = Talk::with_conversation().await;
    let address = |user: &str| format!("/conversations/order/participants/{user}/email");
    let alices = talk.get(&address("alice")).await;
    assert!(alices["emailAddress"].as_str().unwrap().contains('@'));
    assert_eq!(talk.get(&address("alice")).await, alices);
    assert_ne!(talk.get(&address("sebastian")).await, alices);
}

#[tokio::test]
async fn a_message_is_unread_by_the_others_until_they_read_it() {
    let talk = Talk::with_conversation().await;
    let message = talk.say("sebastian", "hello").await;
    let participants = &talk.get("/conversations/order").await["participants"];
    assert_eq!(participants["alice"]["isUnread"], true);
    assert_eq!(participants["sebastian"]["isUnread"], false);
    assert_eq!(participants["sebastian"]["readUntil"], NOW);

    talk.done("PATCH", ALICE, json!({"readUntil": NOW})).await;
    assert_eq!(alice(&talk).await["isUnread"], false);
    let message = talk.get(&format!("/conversations/order/messages/{message}")).await;
    assert_eq!(message["readBy"], json!(["alice"]));
    assert_eq!(talk.get("/conversations/order").await["everyoneReadUntil"], NOW);
}

#[tokio::test]
async fn a_read_conversation_can_be_marked_unread() {
    let talk = Talk::with_conversation().await;
    talk.say("sebastian", "hello").await;
    talk.done("PATCH", ALICE, json!({"readUntil": NOW})).await;
    talk.done("PATCH", ALICE, json!({"readUntil": NOW - 1})).await;
    assert_eq!(alice(&talk).await["isUnread"], true);
}

#[tokio::test]
async fn ones_own_message_moves_ones_read_marker() {
    let talk = Talk::with_conversation().await;
    talk.say("sebastian", "hello").await;
    talk.say("alice", "hello back").await;
    let participation = alice(&talk).await;
    assert_eq!(participation["isUnread"], false);
    assert_eq!(participation["readUntil"], NOW + 1);
}

#[tokio::test]
async fn every_write_can_be_repeated() {
    let talk = Talk::with_conversation().await;
    for (method, body) in
        [("PUT", json!({"access": "Read"})), ("PATCH", json!({"notify": false})), ("DELETE", Value::Null)]
    {
        talk.done(method, ALICE, body.clone()).await;
        let once = talk.get("/conversations/order").await;
        talk.emulator.advance(std::time::Duration::from_secs(1));
        talk.done(method, ALICE, body).await;
        assert_eq!(talk.get("/conversations/order").await, once, "{method}");
    }
}

#[tokio::test]
async fn who_joins_sees_what_was_said_before() {
    let talk = Talk::with_conversation().await;
    talk.say("sebastian", "before").await;
    talk.done("DELETE", ALICE, Value::Null).await;
    talk.say("sebastian", "meanwhile").await;
    talk.done("PUT", ALICE, Value::Null).await;
    let listed = &talk.get("/users/alice/conversations").await["data"][0];
    assert_eq!((&listed["lastMessage"]["text"], &listed["unreadMessageCount"]), (&json!("meanwhile"), &json!(2)));
}

#[tokio::test]
async fn every_setting_of_notifications_is_kept() {
    let talk = Talk::with_conversation().await;
    for method in ["PUT", "PATCH"] {
        for notify in [json!(true), json!(false), json!("MentionsOnly")] {
            talk.done(method, ALICE, json!({"notify": notify})).await;
            assert_eq!(alice(&talk).await["notify"], notify, "{method}");
        }
    }
}

#[tokio::test]
async fn without_access_a_user_still_participates() {
    let talk = Talk::with_conversation().await;
    talk.say("sebastian", "before").await;
    talk.done("PATCH", ALICE, json!({"access": "None"})).await;
    assert_eq!(alice(&talk).await["access"], "None");
    let listed = talk.get("/users/alice/conversations").await;
    assert_eq!(listed["data"][0]["lastMessage"]["text"], "before");
}

#[tokio::test]
async fn nobody_is_left_when_all_have_left() {
    let talk = Talk::with_conversation().await;
    for user in ["alice", "sebastian"] {
        talk.done("DELETE", &format!("/conversations/order/participants/{user}"), Value::Null).await;
    }
    assert_eq!(talk.get("/conversations/order").await["participants"], json!({}));
}
