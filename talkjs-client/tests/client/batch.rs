//! The request that a batch makes, and what it makes of the answer.

use serde_json::{Value, json};
use talkjs_client::{
    Batch, ConversationUpdate, Error, ImportedUserMessage, MessageEdit, NewUser, NotificationChannel,
    NotificationRequest, PresenceQuery, User, UserMessage, UserUpdate,
};

use crate::fake::{Fake, Seen, user};

/// Answers each operation with 200 and what it was asked.
fn echoing() -> Fake {
    Fake::new(|seen| Ok((200, rows(seen, |row| json!([row[0], 200, row])).to_string())))
}

fn rows(seen: &Seen, answer: impl Fn(&Value) -> Value) -> Value {
    seen.body.as_array().unwrap().iter().map(answer).collect()
}

fn problems(error: &Error) -> Vec<String> {
    let Error::InvalidRequest { operation: "batch", violations, .. } = error else { panic!("{error:?}") };
    violations.iter().map(|violation| violation.pointer.clone()).collect()
}

#[tokio::test]
async fn operations_are_rows_with_number_method_path_and_body() {
    let fake = echoing();
    let client = fake.client();
    let answers = client
        .batch()
        .upsert_user("a/b", NewUser::new("Alice"))
        .get_user("b")
        .upsert_conversation("c", ConversationUpdate::new().subject("Hi"))
        .send_messages("c", [UserMessage::new("b", "Hello")])
        .edit_message("c", "msg_1", MessageEdit::new().text("Hallo"))
        .add_reaction("c", "msg_1", "👍", "b")
        .leave_conversation("c", "b")
        .query_presences(PresenceQuery::new())
        .send_notifications("c", NotificationRequest::new([NotificationChannel::Sms]))
        .import_messages("c", [ImportedUserMessage::new("b", 1, "Once")])
        .send()
        .await
        .unwrap();
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
            [4, "PUT", "/conversations/c/messages/msg_1", {"text": "Hallo"}],
            [5, "PUT", "/conversations/c/messages/msg_1/reactions/%F0%9F%91%8D/b"],
            [6, "DELETE", "/conversations/c/participants/b"],
            [7, "POST", "/presences", {}],
            [8, "POST", "/conversations/c/notifications", {"channels": ["sms"]}],
            [9, "POST", "/import/conversations/c/messages", [past]],
        ])
    );
    assert_eq!(answers.len(), 10);
    assert_eq!((answers[6].operation, answers[6].body[1].as_str()), ("leaveConversation", Some("DELETE")));
}

#[tokio::test]
async fn answers_are_brought_into_the_order_of_the_operations() {
    let fake = Fake::new(|_| {
        let missing = json!([1, 404, {"message": "no such user"}]);
        Ok((200, json!([[2, 200, {}], missing, [0, 200, user("a", "Alice")]]).to_string()))
    });
    let client = fake.client();
    let batch = client.batch().get_user("a").get_user("b").upsert_user("c", UserUpdate::new());
    let answers = batch.send().await.unwrap();
    assert_eq!(answers[0].json::<User>().unwrap().name, "Alice");
    assert!(answers[2].is_success() && answers[2].done().is_ok());

    let error = answers[1].json::<User>().unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.operation(), Some("getUser"));
    assert!(error.to_string().contains("no such user"), "{error}");

    let unexpected = answers[2].json::<User>().unwrap_err();
    assert!(matches!(unexpected, Error::UnexpectedAnswer(_)), "{unexpected}");
    assert!(!format!("{answers:?}").contains("Alice"), "bodies may be personal");
}

#[tokio::test]
async fn an_operation_without_an_answer_is_an_error() {
    for answer in [json!([]), json!([[1, 200, {}]]), json!([[0, 42, {}]]), json!([[0, "200", {}]])] {
        let fake = Fake::new(move |_| Ok((200, answer.to_string())));
        let error = fake.client().batch().get_user("a").send().await.unwrap_err();
        assert!(matches!(error, Error::UnexpectedAnswer(_)), "{error:?}");
        assert!(error.to_string().contains("`getUser`"), "{error}");
    }
}

#[tokio::test]
async fn one_to_ten_operations_are_sent_and_no_others() {
    let fake = echoing();
    let client = fake.client();
    let many = |count: usize| (0..count).fold(client.batch(), |batch: Batch, _| batch.get_app());
    assert_eq!(many(10).send().await.unwrap().len(), 10);
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
    let error = client
        .batch()
        .get_user("fine")
        .get_user("..")
        .send_messages("", Vec::<UserMessage>::new())
        .upsert_users([("", UserUpdate::new())])
        .send()
        .await
        .unwrap_err();
    assert_eq!(problems(&error), ["/1/userId", "/2/conversationId", "/2", "/3"]);
    assert!(fake.lines().is_empty());
}
