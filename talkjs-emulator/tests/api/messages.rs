//! Sending, reading, editing and deleting messages.

use std::time::Duration;

use serde_json::{Value, json};
use talkjs_emulator::Snapshot;

use crate::common::{NOW, Talk};

const MESSAGES: &str = "/conversations/order/messages";

async fn message(talk: &Talk, id: &str) -> Value {
    talk.get(&format!("{MESSAGES}/{id}")).await
}

#[tokio::test]
async fn a_sent_message_gets_a_bare_list_of_ids_and_shown_with_all_members() {
    let talk = Talk::with_conversation().await;
    let sent = talk
        .send(json!([{"text": "Hello *Alice*!", "sender": "sebastian", "type": "UserMessage", "custom": {"k": "v"}}]))
        .await;
    assert_eq!(sent.status, 200);
    let id = sent.json()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(sent.json(), json!([{"id": id}]));
    assert_eq!(
        message(&talk, &id).await,
        json!({
            "id": id, "conversationId": "order", "type": "UserMessage", "senderId": "sebastian",
            "text": "Hello *Alice*!",
            "content": [{"type": "text", "children": ["Hello ", {"type": "bold", "children": ["Alice"]}, "!"]}],
            "attachment": null, "location": null, "custom": {"k": "v"}, "readBy": [], "origin": "rest",
            "referencedMessageId": null, "reactions": {}, "createdAt": NOW, "editedAt": null,
        })
    );
}

#[tokio::test]
async fn content_gives_a_text_too() {
    let talk = Talk::with_conversation().await;
    let content = json!([{"type": "text", "children": ["a ", {"type": "italic", "children": ["b"]}]}]);
    let sent = talk.send(json!([{"content": content, "sender": "alice", "type": "UserMessage"}])).await;
    let shown = message(&talk, &sent.ids()[0]).await;
    assert_eq!(shown["content"], content);
    assert_eq!(shown["text"], "a _b_");
}

#[tokio::test]
async fn text_nodes_keep_what_talkjs_has_of_them_and_nothing_else() {
    let talk = Talk::with_conversation().await;
    let sent = json!([{"type": "text", "x": 1, "children": [
        {"type": "bold", "x": 1, "text": "y", "children": [{"type": "codeSpan", "text": "c", "children": []}]},
        {"type": "actionLink", "action": "a", "params": {"p": "q"}, "children": ["b"], "url": "u"},
        {"type": "customEmoji", "text": ":cat:", "id": "7"},
    ]}]);
    let sent = talk.send(json!([{"content": sent, "sender": "alice", "type": "UserMessage"}])).await;
    let kept = json!([{"type": "text", "children": [
        {"type": "bold", "children": [{"type": "codeSpan", "text": "c"}]},
        {"type": "actionLink", "action": "a", "params": {"p": "q"}, "children": ["b"]},
        {"type": "customEmoji", "text": ":cat:"},
    ]}]);
    assert_eq!(message(&talk, &sent.ids()[0]).await["content"], kept);
}

#[tokio::test]
async fn text_nodes_nest_up_to_a_limit() {
    let talk = Talk::with_conversation().await;
    let nested = |depth| {
        let nested = (1..depth).fold(json!("a"), |inner, _| json!({"type": "bold", "children": [inner]}));
        json!([{"type": "text", "children": [nested]}])
    };
    let send = |content: Value| talk.send(json!([{"type": "UserMessage", "sender": "alice", "content": content}]));
    let sent = send(nested(50)).await;
    assert_eq!(message(&talk, &sent.ids()[0]).await["content"], nested(50));
    let snapshot = Snapshot::from_bytes(&talk.emulator.snapshot().to_bytes()).unwrap();
    talk.emulator.restore(&snapshot).unwrap();
    assert_eq!(message(&talk, &sent.ids()[0]).await["content"], nested(50));
    assert_eq!(send(nested(51)).await.reasons(), [format!("0.content.0{}", ".children.0".repeat(50) + ".children")]);
    assert_eq!(send(nested(63)).await.reasons(), ["body"], "JSON itself is too deep");
}

#[tokio::test]
async fn markup_can_be_left_alone() {
    let talk = Talk::deciding(|decisions| decisions.text_markup = false).await;
    talk.start_conversation().await;
    let id = talk.say("alice", "*a*").await;
    let content = &message(&talk, &id).await["content"];
    assert_eq!(content, &json!([{"type": "text", "children": ["*a*"]}]));
}

#[tokio::test]
async fn files_and_places_are_shown_in_both_views() {
    let talk = Talk::with_conversation().await;
    let from_alice = |name: &str, value: Value| {
        let mut message = json!({"type": "UserMessage", "sender": "alice"});
        message[name] = value;
        message
    };
    let sent = talk
        .send(json!([
            from_alice("attachmentToken", json!("token")),
            from_alice("content", json!([{"type": "file", "fileToken": "token"}])),
            from_alice("location", json!([51.48, -3.18])),
            from_alice("content", json!([{"type": "location", "latitude": 51.48, "longitude": -3.18}])),
        ]))
        .await
        .ids();
    for id in &sent[..2] {
        let shown = message(&talk, id).await;
        let block = &shown["content"][0];
        assert_eq!((&block["type"], &block["fileToken"]), (&json!("file"), &json!("token")));
        assert!(block["filename"].is_string() && block["size"].is_u64());
        assert_eq!(shown["attachment"], json!({"url": block["url"], "size": block["size"]}));
        assert_eq!((&shown["text"], &shown["location"]), (&Value::Null, &Value::Null));
    }
    for id in &sent[2..] {
        let shown = message(&talk, id).await;
        let block = json!({"type": "location", "latitude": 51.48, "longitude": -3.18});
        assert_eq!(shown["content"], json!([block]));
        assert_eq!(shown["location"], json!([51.48, -3.18]));
        assert_eq!((&shown["text"], &shown["attachment"]), (&Value::Null, &Value::Null));
    }
}

#[tokio::test]
async fn messages_are_stored_in_the_order_of_the_array_and_listed_newest_first() {
    let talk = Talk::with_conversation().await;
    let texts: Vec<_> = (0..10).map(|number| number.to_string()).collect();
    let messages: Vec<_> =
        texts.iter().map(|text| json!({"text": text, "sender": "alice", "type": "UserMessage"})).collect();
    let mut sent = talk.send(Value::from(messages)).await.ids();
    sent.push(talk.say("sebastian", "last").await);
    sent.reverse();
    assert_eq!(talk.ask(&format!("{MESSAGES}?limit=100")).await.ids(), sent);
    assert_eq!(talk.ask(MESSAGES).await.ids(), sent[..10]);
}

#[tokio::test]
async fn pages_go_to_older_messages() {
    let talk = Talk::with_conversation().await;
    let mut sent = Vec::new();
    for text in ["a", "b", "c"] {
        sent.insert(0, talk.say("alice", text).await);
    }
    let page = |after: &str| format!("{MESSAGES}?limit=2&startingAfter={after}");
    assert_eq!(talk.ask(&format!("{MESSAGES}?limit=2")).await.ids(), sent[..2]);
    assert_eq!(talk.ask(&page(&sent[1])).await.ids(), sent[2..]);
    assert_eq!(talk.ask(&page(&sent[2])).await.ids(), [] as [&str; 0]);
    assert_eq!(talk.ask(&page("msg_none")).await.reasons(), ["startingAfter"]);
    assert_eq!(talk.ask(&format!("{MESSAGES}?limit=many")).await.reasons(), ["limit"]);
}

#[tokio::test]
async fn a_cursor_that_names_nothing_can_give_an_empty_page() {
    let talk = Talk::deciding(|decisions| decisions.refuse_unknown_cursors = false).await;
    talk.start_conversation().await;
    for path in ["/users", "/conversations", "/users/alice/conversations", MESSAGES] {
        let page = talk.get(&format!("{path}?startingAfter=none")).await;
        assert_eq!(page, json!({"data": []}), "{path}");
    }
}

#[tokio::test]
async fn the_sender_must_participate() {
    let talk = Talk::with_conversation().await;
    talk.users(&["carol"]).await;
    let from = |sender: &str| json!({"text": "hi", "sender": sender, "type": "UserMessage"});
    let response = talk.send(json!([from("alice"), from("carol"), from("nobody")])).await;
    assert_eq!(response.reasons(), ["1.sender", "2.sender"]);
    assert_eq!(talk.get(MESSAGES).await, json!({"data": []}));
}

#[tokio::test]
async fn system_messages_have_no_sender_no_place_and_no_reference() {
    let talk = Talk::with_conversation().await;
    let id = talk.send(json!([{"type": "SystemMessage", "text": "paid"}])).await.ids().remove(0);
    let shown = message(&talk, &id).await;
    assert_eq!((&shown["type"], &shown["senderId"]), (&json!("SystemMessage"), &Value::Null));
    let response = talk
        .send(json!([
            {"type": "SystemMessage", "text": "a", "sender": "alice", "referencedMessageId": id},
            {"type": "SystemMessage", "location": [1, 2]},
        ]))
        .await;
    assert_eq!(response.reasons(), ["0.referencedMessageId", "0.sender", "1.location"]);
}

#[tokio::test]
async fn what_is_wrong_with_each_message_is_told() {
    let talk = Talk::with_conversation().await;
    let response = talk
        .send(json!([
            {"type": "UserMessage", "text": "no sender"},
            {"type": "Message", "sender": "alice", "text": "bad type"},
            {"type": "UserMessage", "sender": "alice"},
            {"type": "UserMessage", "sender": "alice", "text": "a", "location": [1, 2]},
            {"type": "UserMessage", "sender": "alice", "text": "a", "custom": {"k": 1}, "idempotencyKey": ""},
            {"sender": "alice", "text": "a"},
            "text",
        ]))
        .await;
    let expected = ["0.sender", "1.type", "2.text", "3.location", "4.custom", "4.idempotencyKey", "5.type", "6"];
    assert_eq!(response.reasons(), expected);
}

#[tokio::test]
async fn from_1_to_10_messages_are_sent_as_an_array() {
    let talk = Talk::with_conversation().await;
    let one = json!({"type": "UserMessage", "sender": "alice", "text": "a"});
    for body in [json!([]), Value::from(vec![one.clone(); 11]), one] {
        assert_eq!(talk.send(body).await.reasons(), ["body"]);
    }
}

#[tokio::test]
async fn a_reply_names_a_message_of_the_conversation() {
    let talk = Talk::with_conversation().await;
    let first = talk.say("alice", "question").await;
    let reply =
        |to: &str| json!([{"type": "UserMessage", "sender": "sebastian", "text": "a", "referencedMessageId": to}]);
    let second = talk.send(reply(&first)).await.ids().remove(0);
    assert_eq!(message(&talk, &second).await["referencedMessageId"], first);
    assert_eq!(talk.send(reply("msg_none")).await.reasons(), ["0.referencedMessageId"]);
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_leaves_a_mark() {
    let talk = Talk::with_conversation().await;
    let id = talk.say("alice", "a").await;
    let path = format!("{MESSAGES}/{id}");
    talk.emulator.advance(Duration::from_secs(1));
    talk.done("PUT", &path, json!({"custom": {"k": "1", "l": "2"}})).await;
    assert_eq!(message(&talk, &id).await["editedAt"], Value::Null);
    talk.done("PUT", &path, json!({"text": "b", "custom": {"k": null}})).await;
    let shown = message(&talk, &id).await;
    assert_eq!((&shown["text"], &shown["custom"]), (&json!("b"), &json!({"l": "2"})));
    assert_eq!((&shown["createdAt"], &shown["editedAt"]), (&json!(NOW), &json!(NOW + 1000)));
    talk.done("PUT", &path, json!({"content": [{"type": "text", "children": ["c"]}]})).await;
    assert_eq!(message(&talk, &id).await["text"], "c");
    let response = talk.call("PUT", &path, json!({"text": "d", "content": []})).await;
    assert_eq!(response.reasons(), ["content"]);
    assert_eq!(talk.call("PUT", &path, json!({"text": null})).await.reasons(), ["text"]);
}

#[tokio::test]
async fn a_deleted_message_is_gone() {
    let talk = Talk::with_conversation().await;
    let id = talk.say("alice", "a").await;
    let path = format!("{MESSAGES}/{id}");
    talk.done("DELETE", &path, Value::Null).await;
    for method in ["GET", "PUT", "DELETE"] {
        let body = if method == "PUT" { json!({}) } else { Value::Null };
        assert_eq!(talk.call(method, &path, body).await.status, 404, "{method}");
    }
    assert_eq!(talk.get(MESSAGES).await, json!({"data": []}));
}

#[tokio::test]
async fn messages_of_a_missing_conversation_are_404() {
    let talk = Talk::with_conversation().await;
    let path = "/conversations/none/messages";
    let hello = json!([{"type": "UserMessage", "sender": "alice", "text": "a"}]);
    assert_eq!(talk.call("POST", path, hello).await.status, 404);
    assert_eq!(talk.ask(path).await.status, 404);
    assert_eq!(talk.ask(&format!("{path}/msg_1")).await.status, 404);
}

#[tokio::test]
async fn a_message_id_is_msg_and_22_letters_or_digits() {
    let talk = Talk::with_conversation().await;
    let id = talk.say("alice", "a").await;
    let name = id.strip_prefix("msg_").unwrap();
    assert!(name.len() == 22 && name.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{id}");
}

#[tokio::test]
async fn users_and_the_system_may_speak_in_one_request() {
    let talk = Talk::with_conversation().await;
    let sent = talk
        .send(json!([
            {"type": "UserMessage", "sender": "alice", "text": "I paid"},
            {"type": "SystemMessage", "text": "Alice has paid"},
            {"type": "UserMessage", "sender": "sebastian", "text": "Thanks"},
        ]))
        .await;
    let mut ids = sent.ids();
    ids.reverse();
    assert_eq!(talk.ask(MESSAGES).await.ids(), ids);
}

#[tokio::test]
async fn content_is_one_block_without_a_text() {
    let talk = Talk::with_conversation().await;
    let block = json!({"type": "text", "children": ["a"]});
    let message = |content: Value| json!({"type": "UserMessage", "sender": "alice", "content": content});
    let mut with_text = message(json!([block]));
    with_text["text"] = json!("a");
    let response = talk.send(json!([message(json!([block, block])), with_text, message(json!([block]))])).await;
    assert_eq!(response.reasons(), ["0.content", "1.content"]);
}

#[tokio::test]
async fn the_system_can_send_a_file() {
    let talk = Talk::with_conversation().await;
    let file = json!([{"type": "file", "fileToken": "t"}]);
    let id = talk.send(json!([{"type": "SystemMessage", "content": file}])).await.ids().remove(0);
    assert_eq!(message(&talk, &id).await["content"][0]["type"], "file");
}

#[tokio::test]
async fn an_edit_cannot_change_who_spoke_and_when() {
    let talk = Talk::with_conversation().await;
    let id = talk.say("alice", "a").await;
    let body = json!({"text": "b", "type": "SystemMessage", "sender": "sebastian", "createdAt": 1});
    talk.done("PUT", &format!("{MESSAGES}/{id}"), body).await;
    let shown = message(&talk, &id).await;
    assert_eq!(
        (&shown["type"], &shown["senderId"], &shown["createdAt"]),
        (&json!("UserMessage"), &json!("alice"), &json!(NOW))
    );
}

#[tokio::test]
async fn messages_of_the_system_are_deleted_too() {
    let talk = Talk::with_conversation().await;
    let id = talk.send(json!([{"type": "SystemMessage", "text": "poll"}])).await.ids().remove(0);
    talk.done("DELETE", &format!("{MESSAGES}/{id}"), Value::Null).await;
    assert_eq!(talk.get(MESSAGES).await, json!({"data": []}));
}
