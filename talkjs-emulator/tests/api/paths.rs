//! Ids in paths: decoded once, one segment each.

use serde_json::{Value, json};

use crate::common::{Talk, request};

#[tokio::test]
async fn any_id_can_be_a_segment() {
    let talk = Talk::new().await;
    for (segment, id) in [
        ("a%2Fb", "a/b"),
        ("a%2fb%2Fconversations", "a/b/conversations"),
        ("%2e%2e", ".."),
        ("%2E", "."),
        ("%252e%252e", "%2e%2e"),
        ("a%20b+c", "a b+c"),
        ("a%3Fb%23c%26d", "a?b#c&d"),
        ("%C3%A9%F0%9F%91%8D", "é👍"),
        ("%7BuserId%7D", "{userId}"),
        ("a%00b%0D%0Ac", "a\0b\r\nc"),
        ("a;b,c:d@e=f!g$h'(i)*j", "a;b,c:d@e=f!g$h'(i)*j"),
    ] {
        let path = format!("/users/{segment}");
        talk.done("PUT", &path, json!({"name": id, "id": id})).await;
        let user = talk.get(&path).await;
        assert_eq!((&user["id"], &user["name"]), (&json!(id), &json!(id)), "{segment}");
        let conversations = talk.get(&format!("{path}/conversations")).await;
        assert_eq!(conversations, json!({"data": []}), "{segment}");
    }
    assert_eq!(talk.ask("/users?limit=100").await.ids().len(), 11);
}

#[tokio::test]
async fn every_parameter_of_a_path_is_decoded() {
    let talk = Talk::new().await;
    talk.users(&["a%2Fb"]).await;
    talk.done("PUT", "/conversations/c%2Fd", json!({"participants": ["a/b"]})).await;
    let message = json!([{"type": "UserMessage", "sender": "a/b", "text": "hi"}]);
    let sent = talk.call("POST", "/conversations/c%2Fd/messages", message).await;
    let message = format!("/conversations/c%2Fd/messages/{}", sent.ids()[0]);
    talk.done("PUT", &format!("{message}/reactions/%F0%9F%91%8D/a%2Fb"), Value::Null).await;
    let list = talk.get(&format!("{message}/reactions/%F0%9F%91%8D")).await;
    assert_eq!(list, json!({"data": [{"userId": "a/b"}]}));
    talk.done("DELETE", "/conversations/c%2Fd/participants/a%2Fb", Value::Null).await;
}

#[tokio::test]
async fn what_is_no_utf8_or_a_broken_escape_is_refused_by_name() {
    let talk = Talk::new().await;
    for bad in ["%ff", "%C3", "%zz", "%", "a%2"] {
        assert_eq!(talk.ask(&format!("/users/{bad}")).await.reasons(), ["userId"], "{bad}");
        assert_eq!(talk.ask(&format!("/users?limit={bad}")).await.reasons(), ["limit"], "{bad}");
    }
    let path = "/conversations/%ff/participants/%fe";
    let response = talk.call("PUT", path, json!({})).await;
    assert_eq!(response.reasons(), ["conversationId", "userId"]);
}

#[tokio::test]
async fn cursors_with_special_characters_are_decoded() {
    let talk = Talk::new().await;
    talk.users(&["a%2Fb%26c", "d"]).await;
    assert_eq!(talk.ask("/users?startingAfter=a%2Fb%26c").await.ids(), ["d"]);
}

#[tokio::test]
async fn what_the_description_leaves_out_is_not_found() {
    let talk = Talk::with_conversation().await;
    for (method, path) in [("PUT", "/themes"), ("DELETE", "/users/alice"), ("GET", "/conversations/order/participants")]
    {
        let response = talk.call(method, path, json!({})).await;
        assert_eq!((response.status, response.json()), (404, json!("Not found")), "{method} {path}");
    }
    for (method, path) in [("POST", "/v1/anonymousAccounts"), ("GET", "/v1/anonymousAccounts/token")] {
        assert_eq!(request(talk.address(), method, path, "", None).await.status, 404, "{method} {path}");
    }
}
