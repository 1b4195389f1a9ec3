//! Messages of the past.

use serde_json::{Value, json};

use crate::common::{NOW, Response, Talk};

async fn import(talk: &Talk, messages: Value) -> Response {
    talk.call("POST", "/import/conversations/order/messages", messages).await
}

fn message(created_at: i64, text: &str) -> Value {
    json!({"type": "UserMessage", "sender": "alice", "text": text, "createdAt": created_at})
}

#[tokio::test]
async fn messages_take_their_place_in_time() {
    let talk = Talk::with_conversation().await;
    let said = talk.say("sebastian", "today").await;
    let system = json!({"type": "SystemMessage", "createdAt": 1_000, "custom": {"k": "v"},
        "content": [{"type": "text", "children": ["long ago"]}]});
    let response = import(&talk, json!([message(2_000, "once"), system])).await;
    let imported = response.ids();
    let messages = talk.ask("/conversations/order/messages").await;
    assert_eq!(messages.ids(), [said.clone(), imported[0].clone(), imported[1].clone()]);
    let (once, long_ago) = (&messages.json()["data"][1], &messages.json()["data"][2]);
    assert_eq!(
        (&once["origin"], &once["createdAt"], &once["senderId"]),
        (&json!("import"), &json!(2_000), &json!("alice"))
    );
    assert_eq!((&long_ago["text"], &long_ago["custom"]), (&json!("long ago"), &json!({"k": "v"})));
    assert_eq!(talk.get(&format!("/conversations/order/messages/{said}")).await["origin"], "rest");
}

#[tokio::test]
async fn an_import_can_be_repeated_and_then_doubles() {
    let talk = Talk::with_conversation().await;
    for _ in 0..2 {
        let mut keyed = message(1_000, "twice");
        keyed["idempotencyKey"] = json!("k");
        assert_eq!(import(&talk, json!([keyed])).await.status, 200);
    }
    assert_eq!(talk.ask("/conversations/order/messages").await.ids().len(), 2);
}

#[tokio::test]
async fn reading_is_up_to_the_caller() {
    let talk = Talk::with_conversation().await;
    import(&talk, json!([message(NOW - 5, "hi")])).await;
    let participants = talk.get("/conversations/order").await["participants"].clone();
    assert_eq!(
        (&participants["alice"]["readUntil"], &participants["sebastian"]["isUnread"]),
        (&Value::Null, &json!(true))
    );
    talk.done("PATCH", "/conversations/order/participants/sebastian", json!({"readUntil": NOW})).await;
    assert_eq!(talk.get("/conversations/order").await["participants"]["sebastian"]["isUnread"], json!(false));
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_is_stored() {
    let talk = Talk::with_conversation().await;
    let body = json!([
        message(1, "good"),
        {"type": "UserMessage", "timestamp": "5", "readBy": [], "text": "old dialect"},
        {"type": "SystemMessage", "sender": "alice", "createdAt": "1", "attachmentToken": "t"},
        {"type": "SystemMessage", "createdAt": 1, "content": [{"type": "location", "latitude": 1, "longitude": 1}]},
        7,
    ]);
    let expected =
        ["1.sender", "1.timestamp", "2.attachmentToken", "2.createdAt", "2.sender", "2.text", "3.content", "4"];
    assert_eq!(import(&talk, body).await.reasons(), expected);
    let stranger = json!([message(1, "a"), {"type": "UserMessage", "sender": "nobody", "text": "b", "createdAt": 2}]);
    assert_eq!(import(&talk, stranger).await.reasons(), ["1.sender"]);
    assert_eq!(talk.get("/conversations/order/messages").await, json!({"data": []}));
    let elsewhere = talk.call("POST", "/import/conversations/none/messages", json!([message(1, "a")])).await;
    assert_eq!(elsewhere.status, 404);
}

#[tokio::test]
async fn an_import_has_from_1_to_100_messages_unless_more_are_allowed() {
    let many = |count: i64| -> Value { (0..count).map(|time| message(time, "m")).collect() };
    let talk = Talk::with_conversation().await;
    assert_eq!(import(&talk, many(100)).await.ids().len(), 100);
    for count in [0, 101] {
        assert_eq!(import(&talk, many(count)).await.reasons(), ["body"], "{count}");
    }
    let talk = Talk::deciding(|decisions| decisions.most_imported_messages = 1_000).await;
    talk.start_conversation().await;
    assert_eq!(import(&talk, many(101)).await.ids().len(), 101);
}

#[tokio::test]
async fn replies_are_not_imported_and_reactions_come_afterwards() {
    let talk = Talk::with_conversation().await;
    let first = import(&talk, json!([message(1, "question")])).await.ids().remove(0);
    let mut reply = message(2, "response");
    reply["referencedMessageId"] = json!(first);
    reply["reactions"] = json!({"👍": ["alice"]});
    let second = import(&talk, json!([reply])).await.ids().remove(0);
    let path = format!("/conversations/order/messages/{second}");
    let shown = talk.get(&path).await;
    assert_eq!((&shown["referencedMessageId"], &shown["reactions"]), (&Value::Null, &json!({})));
    talk.done("PUT", &format!("{path}/reactions/%F0%9F%91%8D/alice"), json!({})).await;
    assert_eq!(talk.get(&path).await["reactions"], json!({"👍": {"count": 1}}));
}
