//! Requests as public code sends them: the vendor's examples, and older clients. The code is theirs; the requests are
//! written down here in our own words.

use serde_json::{Value, json};
use talkjs_emulator::Session;

use crate::common::{NOW, Talk};

struct Row {
    /// Whose code sends it.
    seen_in: &'static str,
    method: &'static str,
    path: &'static str,
    body: Value,
    status: u16,
    /// What the response has; of a refusal, a sentence in it.
    expected: Value,
}

fn row(
    seen_in: &'static str,
    method: &'static str,
    path: &'static str,
    body: Value,
    status: u16,
    expected: Value,
) -> Row {
    Row { seen_in, method, path, body, status, expected }
}

const NOTHING: Value = Value::Null;

/// In their order, on a conversation `order` of Alice and Sebastian with one message.
fn rows() -> Vec<Row> {
    let order = "/conversations/order";
    let import = "/import/conversations/order/messages";
    let joins = "/conversations/order/participants/sebastian";
    let sendbird = |time: i64, read_by: Value| json!([{"type": "UserMessage", "sender": "alice", "text": "hi", "timestamp": time, "readBy": read_by}]);
    vec![
        // The vendor's team chat makes sure that a thread exists.
        row("team chat", "PUT", "/conversations/replyto_msg_1/", NOTHING, 200, json!({})),
        row(
            "team chat",
            "PUT",
            "/conversations/replyto_msg_1",
            json!({"participants": ["alice"], "subject": "Replies", "custom": {"parentConvId": "order"}}),
            200,
            json!({}),
        ),
        row("team chat", "GET", "/conversations/replyto_msg_1/messages", NOTHING, 200, json!({"data": []})),
        row(
            "team chat",
            "POST",
            "/conversations/replyto_msg_1/messages",
            json!([{"text": "Hello", "type": "SystemMessage"}]),
            200,
            json!([{}]),
        ),
        // The vendor's migration from Sendbird.
        row(
            "Sendbird",
            "PUT",
            "/users/sendbird",
            json!({"id": "sendbird", "name": "S", "email": ["s@example.com"], "photoUrl": "p"}),
            200,
            json!({}),
        ),
        row("Sendbird", "PUT", order, json!({"participants": ["alice", "sebastian"]}), 200, json!({})),
        row("Sendbird", "POST", import, sendbird(NOW - 50, json!([])), 200, json!([{}])),
        row(
            "older documentation",
            "POST",
            import,
            sendbird(NOW - 40, json!(["sebastian", "nobody"])),
            200,
            json!([{}]),
        ),
        row(
            "nobody",
            "POST",
            import,
            json!([{"type": "UserMessage", "sender": "alice", "text": "hi", "readBy": []}]),
            400,
            json!("is required"),
        ),
        row(
            "nobody",
            "POST",
            import,
            json!([{"type": "UserMessage", "sender": "alice", "text": "hi", "createdAt": 1, "timestamp": 1}]),
            400,
            json!("is not allowed beside `createdAt`"),
        ),
        row("nobody", "POST", import, sendbird(1, json!("alice")), 400, json!("must be a list of strings")),
        row(
            "older documentation",
            "POST",
            import,
            json!([{"type": "UserMessage", "sender": "alice", "text": "", "timestamp": 1, "attachmentToken": "t"}]),
            400,
            json!("is not imported: send a file block in `content`"),
        ),
        // The vendor's export and anonymisation ask for more than a page of conversations has.
        row("export", "GET", "/users?limit=100", NOTHING, 200, json!({"data": [{}, {}, {}]})),
        row("export", "GET", "/conversations?limit=100", NOTHING, 200, json!({"data": [{}, {}]})),
        row("export", "GET", "/conversations/order/messages?limit=100", NOTHING, 200, json!({"data": [{}, {}, {}]})),
        row("anonymisation", "GET", "/users/alice/conversations?limit=100", NOTHING, 200, json!({"data": [{}, {}]})),
        row(
            "anonymisation",
            "PUT",
            "/users/alice",
            json!({"id": "alice", "name": "[DELETED]", "email": null, "phone": null, "custom": null, "welcomeMessage": null, "photoUrl": null, "role": null, "availabilityText": null, "locale": null}),
            200,
            json!({}),
        ),
        row(
            "anonymisation",
            "PUT",
            order,
            json!({"id": "order", "participants": ["alice"], "subject": "[DELETED]", "photoUrl": null, "custom": null, "welcomeMessages": null}),
            200,
            json!({}),
        ),
        // The vendor's message center.
        row("message center", "DELETE", "/conversations/messageCenterExample1", NOTHING, 404, json!("does not exist")),
        row("message center", "PUT", joins, json!({"access": "Write"}), 200, json!({})),
        row("nobody", "PATCH", joins, json!({"access": "Write"}), 400, json!("must be `ReadWrite`, `Read` or `None`")),
        // Older clients.
        row("PHP clients", "GET", "/users/", NOTHING, 200, json!({"data": [{}, {}, {}]})),
        row("PHP clients", "GET", "/users/alice/conversations/", NOTHING, 200, json!({"data": [{}, {}]})),
        row("PHP clients", "PATCH", joins, NOTHING, 200, json!({})),
        row(
            "PHP clients",
            "PUT",
            "/users/php",
            json!([]),
            400,
            json!("must be a JSON object, not `[]`: PHP writes an empty array so"),
        ),
        row(
            "PHP clients",
            "PUT",
            "/users/alice",
            json!({"custom": []}),
            400,
            json!("must be an object or null, not `[]`: PHP"),
        ),
        row(
            "one PHP client",
            "POST",
            "/conversations/order/readBy/alice",
            NOTHING,
            404,
            json!("send `PATCH /conversations/{conversationId}/participants/{userId}` with `readUntil`"),
        ),
        row(
            "a Go client",
            "PUT",
            order,
            json!({"participants": null}),
            400,
            json!("must be a list of strings, not null: leave it out"),
        ),
        row(
            "a Go client",
            "POST",
            "/presences",
            json!({"hasFocus": null}),
            400,
            json!("must be `true` or `false`, not null: leave it out"),
        ),
        row(
            "a Node client",
            "GET",
            "/users/alice/sessions",
            NOTHING,
            200,
            json!([{"isTyping": false, "currentConversationId": "order"}]),
        ),
        row("a Node client", "GET", "/users/nobody/sessions", NOTHING, 200, json!([])),
        row(
            "a Node client",
            "POST",
            "/conversations/order/messages/msg_1",
            json!({"text": "a"}),
            404,
            json!("messages are edited by PUT"),
        ),
        row(
            "a web app",
            "POST",
            "/users/8029",
            json!({"name": "S"}),
            404,
            json!("users are created and updated by PUT"),
        ),
        row(
            "a third party",
            "PATCH",
            "/users/alice/conversations/order",
            json!({"readUntil": "sent"}),
            404,
            json!("with `readUntil`"),
        ),
        row("a third party", "GET", "/users/alice/presence", NOTHING, 404, json!("send `POST /presences`")),
        row(
            "a third party",
            "PUT",
            "/users/alice/presence",
            json!({"visible": true}),
            404,
            json!("only TalkJS' SDKs bring users online"),
        ),
        row("a slip", "POST", "/import/conversation/order/messages", json!([]), 404, json!("in the plural")),
        // A slash elsewhere is nobody's.
        row("nobody", "GET", "/conversations/order/messages/", NOTHING, 404, json!("Not found")),
        row("nobody", "PUT", "/users/alice/", json!({}), 404, json!("Not found")),
    ]
}

/// Whether a value has all that another one has; `{}` stands for any object.
fn has(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::Object(value), Value::Object(expected)) => {
            expected.iter().all(|(key, expected)| value.get(key).is_some_and(|value| has(value, expected)))
        }
        (Value::Array(value), Value::Array(expected)) => {
            value.len() == expected.len() && value.iter().zip(expected).all(|(value, expected)| has(value, expected))
        }
        _ => value == expected,
    }
}

#[tokio::test]
async fn public_code_gets_what_was_decided_for_it() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "hello").await;
    talk.emulator.connect("alice", Session::widget().conversation("order"));
    for Row { seen_in, method, path, body, status, expected } in rows() {
        let response = talk.call(method, path, body).await;
        assert_eq!(response.status, status, "{seen_in}: {method} {path}: {}", response.body);
        match expected {
            Value::String(sentence) => {
                assert!(response.body.contains(&sentence), "{seen_in}: {method} {path}: {}", response.body);
            }
            expected => assert!(has(&response.json(), &expected), "{seen_in}: {method} {path}: {}", response.body),
        }
    }
    let order = talk.get("/conversations/order").await;
    assert_eq!(order["participants"]["sebastian"]["access"], "ReadWrite");
    assert_eq!(order["participants"]["sebastian"]["readUntil"], NOW - 40, "as `readBy` said");
    let messages = talk.get("/conversations/order/messages").await;
    let read_by: Vec<_> = messages["data"].as_array().unwrap().iter().map(|message| &message["readBy"]).collect();
    assert_eq!(read_by, [&json!([]), &json!(["sebastian"]), &json!(["sebastian"])]);
}

#[tokio::test]
async fn what_was_read_before_an_import_moves_no_marker_back_and_tells_nobody() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "hello").await;
    talk.done("PATCH", "/conversations/order/participants/sebastian", json!({"readUntil": NOW})).await;
    let mut events = talk.emulator.events();
    let imported =
        json!([{"type": "UserMessage", "sender": "alice", "text": "hi", "timestamp": 5, "readBy": ["sebastian"]}]);
    assert_eq!(talk.call("POST", "/import/conversations/order/messages", imported).await.status, 200);
    assert_eq!(events.try_next(), None);
    let order = talk.get("/conversations/order").await;
    assert_eq!(order["participants"]["sebastian"]["readUntil"], NOW);
}

#[tokio::test]
async fn an_upload_has_its_token_by_both_names() {
    let talk = Talk::with_conversation().await;
    let form = "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nx\r\n--b--\r\n";
    let body = Some(("multipart/form-data; boundary=b", form));
    let uploaded = talk.raw("POST", "/files", &talk.credential(), body).await.json();
    assert_eq!(uploaded["fileToken"], uploaded["attachmentToken"]);
    let message = json!([{"type": "UserMessage", "sender": "alice", "attachmentToken": uploaded["attachmentToken"]}]);
    assert_eq!(talk.send(message).await.status, 200);
}
