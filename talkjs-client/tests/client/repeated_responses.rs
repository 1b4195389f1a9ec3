//! Responses that belong to another request: a proxy delivers one twice, and the next request on the connection gets the
//! second one.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;
use talkjs_client::StartConversationError;

use serde_json::{Value, json};
use talkjs_client::retry::{RetryPolicy, RetrySummary};
use talkjs_client::transport::ConnectionId;
use talkjs_client::{Client, Error, ImportedUserMessage, NewUser, StartedConversation, UserMessage};
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::fake::{Fake, Seen, builder, nothing, user};

/// Answers as TalkJS does; the id of a message is its key.
fn talkjs(seen: &Seen) -> Play {
    Play::json(200, &ids_of(seen))
}

fn ids_of(seen: &Seen) -> Value {
    let messages = seen.body.as_array().filter(|_| seen.line.starts_with("POST"));
    let id = |message: &Value| json!({"id": message["idempotencyKey"]});
    messages.map_or(json!({}), |messages| messages.iter().map(id).collect())
}

/// Answers the requests at these positions, counted from 0, with other responses.
fn wrong_at(wrong: impl Into<Vec<(usize, &'static str)>>) -> Fake {
    let wrong = wrong.into();
    Fake::new(move |seen| {
        let found = wrong.iter().find(|(position, _)| *position == seen.number);
        found.map_or_else(|| talkjs(seen), |(_, body)| Play::response(200, *body))
    })
}

/// Writes a user and a conversation, and sends two messages: three requests.
async fn start(client: &Client, conversation: &str) -> Result<StartedConversation, Error> {
    let texts = ["Hi", "Ho"].map(|text| UserMessage::new("a", text));
    client.start_conversation(conversation).participant("a", NewUser::new("Alice")).messages(texts).send().await
}

fn ids(started: &StartedConversation) -> BTreeSet<&str> {
    started.message_ids.iter().map(talkjs_client::MessageId::as_str).collect()
}

/// The keys of the messages of each request, which are their ids, too.
fn keys(seen: &Seen) -> BTreeSet<&str> {
    let messages = seen.body.as_array().map(Vec::as_slice).unwrap_or_default();
    messages.iter().map(|message| message["idempotencyKey"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_response_to_another_request_is_not_believed_and_the_step_is_made_again() {
    let rows = [
        ("the user is answered with messages", 0, r#"[{"id":"msg_1"}]"#),
        ("the user is answered with another user", 0, r#"{"id":"b"}"#),
        ("the user is answered with no JSON", 0, "<html>"),
        ("the conversation is answered with a user", 1, r#"{"id":"a"}"#),
        ("the conversation is answered with messages", 1, r#"[{"id":"msg_1"},{"id":"msg_2"}]"#),
        ("the messages are answered with nothing", 2, "{}"),
        ("the messages are answered with too few", 2, r#"[{"id":"msg_1"}]"#),
        ("the messages are answered with too many", 2, r#"[{"id":"msg_1"},{"id":"msg_2"},{"id":"msg_3"}]"#),
        ("the messages are answered with one id twice", 2, r#"[{"id":"msg_1"},{"id":"msg_1"}]"#),
    ];
    for (row, position, body) in rows {
        let fake = wrong_at([(position, body)]);
        let started =
            start(&fake.builder().build().unwrap(), "c").await.unwrap_or_else(|error| panic!("{row}: {error}"));
        let seen = fake.seen();
        assert_eq!(seen.len(), position + 1 + 3, "{row}: all writes are made again");
        assert_eq!(ids(&started), keys(seen.last().unwrap()), "{row}");
        let bodies: Vec<_> =
            seen.iter().filter(|seen| seen.line.starts_with("POST")).map(|seen| &seen.sent.body).collect();
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{row}: under the same keys");
        assert!(fake.dropped_connections() > 0, "{row}");

        // A server that always answers so is not asked for ever.
        let always: Vec<_> = (0..100).map(|position| (position, body)).collect();
        let fake = wrong_at(always);
        let error = start(&fake.builder().build().unwrap(), "c").await.unwrap_err();
        let Some(interrupted) = error.job::<StartConversationError>() else { panic!("{row}: {error:?}") };
        assert!(matches!(interrupted.stopped_by(), Error::UnexpectedResponse(_)), "{row}: {error:?}");
        assert!(fake.seen().len() <= 5 * 3, "{row}: {} requests", fake.seen().len());
        let once = wrong_at([(position, body)]);
        assert!(start(&once.client(), "c").await.is_err(), "{row}: a client that retries nothing does not retry this");
    }
}

#[tokio::test]
async fn possible_responses_to_a_write_are_accepted() {
    for (position, body) in
        [(0, "{}"), (0, ""), (0, r#"{"id":"a","name":"Alice"}"#), (1, r#"{"id":"c"}"#), (1, r#"{"x":1}"#)]
    {
        let fake = wrong_at([(position, body)]);
        start(&fake.client(), "c").await.unwrap();
        assert_eq!((fake.seen().len(), fake.dropped_connections()), (3, 0), "{body}");
    }
}

#[tokio::test]
async fn ids_of_the_request_before_are_not_those_of_the_next_messages() {
    let last = Mutex::new(None);
    let fake = Fake::new(move |seen| {
        let own = ids_of(seen);
        let is_second = seen.body[0]["text"] == "10";
        match last.lock().unwrap().replace(own.clone()) {
            // Once only.
            Some(before) if is_second && before != json!({}) && own != before => Play::json(200, &before),
            _ => Play::json(200, &own),
        }
    });
    let messages = (0..20).map(|number| UserMessage::new("a", number.to_string()));
    let client = fake.builder().build().unwrap();
    let started = client.start_conversation("c").participant_id("a").messages(messages).send().await.unwrap();
    assert_eq!(ids(&started).len(), 20, "{started:?}");
    let posts: Vec<_> = fake.seen().into_iter().filter(|seen| seen.line.starts_with("POST")).collect();
    assert_eq!(posts.len(), 3, "the first ten are confirmed and not sent again");
    assert_eq!(posts[1].sent.body, posts[2].sent.body);
}

#[tokio::test]
async fn ids_of_another_conversation_are_not_those_of_this_one() {
    let posts = Mutex::new(Vec::new());
    let fake = Fake::new(move |seen| {
        if !seen.line.starts_with("POST") {
            return nothing();
        }
        let mut posts = posts.lock().unwrap();
        posts.push(ids_of(seen));
        // The second one gets the response to the first one.
        Play::json(200, if posts.len() == 2 { &posts[0] } else { &posts[posts.len() - 1] })
    });
    let client = fake.builder().build().unwrap();
    let (one, other) = (start(&client, "c").await.unwrap(), start(&client, "d").await.unwrap());
    assert!(ids(&one).is_disjoint(&ids(&other)), "{one:?} {other:?}");
    assert!(fake.dropped_connections() > 0);
}

#[tokio::test]
async fn ids_that_come_again_over_another_connection_are_believed() {
    // A server that numbers the messages of each conversation.
    let fake = Fake::new(|seen| match seen.line.starts_with("POST") {
        true => Play::response(200, r#"[{"id":"1"},{"id":"2"}]"#),
        false => nothing(),
    });
    let client = fake.builder().build().unwrap();
    for conversation in ["c", "d", "e"] {
        assert_eq!(ids(&start(&client, conversation).await.unwrap()), BTreeSet::from(["1", "2"]));
    }
}

#[tokio::test]
async fn a_refusal_after_a_write_makes_a_resumed_run_write_again() {
    // The conversation's response was in fact that to the user, and its own one a failure.
    let fake = Fake::new(|seen| if seen.number == 2 { Play::response(404, r#""Not found""#) } else { talkjs(seen) });
    let client = fake.builder().retry(RetryPolicy::none()).build().unwrap();
    let error = start(&client, "c").await.unwrap_err();
    error.into_job::<StartConversationError>().unwrap().resume().await.unwrap();
    let lines = fake.lines();
    assert_eq!(lines[..3], lines[3..], "{lines:?}");
}

#[tokio::test]
async fn bulk_jobs_do_not_believe_a_response_to_another_request_either() {
    let users = || (0..150).map(|number| (format!("u{number}"), NewUser::new("A user")));
    for wrong in [r#"[{"id":"msg_1"}]"#, r#"{"id":"u0"}"#] {
        let fake = wrong_at([(1, wrong)]);
        let report = fake.builder().build().unwrap().bulk_upsert_users(users()).send().await;
        assert_eq!((report.done().unwrap(), fake.lines().len()), (150, 3), "{wrong}");
    }

    let history = || (0..4).map(|number| ImportedUserMessage::new("a", number, "text"));
    // An import has no keys, so it is not made again.
    let (first, own_twice) = (r#"[{"id":"1"},{"id":"2"}]"#, r#"[{"id":"3"},{"id":"3"}]"#);
    for answers in [[first, first], [first, own_twice]] {
        let fake = wrong_at([(0, answers[0]), (1, answers[1])]);
        let client = fake.builder().build().unwrap();
        let report = client.bulk_import_messages("c", history()).per_request(2).send().await;
        assert_eq!((report.message_ids.len(), report.in_doubt), (2, 2), "{answers:?}");
        assert!(matches!(report.error, Some(Error::UnexpectedResponse(_))), "{answers:?}");
        assert!(fake.dropped_connections() > 0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_over_a_connection_after_a_wrong_response_is_no_response() {
    // A list, then users, and which connection each response came over.
    let over = |port: u16, body: String| {
        let connection = ConnectionId::new(([127, 0, 0, 1], port).into(), 0);
        Play::from(http::Response::builder().extension(connection).body(body).unwrap())
    };
    let alice = || user("a", "Alice").to_string();
    let transport =
        ScriptedTransport::new([over(7, "[]".to_owned()), over(7, alice()), over(7, alice()), over(8, alice())]);
    let client = builder(&transport).build().unwrap();
    assert!(matches!(client.get_user("a").send().await, Err(Error::UnexpectedResponse(_))));
    // What cannot be repeated has an unknown outcome, what can be is made again.
    let error = client.send_messages("c", [UserMessage::new("a", "Hi")]).send().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { safe_to_repeat: false, .. }), "{error:?}");
    let response = client.get_user("a").send_with_response().await.unwrap();
    assert_eq!(response.extensions().get::<RetrySummary>().unwrap().attempts, 2);
    assert_eq!(transport.sent().len(), 4);
}

/// A connection on which a request has come; the test says how it goes on.
async fn request(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().await.unwrap();
    read(&mut stream).await;
    stream
}

async fn read(stream: &mut TcpStream) -> usize {
    let mut buffer = [0; 4096];
    tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer))
        .await
        .expect("it comes in time")
        .unwrap_or(0)
}

fn response(name: &str) -> Vec<u8> {
    let body = user("a", name).to_string();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn server() -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url(origin);
    (listener, builder.retry(RetryPolicy::none()).build().unwrap())
}

#[tokio::test]
async fn a_response_that_comes_twice_closes_the_connection() {
    for at_once in [true, false] {
        let (listener, client) = server().await;
        let get = |client: Client| tokio::spawn(async move { client.get_user("a").send().await.unwrap().name });
        let first = get(client.clone());
        let mut stream = request(&listener).await;
        let times = if at_once { 2 } else { 1 };
        stream.write_all(&response("first").repeat(times)).await.unwrap();
        assert_eq!(first.await.unwrap(), "first");
        if !at_once {
            // It comes when the connection is idle.
            stream.write_all(&response("first")).await.unwrap();
        }
        assert_eq!(read(&mut stream).await, 0, "the client closes the connection");

        let second = get(client.clone());
        let mut stream = request(&listener).await;
        stream.write_all(&response("second")).await.unwrap();
        assert_eq!(second.await.unwrap(), "second");
    }
}

#[tokio::test]
async fn a_response_that_does_not_match_closes_the_connections() {
    let (listener, client) = server().await;
    let get = |client: Client| tokio::spawn(async move { client.get_user("a").send().await });
    let first = get(client.clone());
    let mut stream = request(&listener).await;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]").await.unwrap();
    assert!(matches!(first.await.unwrap(), Err(Error::UnexpectedResponse(_))));
    assert_eq!(read(&mut stream).await, 0, "the client closes the connection");

    let second = get(client);
    let mut stream = request(&listener).await;
    stream.write_all(&response("second")).await.unwrap();
    assert_eq!(second.await.unwrap().unwrap().name, "second");
}
