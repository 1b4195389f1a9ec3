//! What keeps others out, and the slow from holding up the rest.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use serde_json::json;
use talkjs_emulator::{Decisions, Emulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::common::{Talk, exchange};

async fn status(emulator: &Emulator, host: &str) -> u16 {
    let request = format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
    let port = emulator.base_url().rsplit_once(':').unwrap().1;
    exchange(&format!("127.0.0.1:{port}"), request.as_bytes()).await.status
}

#[tokio::test]
async fn a_request_for_another_host_is_misdirected() {
    let emulator = Emulator::builder().host_name("talkjs.test").start().await.unwrap();
    for host in ["localhost", "localhost:80", "127.0.0.1:9", "[::1]:9", "talkjs.test:4010"] {
        assert_ne!(status(&emulator, &format!("Host: {host}\r\n")).await, 421, "{host}");
    }
    for host in ["Host: evil.example\r\n", "Host: 127.0.0.1.evil.example\r\n", "Host: \r\n", ""] {
        assert_eq!(status(&emulator, host).await, 421, "{host}");
    }
    assert_eq!(emulator.base_url().rsplit_once(':').unwrap().0, "http://talkjs.test");
}

#[tokio::test]
async fn only_this_machine_gets_in_unless_an_address_is_given() {
    let emulator = Emulator::start().await.unwrap();
    assert!(emulator.base_url().starts_with("http://127.0.0.1:"));
    let port: u16 = emulator.base_url().rsplit_once(':').unwrap().1.parse().unwrap();
    // All of 127.0.0.0/8 is this machine, and only one address of it is bound.
    assert!(TcpStream::connect(("127.0.0.2", port)).await.is_err());

    let open = Emulator::builder().listen(Ipv4Addr::UNSPECIFIED).start().await.unwrap();
    let port: u16 = open.base_url().strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
    assert!(TcpStream::connect(("127.0.0.2", port)).await.is_ok());
}

#[tokio::test]
async fn who_takes_too_long_to_send_a_request_is_dropped() {
    let talk = Talk::with(Emulator::builder().patience(Duration::from_millis(100))).await;
    let slow = [
        "G",
        "GET / HTTP/1.1\r\nHost: localhost\r\n",
        "PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
    ];
    for beginning in slow {
        let mut stream = TcpStream::connect(talk.address()).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let mut response = Vec::new();
        // A reset is as good as an end.
        let _ = stream.read_to_end(&mut response).await;
        assert!(response.is_empty(), "{}", String::from_utf8_lossy(&response));
    }
}

/// A client that has asked for more than a connection holds, and reads nothing.
#[tokio::test]
async fn who_takes_nothing_of_a_response_is_dropped() {
    const LARGE: usize = 16 * 1024 * 1024;
    let mut decisions = Decisions::default();
    decisions.body_limit = 2 * LARGE;
    let patience = Duration::from_millis(100);
    let talk = Talk::with(Emulator::builder().decisions(decisions).patience(patience)).await;
    talk.done("PUT", "/users/a", json!({"name": "a".repeat(LARGE)})).await;
    let request = format!("GET /v1/emulated/users/a HTTP/1.1\r\nHost: localhost\r\n{}\r\n", talk.credential());
    let mut stream = TcpStream::connect(talk.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let dropped = async {
        // Who is not there any more lets nobody write.
        while stream.write_all(b"GET").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), dropped).await.unwrap();
    assert_eq!(talk.ask("/users/b").await.status, 404);
}

#[tokio::test]
async fn who_takes_a_response_slowly_is_not_dropped() {
    const LARGE: usize = 16 * 1024 * 1024;
    let mut decisions = Decisions::default();
    decisions.body_limit = 2 * LARGE;
    let patience = Duration::from_millis(400);
    let talk = Talk::with(Emulator::builder().decisions(decisions).patience(patience)).await;
    talk.done("PUT", "/users/a", json!({"name": "a".repeat(LARGE)})).await;
    let request = format!(
        "GET /v1/emulated/users/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n",
        talk.credential()
    );
    let mut stream = TcpStream::connect(talk.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let (started, mut length) = (Instant::now(), 0);
    let mut part = vec![0; 1024 * 1024];
    while let Ok(read @ 1..) = stream.read(&mut part).await {
        length += read;
        if started.elapsed() < 2 * patience {
            tokio::time::sleep(patience / 20).await;
        }
    }
    assert!(length > LARGE, "{length}");
}

#[tokio::test]
async fn who_waits_between_two_requests_is_not_dropped() {
    let talk = Talk::with(Emulator::builder().patience(Duration::from_millis(50))).await;
    let mut idle = TcpStream::connect(talk.address()).await.unwrap();
    let mut slow = TcpStream::connect(talk.address()).await.unwrap();
    for _ in 0..2 {
        idle.write_all(b"GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut first = [0; 12];
        idle.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 404");
        let mut rest = Vec::new();
        while !rest.ends_with(b"\"Not found\"") {
            assert_ne!(idle.read_buf(&mut rest).await.unwrap(), 0);
        }
        // The patience with another client ends meanwhile.
        slow.write_all(b"G").await.unwrap();
        let _ = slow.read_to_end(&mut rest).await;
        slow = TcpStream::connect(talk.address()).await.unwrap();
    }
}

#[tokio::test]
async fn five_hundred_idle_connections_do_not_hold_up_another() {
    let talk = Talk::new().await;
    let mut idle = Vec::new();
    for number in 0..500 {
        let mut stream = TcpStream::connect(talk.address()).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"GET /v1/emulated HTTP/1.1\r\n").await.unwrap();
        }
        idle.push(stream);
    }
    assert_eq!(talk.ask("/users").await.status, 200);
    drop(idle);
}
