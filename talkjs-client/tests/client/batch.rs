//! The request that a batch makes, and what it makes of the answer.

use serde_json::{Value, json};
use talkjs_client::types::Upload;
use talkjs_client::{
    ConversationUpdate, Error, FileUpload, ImportedUserMessage, NewUser, PresenceQuery, UserMessage, UserUpdate,
};
use talkjs_runtime::test_util::Play;

use crate::fake::{Fake, Seen, user};

/// Answers each operation with 200 and what it was asked.
fn echoing() -> Fake {
    Fake::new(|seen| Play::json(200, &rows(seen, |row| json!([row[0], 200, row]))))
}

fn rows(seen: &Seen, answer: impl Fn(&Value) -> Value) -> Value {
    seen.body.as_array().unwrap().iter().map(answer).collect()
}

fn problems(error: &Error) -> Vec<String> {
    let Error::InvalidRequest { operation: "batch", violations, .. } = error else { panic!("{error:?}") };
    violations.iter().map(|violation| violation.pointer.clone()).collect()
}

#[tokio::test]
async fn calls_are_rows_with_number_method_path_and_body_or_query() {
    let fake = echoing();
    let client = fake.client();
    let mut batch = client.batch();
    let _ = batch.add(client.upsert_user("a/b", NewUser::new("Alice")));
    let _ = batch.add(client.get_user("b"));
    let _ = batch.add(client.upsert_conversation("c", ConversationUpdate::new().subject("Hi")));
    let _ = batch.add(client.send_messages("c", [UserMessage::new("b", "Hello")]));
    let _ = batch.add(client.list_messages("c").limit(5).starting_after("msg 1&?"));
    let _ = batch.add(client.add_reaction("c", "msg_1", "👍", "b"));
    let _ = batch.add(client.leave_conversation("c", "b"));
    let _ = batch.add(client.query_presences(PresenceQuery::new()));
    let _ = batch.add(client.list_users());
    let _ = batch.add(client.import_messages("c", [ImportedUserMessage::new("b", 1, "Once")]));
    let responses = batch.send().await.unwrap();
    assert_eq!(fake.lines(), ["POST /batch"]);
    let message = json!({"type": "UserMessage", "sender": "b", "text": "Hello"});
    let past = json!({"type": "UserMessage", "sender": "b", "createdAt": 1, "text": "Once"});
    assert_eq!(
        fake.seen()[0].body,
        json!([
            [0, "PUT", "/users/a%2Fb", {"name": "Alice"}],
            [1, "GET", "/users/b"],
            [2, "PUT", "/conversations/c", {"subject": "Hi"}],
            [3, "POST", "/conversations/c/messages", [message]],
            [4, "GET", "/conversations/c/messages", {"limit": "5", "startingAfter": "msg 1&?"}],
            [5, "PUT", "/conversations/c/messages/msg_1/reactions/%F0%9F%91%8D/b"],
            [6, "DELETE", "/conversations/c/participants/b"],
            [7, "POST", "/presences", {}],
            [8, "GET", "/users"],
            [9, "POST", "/import/conversations/c/messages", [past]],
        ])
    );
    let responses: Vec<_> = responses.iter().collect();
    assert_eq!(responses.len(), 10);
    assert_eq!((responses[6].operation, responses[6].body[1].as_str()), ("leaveConversation", Some("DELETE")));
}

#[tokio::test]
async fn each_call_gets_what_it_returns_on_its_own_in_whatever_order_they_come() {
    let fake = Fake::new(|_| {
        let missing = json!([1, 404, {"message": "no such user"}]);
        let users = json!([3, 200, {"data": [user("d", "Dora")]}]);
        Play::json(200, &json!([[2, 200, {}], users, missing, [0, 200, user("a", "Alice")], [4, 200, {"id": 5}]]))
    });
    let client = fake.client();
    let mut batch = client.batch();
    let (alice, nobody) = (batch.add(client.get_user("a")), batch.add(client.get_user("b")));
    let written = batch.add(client.upsert_user("c", UserUpdate::new()));
    let users = batch.add(client.list_users().limit(1));
    let odd = batch.add(client.get_user("e"));
    let responses = batch.send().await.unwrap();
    assert_eq!(responses.get(alice).unwrap().name, "Alice");
    assert_eq!(responses.get(users).unwrap().data[0].name, "Dora");
    responses.get(written).unwrap();

    let error = responses.get(nobody).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.operation(), Some("getUser"));
    assert!(error.to_string().contains("no such user"), "{error}");

    let error = responses.get(odd).unwrap_err();
    assert!(matches!(&error, Error::UnexpectedResponse(answer) if answer.pointer == "/id"), "{error:?}");
    assert!(!format!("{responses:?}").contains("Alice"), "bodies may be personal");

    // A handle of another batch is an error and no panic.
    let one = Fake::new(|_| Play::json(200, &json!([[0, 200, {}]])));
    let mut batch = one.client().batch();
    let _ = batch.add(client.get_app());
    assert!(matches!(batch.send().await.unwrap().get(odd), Err(Error::UnexpectedResponse(_))));
}

#[tokio::test]
async fn a_call_that_is_more_than_path_query_and_json_is_refused() {
    let fake = echoing();
    let client = fake.client();
    let mut batch = client.batch();
    let _ = batch.add(client.get_user("a"));
    let _ = batch.add(client.get_user("a").header("x-trace", 1));
    let _ = batch.add(client.upload_file(FileUpload::new(Upload::new("content"))));
    let _ = batch.add(client.upload_file(FileUpload::new(Upload::from_reader(7, &b"content"[..]))));
    let error = batch.send().await.unwrap_err();
    assert_eq!(problems(&error), ["/1", "/2", "/3"]);
    assert!(error.to_string().contains("is not supported in a batch; send the call separately"), "{error}");
    assert!(fake.lines().is_empty());
}

#[tokio::test]
async fn an_operation_without_a_response_is_an_error() {
    for answer in [json!([]), json!([[1, 200, {}]]), json!([[0, 42, {}]]), json!([[0, "200", {}]])] {
        let fake = Fake::new(move |_| Play::response(200, answer.to_string()));
        let client = fake.client();
        let mut batch = client.batch();
        let _ = batch.add(client.get_user("a"));
        let error = batch.send().await.unwrap_err();
        assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
        assert!(error.to_string().contains("`getUser`"), "{error}");
    }
}

#[tokio::test]
async fn one_to_ten_operations_are_sent_and_no_others() {
    let fake = echoing();
    let client = fake.client();
    let many = |count: usize| {
        let mut batch = client.batch();
        for _ in 0..count {
            let _ = batch.add(client.get_app());
        }
        batch
    };
    assert_eq!(many(10).send().await.unwrap().iter().count(), 10);
    for count in [0, 11] {
        let error = many(count).send().await.unwrap_err();
        assert_eq!(problems(&error), [""], "{count}");
        assert!(error.to_string().contains(&format!("{count}")), "{error}");
    }
    assert_eq!(fake.lines().len(), 1);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_before_anything_is_sent() {
    let fake = echoing();
    let client = fake.client();
    let mut batch = client.batch();
    let _ = batch.add(client.get_user("fine"));
    let _ = batch.add(client.get_user(".."));
    let _ = batch.add(client.send_messages("", Vec::<UserMessage>::new()));
    let _ = batch.add(client.upsert_users([("", UserUpdate::new())]));
    let error = batch.send().await.unwrap_err();
    assert_eq!(problems(&error), ["/1/userId", "/2/conversationId", "/2", "/3"]);
    assert!(fake.lines().is_empty());
}
