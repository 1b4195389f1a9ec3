//! Writing, reading and deleting conversations.

use serde_json::{Value, json};

use crate::common::{NOW, Talk};

#[tokio::test]
async fn a_new_conversation_is_shown_with_all_members() {
    let talk = Talk::new().await;
    talk.users(&["alice"]).await;
    let body = json!({"participants": ["alice"], "subject": "What a lovely day!"});
    talk.done("PUT", "/conversations/order", body).await;
    assert_eq!(
        talk.get("/conversations/order").await,
        json!({
            "id": "order", "subject": "What a lovely day!", "photoUrl": null, "welcomeMessages": null,
            "custom": {}, "topicId": null, "lastMessage": null, "createdAt": NOW, "everyoneReadUntil": 0,
            "participants": {"alice": {
                "access": "ReadWrite", "notify": true, "isUnread": false, "joinedAt": NOW, "readUntil": null,
            }},
        })
    );
}

#[tokio::test]
async fn a_conversation_without_participants_can_be_made() {
    let talk = Talk::new().await;
    talk.done("PUT", "/conversations/empty", json!({})).await;
    let conversation = talk.get("/conversations/empty").await;
    assert_eq!(conversation["participants"], json!({}));
    assert_eq!(conversation["everyoneReadUntil"], Value::Null);
}

#[tokio::test]
async fn participants_are_only_ever_added_and_keep_their_settings() {
    let talk = Talk::with_conversation().await;
    let settings = json!({"access": "Read", "notify": "MentionsOnly"});
    talk.done("PATCH", "/conversations/order/participants/alice", settings).await;
    talk.users(&["carol"]).await;
    talk.done("PUT", "/conversations/order", json!({"participants": ["carol", "alice"]})).await;
    talk.done("PUT", "/conversations/order", json!({"participants": []})).await;
    let participants = &talk.get("/conversations/order").await["participants"];
    let ids: Vec<_> = participants.as_object().unwrap().keys().collect();
    assert_eq!(ids, ["alice", "carol", "sebastian"]);
    assert_eq!(participants["alice"]["access"], "Read");
    assert_eq!(participants["alice"]["notify"], "MentionsOnly");
}

#[tokio::test]
async fn a_write_keeps_what_is_absent_and_clears_what_is_null() {
    let talk = Talk::new().await;
    let first = json!({
        "subject": "s", "photoUrl": "p", "welcomeMessages": ["w"], "custom": {"a": "1", "b": "2"}, "id": "c",
    });
    talk.done("PUT", "/conversations/c", first).await;
    let second = json!({"subject": null, "welcomeMessages": ["x", "y"], "custom": {"a": null, "c": "3"}});
    talk.done("PUT", "/conversations/c", second).await;
    let conversation = talk.get("/conversations/c").await;
    assert_eq!(conversation["subject"], Value::Null);
    assert_eq!(conversation["photoUrl"], "p");
    assert_eq!(conversation["welcomeMessages"], json!(["x", "y"]));
    assert_eq!(conversation["custom"], json!({"b": "2", "c": "3"}));
}

#[tokio::test]
async fn wrong_types_are_all_told() {
    let talk = Talk::new().await;
    let body = json!({
        "participants": null, "subject": [], "welcomeMessages": "hi", "custom": {"k": {}}, "id": "other",
    });
    let response = talk.call("PUT", "/conversations/c", body).await;
    let expected = ["custom.k", "id", "participants", "subject", "welcomeMessages"];
    assert_eq!(response.reasons(), expected);
}

#[tokio::test]
async fn unknown_participants_are_refused_unless_switched_off() {
    let body = json!({"participants": ["alice", "nobody"]});
    let talk = Talk::new().await;
    talk.users(&["alice"]).await;
    let response = talk.call("PUT", "/conversations/c", body.clone()).await;
    assert_eq!(response.reasons(), ["participants.1"]);
    assert_eq!(talk.ask("/conversations/c").await.status, 404);

    let talk = Talk::deciding(|decisions| decisions.unknown_users_may_participate = true).await;
    talk.done("PUT", "/conversations/c", body).await;
    assert!(talk.get("/conversations/c").await["participants"]["nobody"].is_object());
    talk.done("PUT", "/conversations/c/participants/stranger", Value::Null).await;
}

#[tokio::test]
async fn the_last_message_is_shown_and_follows_deletion() {
    let talk = Talk::with_conversation().await;
    let first = talk.say("alice", "one").await;
    let second = talk.say("alice", "two").await;
    let path = "/conversations/order";
    assert_eq!(talk.get(path).await["lastMessage"]["id"], second);
    talk.done("DELETE", &format!("{path}/messages/{second}"), Value::Null).await;
    assert_eq!(talk.get(path).await["lastMessage"]["id"], first);
    talk.done("DELETE", &format!("{path}/messages/{first}"), Value::Null).await;
    assert_eq!(talk.get(path).await["lastMessage"], Value::Null);
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_and_its_id_free() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "hello").await;
    talk.done("DELETE", "/conversations/order", Value::Null).await;
    assert_eq!(talk.ask("/conversations/order").await.status, 404);
    assert_eq!(talk.ask("/conversations/order/messages").await.status, 404);
    assert_eq!(talk.get("/users/alice/conversations").await, json!({"data": []}));
    talk.done("PUT", "/conversations/order", json!({})).await;
    assert_eq!(talk.get("/conversations/order/messages").await, json!({"data": []}));
}

#[tokio::test]
async fn deleting_what_is_missing_is_404_unless_switched_off() {
    let talk = Talk::with_conversation().await;
    for path in ["/conversations/none", "/conversations/order/messages/none"] {
        assert_eq!(talk.call("DELETE", path, Value::Null).await.status, 404, "{path}");
    }
    let talk = Talk::deciding(|decisions| decisions.deleting_missing_succeeds = true).await;
    talk.start_conversation().await;
    for path in ["/conversations/none", "/conversations/order/messages/none"] {
        talk.done("DELETE", path, Value::Null).await;
    }
}

#[tokio::test]
async fn greetings_are_no_messages() {
    let talk = Talk::new().await;
    talk.done("PUT", "/conversations/c", json!({"welcomeMessages": ["Hello!"]})).await;
    assert_eq!(talk.get("/conversations/c").await["lastMessage"], Value::Null);
    assert_eq!(talk.get("/conversations/c/messages").await, json!({"data": []}));
}

#[tokio::test]
async fn a_repeated_write_changes_nothing() {
    let talk = Talk::with_conversation().await;
    let body = json!({"participants": ["alice", "sebastian"], "subject": "s", "custom": {"k": "v"}});
    talk.done("PUT", "/conversations/order", body.clone()).await;
    let once = talk.get("/conversations").await;
    talk.emulator.advance(std::time::Duration::from_secs(1));
    talk.done("PUT", "/conversations/order", body).await;
    assert_eq!(talk.get("/conversations").await, once);
}

#[tokio::test]
async fn no_plan_limits_the_participants() {
    let talk = Talk::deciding(|decisions| decisions.unknown_users_may_participate = true).await;
    let users: Vec<String> = (0..301).map(|number| number.to_string()).collect();
    talk.done("PUT", "/conversations/c", json!({"participants": users})).await;
    let conversation = talk.get("/conversations/c").await;
    assert_eq!(conversation["participants"].as_object().unwrap().len(), 301);
}
