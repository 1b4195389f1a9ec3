//! Starting and stopping.

use serde_json::json;
use talkjs_emulator::Emulator;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::common::Talk;

#[tokio::test]
async fn the_defaults_are_obviously_made_up_and_local() {
    let emulator = Emulator::start().await.unwrap();
    assert_eq!((emulator.app_id(), emulator.secret_key()), ("emulated", "sk_test_emulator"));
    let port = emulator.base_url().strip_prefix("http://127.0.0.1:").unwrap();
    assert_ne!(port.parse::<u16>().unwrap(), 0);
}

#[tokio::test]
async fn two_emulators_share_nothing() {
    let (one, other) = (Talk::new().await, Talk::new().await);
    assert_ne!(one.address(), other.address());
    one.users(&["a"]).await;
    assert_eq!(other.ask("/users/a").await.status, 404);
    assert_eq!(one.emulator.requests().len(), 1);
}

#[tokio::test]
async fn dropping_frees_the_port_and_closes_open_connections() {
    let talk = Talk::new().await;
    let address = talk.address().to_owned();
    let mut idle = TcpStream::connect(&address).await.unwrap();
    idle.write_all(b"GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 404");
    let mut halfway = TcpStream::connect(&address).await.unwrap();
    halfway
        .write_all(b"PUT /v1/emulated/users/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        .await
        .unwrap();

    drop(talk);

    assert!(TcpStream::connect(&address).await.is_err());
    let mut rest = Vec::new();
    // A reset is as good as an end.
    let _ = idle.read_to_end(&mut rest).await;
    let _ = halfway.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = Emulator::builder().port(port).start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn a_connection_can_be_used_again() {
    let talk = Talk::new().await;
    let mut stream = TcpStream::connect(talk.address()).await.unwrap();
    let body = json!({"name": "A"}).to_string();
    for number in 0..3 {
        let request = format!(
            "PUT /v1/emulated/users/{number} HTTP/1.1\r\nHost: localhost\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            talk.credential(),
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = Vec::new();
        while !response.ends_with(b"\r\n\r\n{}") {
            assert_ne!(stream.read_buf(&mut response).await.unwrap(), 0, "closed early");
        }
        assert!(response.starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn many_emulators_run_side_by_side() {
    let mut talks = Vec::new();
    for _ in 0..50 {
        talks.push(Talk::new().await);
    }
    for talk in &talks {
        talk.users(&["a"]).await;
        assert_eq!(talk.ask("/users").await.ids(), ["a"]);
    }
}
