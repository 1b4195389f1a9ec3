//! Answers that are no HTTP, too much of it, or HTTP that means nothing good, met by the built-in transport.

use std::time::{Duration, Instant};

use http::StatusCode;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, Error, NewUser, User, UserMessage};

use crate::fake::user;
use crate::raw_server::{RawServer, Reply};

/// What a call may take that waits for nothing.
const SOON: Duration = Duration::from_secs(3);

async fn get(client: Client) -> Result<User, Error> {
    client.get_user("12081").send().await
}

/// A GET and a POST without a key, each of which fails; how they fail.
async fn failures(reply: Reply) -> (Error, Error) {
    let server = RawServer::start(reply).await;
    let start = Instant::now();
    let failed = get(server.client()).await.unwrap_err();
    let message = UserMessage::new("a", "Hi");
    let posted = server.client().send_messages("c", [message]).send().await.unwrap_err();
    assert!(start.elapsed() < 2 * SOON, "{:?}", start.elapsed());
    (failed, posted)
}

fn assert_unknown(get: &Error, post: &Error) {
    assert!(matches!(get, Error::OutcomeUnknown { safe_to_repeat: true, .. }), "{get:?}");
    assert!(matches!(post, Error::OutcomeUnknown { safe_to_repeat: false, .. }), "{post:?}");
}

fn with_length(head: &str, body: &[u8]) -> Reply {
    let head = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len());
    Reply::Bytes([head.as_bytes(), body].concat())
}

#[cfg(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"))]
#[tokio::test]
async fn tls_with_a_server_that_speaks_none_sends_nothing() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("https://{}", listener.local_addr().unwrap());
    let received = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&received);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = [0; 4096];
            let read = stream.read(&mut bytes).await.unwrap();
            log.lock().unwrap().extend_from_slice(&bytes[..read]);
            // The client may be gone, which is its right.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url(origin);
    let client = builder.retry(RetryPolicy::none()).build().unwrap();
    let start = Instant::now();
    let error = client.send_messages("c", [UserMessage::new("a", "Hi")]).send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    let received = String::from_utf8_lossy(&received.lock().unwrap()).into_owned();
    assert!(!received.is_empty() && !received.contains("HTTP/1.1") && !received.contains("Bearer"), "{received:?}");
}

#[tokio::test]
async fn data_without_a_status_line_are_not_a_response() {
    let (get, post) = failures(Reply::Bytes(b"<html>HTTP/0.9 had no head</html>".to_vec())).await;
    assert_unknown(&get, &post);
}

#[tokio::test]
async fn a_reset_after_the_request_leaves_the_outcome_open() {
    let (get, post) = failures(Reply::Reset).await;
    assert_unknown(&get, &post);
}

#[tokio::test]
async fn two_different_lengths_are_not_a_response() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 7\r\n\r\n{\"a\":1}";
    let (get, post) = failures(Reply::Bytes(text.into())).await;
    assert_unknown(&get, &post);
}

#[tokio::test]
async fn what_comes_behind_the_length_is_not_read() {
    let body = user("12081", "Alice").to_string();
    let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}and more", body.len());
    let server = RawServer::start(Reply::Bytes(text.into())).await;
    assert_eq!(get(server.client()).await.unwrap().name, "Alice");
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{body}");
    let server = RawServer::start(Reply::Bytes(cut.into())).await;
    assert!(matches!(get(server.client()).await, Err(Error::UnexpectedResponse(_))));
}

#[tokio::test]
async fn the_content_type_of_a_response_does_not_matter() {
    for media_type in ["text/html", "application/octet-stream", "nonsense", "text/plain; charset=utf-16"] {
        let header = format!("content-type: {media_type}\r\n");
        let server = RawServer::answering("200 OK", &header, &user("12081", "Alice").to_string()).await;
        assert_eq!(get(server.client()).await.unwrap().name, "Alice", "{media_type}");
    }
}

#[tokio::test]
async fn json_that_is_nested_too_deeply_is_an_error_and_no_stack_overflow() {
    let deep = "[".repeat(10_000);
    let in_member = format!(r#"{{"id":"a","name":"A","createdAt":1,"custom":{{}},"unknown":{deep}"#);
    for body in [&deep, &in_member, &"{\"a\":".repeat(10_000)] {
        let (get, post) = failures(with_length("200 OK", body.as_bytes())).await;
        assert!(matches!(get, Error::UnexpectedResponse(_)) && matches!(post, Error::UnexpectedResponse(_)), "{get:?}");
        let (get, _) = failures(with_length("400 Bad Request", body.as_bytes())).await;
        assert!(matches!(get, Error::Api(_)), "{get:?}");
    }
}

#[tokio::test]
async fn a_body_of_64_mebibytes_is_not_read_to_its_end() {
    let length = 64 * 1024 * 1024;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
    let (get, post) = failures(Reply::Fill(head.into(), length)).await;
    for error in [get, post] {
        assert!(matches!(error, Error::ResponseTooLarge { limit: 8_388_608, status: StatusCode::OK, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_packed_body_is_not_unpacked() {
    // The beginning of a gzip stream; how much it would become is nowhere said.
    let packed = [&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF][..], &[0xAA; 1024 * 1024]].concat();
    let server = RawServer::start(with_length("200 OK\r\ncontent-encoding: gzip", &packed)).await;
    let error = get(server.client()).await.unwrap_err();
    let Error::UnexpectedResponse(answer) = &error else { panic!("{error:?}") };
    assert!(answer.reason.starts_with("the body is not JSON: "), "{answer:?}");
    assert!(!server.requests()[0].to_lowercase().contains("accept-encoding"), "nobody asked for it");
}

#[tokio::test]
async fn twenty_megabytes_of_headers_are_not_a_response() {
    let (get, post) = failures(Reply::Fill(b"HTTP/1.1 200 OK\r\nx: ".to_vec(), 20_000_000)).await;
    assert_unknown(&get, &post);
    let many = "a: b\r\n".repeat(3_000_000);
    let (get, post) = failures(Reply::Bytes(format!("HTTP/1.1 200 OK\r\n{many}\r\n").into())).await;
    assert_unknown(&get, &post);
}

#[tokio::test]
async fn a_204_has_no_body_whatever_follows_it() {
    let server = RawServer::start(Reply::Bytes(b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 No\r\n\r\n".into())).await;
    let client = server.client();
    for _ in 0..2 {
        client.upsert_user("a", NewUser::new("Alice")).send().await.unwrap();
    }
    assert!(matches!(get(client).await, Err(Error::UnexpectedResponse(_))), "there is no user in it");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn interim_responses_end_with_the_timeout_or_the_response() {
    const INTERIM: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    let server = RawServer::start(Reply::Endless(INTERIM.to_vec())).await;
    let start = Instant::now();
    let client = server.builder().attempt_timeout(Duration::from_millis(300)).build().unwrap();
    let error = get(client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());

    let body = user("12081", "Alice").to_string();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let server = RawServer::start(Reply::Bytes([INTERIM.repeat(1000), answer.into_bytes()].concat())).await;
    assert_eq!(get(server.client()).await.unwrap().name, "Alice");
}

#[tokio::test]
async fn a_connection_that_was_closed_in_the_pool_doubles_and_loses_nothing() {
    const CALLS: usize = 300;
    let body = r#"[{"id":"msg_1"}]"#;
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let server = RawServer::start(Reply::Stale(answer.into())).await;
    let client = server.builder().retry(RetryPolicy::new()).without_limiter().build().unwrap();
    let (mut done, mut open) = (0, 0);
    for number in 0..CALLS {
        let text = format!("message {number}.");
        let outcome = client.send_messages("c", [UserMessage::new("a", text.as_str())]).send().await;
        let arrived = server.requests().iter().filter(|request| request.contains(&text)).count();
        match outcome {
            Ok(_) => {
                assert_eq!(arrived, 1, "{text}");
                done += 1;
            }
            // What went into a connection that was closed may have arrived, for all that a client can know.
            Err(Error::OutcomeUnknown { safe_to_repeat: false, .. }) => {
                assert_eq!(arrived, 0, "{text}");
                open += 1;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    println!("C26: {done} done, {open} open");
    assert_eq!(done + open, CALLS);
    assert!(done >= 100 && open >= 100, "{done} done, {open} open");
}
