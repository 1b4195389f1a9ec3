//! Servers that do not behave, met by the built-in transport.

use std::error::Error as StdError;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use http::StatusCode;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, Error, User, UserMessage};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::fake::user;
use crate::raw_server::{RawServer, Reply};

async fn get(client: Client) -> Result<User, Error> {
    client.get_user("12081").send().await
}

async fn failure(server: &RawServer) -> Error {
    get(server.client()).await.unwrap_err()
}

/// The whole chain of causes, as a log would show it.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(" <- ");
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}

#[tokio::test]
async fn a_good_response_arrives() {
    let server = RawServer::answering("200 OK", "", &user("12081", "Alice").to_string()).await;
    assert_eq!(get(server.client()).await.unwrap().name, "Alice");
    let request = &server.requests()[0];
    assert!(request.starts_with("GET /v1/app/users/12081 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nauthorization: Bearer eyJ"), "{request}");
}

#[tokio::test]
async fn a_body_arrives_in_one_piece_whatever_its_pieces() {
    let body = user("12081", "Alice").to_string();
    let chunks: String = body.chars().map(|character| format!("1\r\n{character}\r\n")).collect();
    let text = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
    let server = RawServer::start(Reply::Bytes(text.into())).await;
    assert_eq!(get(server.client()).await.unwrap().name, "Alice");
}

#[tokio::test]
async fn a_refused_connection_means_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder().app_id("app").secret_key("sk_test_canary").base_url(origin).build().unwrap();
    let error = get(client).await.unwrap_err();
    assert!(matches!(error, Error::NotSent { operation: "getUser", .. }), "{error:?}");
    assert_eq!(error.retries().attempts, 3);
    assert!(error.to_string().to_lowercase().contains("connection refused"), "{error}");
    assert!(!error.is_timeout() && !error.is_outcome_unknown());
    assert!(chain(&error).to_lowercase().contains("connection refused"), "{}", chain(&error));
    assert!(!chain(&error).contains("12081"), "ids stay out of logs: {}", chain(&error));
}

#[tokio::test]
async fn a_time_out_while_connecting_means_that_nothing_was_sent() {
    let server = FullServer::start().await;
    let builder = || {
        let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url(server.origin());
        builder.retry(RetryPolicy::none())
    };
    let hurried = builder().connect_timeout(Duration::from_millis(200)).build().unwrap();
    let impatient = builder().attempt_timeout(Duration::from_millis(200)).build().unwrap();
    for client in [hurried, impatient] {
        let start = Instant::now();
        let message = UserMessage::new("a", "Hi");
        let calls =
            [get(client.clone()).await.unwrap_err(), client.send_messages("c", [message]).send().await.unwrap_err()];
        for error in calls {
            assert!(matches!(error, Error::NotSent { .. }) && error.is_timeout(), "{error:?}");
        }
        assert!((400..3000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn connecting_takes_three_seconds_and_no_more_unless_set() {
    let server = FullServer::start().await;
    let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url(server.origin());
    let client = builder.retry(RetryPolicy::none()).build().unwrap();
    let start = Instant::now();
    let error = get(client).await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }) && error.is_timeout(), "{error:?}");
    assert!((2.8..3.4).contains(&start.elapsed().as_secs_f64()), "{:?}", start.elapsed());
}

/// A server that accepts nobody: its queue of new connections is full.
struct FullServer {
    listener: TcpListener,
    _queued: Vec<TcpStream>,
}

impl FullServer {
    async fn start() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queued = Vec::new();
        let patience = Duration::from_millis(200);
        while let Ok(stream) = tokio::time::timeout(patience, TcpStream::connect(address)).await {
            queued.push(stream.unwrap());
        }
        Self { listener, _queued: queued }
    }

    fn origin(&self) -> String {
        format!("http://{}", self.listener.local_addr().unwrap())
    }
}

#[test]
fn a_call_outside_of_a_tokio_runtime_is_an_error_and_no_panic() {
    let client = Client::builder().app_id("app").secret_key("sk").base_url("http://127.0.0.1:1").build().unwrap();
    let call = std::pin::pin!(client.get_user("12081").send());
    let polled = call.poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(Err(error)) = polled else { panic!("{polled:?}") };
    assert!(matches!(error, Error::NotSent { operation: "getUser", .. }), "{error:?}");
    assert!(chain(&error).contains("Tokio"), "{}", chain(&error));
}

#[tokio::test]
async fn a_server_that_never_responds_costs_the_timeout() {
    let server = RawServer::start(Reply::Hang).await;
    let client = server.builder().attempt_timeout(Duration::from_millis(200)).build().unwrap();
    let start = Instant::now();
    let error = get(client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`getUser` may have taken effect: no response came within 200ms; it is safe to retry"
    );
    assert!((200..3000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_body_that_drips_costs_no_more() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".to_vec();
    let server = RawServer::start(Reply::Drip(head)).await;
    let client = server.builder().attempt_timeout(Duration::from_millis(200)).build().unwrap();
    let error = get(client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
}

#[tokio::test]
async fn a_connection_closed_without_a_response_leaves_the_outcome_unknown() {
    let server = RawServer::start(Reply::Close).await;
    let error = failure(&server).await;
    assert!(error.is_outcome_unknown() && !error.is_timeout(), "{error:?}");
    assert_eq!(server.requests().len(), 1, "the transport repeats nothing");

    let message = UserMessage::new("a", "Hi");
    let error = server.client().send_messages("c", [message]).send().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { safe_to_repeat: false, .. }), "{error:?}");
    assert_eq!(server.requests().len(), 2, "the transport repeats nothing");
}

#[tokio::test]
async fn a_server_that_hangs_up_is_asked_again_where_that_does_no_harm() {
    let server = RawServer::start(Reply::Close).await;
    let client = server.builder().retry(RetryPolicy::new()).build().unwrap();
    let error = get(client.clone()).await.unwrap_err();
    assert_eq!((error.retries().attempts, server.requests().len()), (3, 3));

    let keyed = UserMessage::new("a", "Hi").idempotency_key("k");
    let error = client.send_messages("c", [keyed]).send().await.unwrap_err();
    assert_eq!((error.retries().attempts, server.requests().len()), (3, 6));
    let body = |number: usize| server.requests()[number].split("\r\n\r\n").nth(1).unwrap().to_owned();
    assert_eq!((body(3), body(3)), (body(4), body(5)));

    let unkeyed = UserMessage::new("a", "Hi");
    let error = client.send_messages("c", [unkeyed]).send().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { safe_to_repeat: false, .. }), "{error:?}");
    assert_eq!((error.retries().attempts, server.requests().len()), (1, 7));
}

#[tokio::test]
async fn an_incomplete_response_leaves_the_outcome_unknown() {
    for text in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "SSH-2.0-OpenSSH_9.9\r\n",
    ] {
        let error = failure(&RawServer::start(Reply::Bytes(text.into())).await).await;
        assert!(error.is_outcome_unknown() && !error.is_timeout(), "{text:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_response_that_is_not_json_is_an_unreadable_success() {
    for (body, reason) in [
        ("<html><body>It works</body></html>", "the body is not JSON: "),
        ("", "expected JSON, found an empty body"),
        ("{\"id\":", "the body is not JSON: "),
        ("\u{feff}{", "the body is not JSON: "),
    ] {
        let error = failure(&RawServer::answering("200 OK", "", body).await).await;
        let Error::UnexpectedResponse(answer) = &error else { panic!("{body:?}: {error:?}") };
        assert_eq!((answer.operation, answer.status, answer.pointer.as_str()), ("getUser", StatusCode::OK, ""));
        assert_eq!(answer.body, body);
        assert!(answer.reason.starts_with(reason), "{}", answer.reason);
    }
}

#[tokio::test]
async fn text_of_a_server_stays_short_and_on_one_line() {
    let long = "z".repeat(100_000);
    for body in [
        r#"{"id":"a","name":"A","custom":{"k\n\u001b[31mforged":5},"createdAt":1}"#.to_owned(),
        format!(r#"{{"id":"a","name":"A","custom":{{"{long}":5}},"createdAt":1}}"#),
        format!(r#"{{"id":"a","name":"A","custom":{{}},"createdAt":"{long}"}}"#),
    ] {
        let words = failure(&RawServer::answering("200 OK", "", &body).await).await.to_string();
        assert!(words.starts_with("the response to `getUser` (200 OK) does not match"), "{words}");
        assert!(!words.contains(char::is_control) && words.len() < 1000, "{words}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_utf_8_are_an_error_and_no_panic() {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n".to_vec();
    answer.extend_from_slice(&[b'"', 0xFF, 0xFE, b'"']);
    let error = failure(&RawServer::start(Reply::Bytes(answer)).await).await;
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
}

#[tokio::test]
async fn a_response_that_is_too_large_is_not_read_completely() {
    let body = "x".repeat(10_000);
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2710\r\n{body}\r\n0\r\n\r\n");
    for server in
        [RawServer::answering("200 OK", "", &body).await, RawServer::start(Reply::Bytes(chunked.into())).await]
    {
        let client = server.builder().max_response_bytes(9_999).build().unwrap();
        let error = get(client).await.unwrap_err();
        assert!(
            matches!(error, Error::ResponseTooLarge { operation: "getUser", status: StatusCode::OK, limit: 9_999, .. }),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            "the response to `getUser` (200 OK) is larger than 9999 bytes; ask for fewer items or raise the limit"
        );
        let fits = server.builder().max_response_bytes(10_000).build().unwrap();
        assert!(matches!(get(fits).await.unwrap_err(), Error::UnexpectedResponse(_)));
    }
}

#[tokio::test]
async fn a_redirect_is_reported_and_not_followed() {
    let target = RawServer::answering("200 OK", "", r#"{"id":"12081","name":"Mallory"}"#).await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let location = format!("location: {}/stolen\r\n", target.origin());
        let server = RawServer::answering(status, &location, "").await;
        let error = failure(&server).await;
        assert!(status.starts_with(error.status().unwrap().as_str()), "{status}: {error:?}");
        assert!(error.to_string().ends_with("redirects are not followed, check the base URL"), "{error}");

        let message = UserMessage::new("a", "Hi").idempotency_key("k");
        let error = server.client().send_messages("c", [message]).send().await.unwrap_err();
        assert!(matches!(error, Error::Api(_)), "{error:?}");
    }
    assert_eq!(target.requests(), [""; 0]);
}

#[tokio::test]
async fn the_apis_refusals_are_told_apart_with_their_words() {
    let cases = [
        (
            "401 Unauthorized",
            r#"{"message":"bad token"}"#,
            "`getUser` failed with 401 Unauthorized: bad token; check the app id and the secret key, and this \
             machine's clock",
        ),
        ("404 Not Found", "Not found.", "`getUser` failed with 404 Not Found: Not found.; check the app id"),
        (
            "400 Bad Request",
            r#"{"reasons":{"limit":"too large"}}"#,
            "`getUser` failed with 400 Bad Request: `limit`: too large",
        ),
        ("502 Bad Gateway", "<html>nginx</html>", "`getUser` failed with 502 Bad Gateway"),
    ];
    for (status, body, words) in cases {
        let error = failure(&RawServer::answering(status, "x-request-id: 7\r\n", body).await).await;
        assert_eq!(error.to_string(), words);
        let Error::Api(api) = error else { panic!("{error:?}") };
        assert_eq!(api.body, body);
        assert_eq!(api.headers["x-request-id"], "7");
    }
}
