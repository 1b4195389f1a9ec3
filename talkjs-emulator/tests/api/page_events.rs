//! The stream that tells an open inbox page of changes.

use std::time::Duration;

use talkjs_emulator::{Clock, Emulator, Session};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::common::{NOW, Talk};
use crate::page::{between, page, post};

/// A connection to the stream of changes.
struct Events {
    stream: TcpStream,
    read: String,
}

impl Events {
    async fn open(talk: &Talk) -> Self {
        let mut stream = TcpStream::connect(talk.address()).await.unwrap();
        let request = format!("GET /_page/events HTTP/1.1\r\nHost: {}\r\n\r\n", talk.address());
        stream.write_all(request.as_bytes()).await.unwrap();
        Self { stream, read: String::new() }
    }

    /// The version that the next event tells.
    async fn next(&mut self) -> u64 {
        loop {
            if let Some((before, after)) = self.read.split_once("data: ")
                && let Some((version, rest)) = after.split_once("\n\n")
            {
                assert!(
                    before.is_empty() || before.contains("text/event-stream") || before.ends_with("\r\n"),
                    "{before}"
                );
                let version = version.parse().unwrap();
                self.read = rest.to_owned();
                return version;
            }
            let mut bytes = [0; 1024];
            let deadline = Duration::from_secs(20);
            let length = tokio::time::timeout(deadline, self.stream.read(&mut bytes)).await.unwrap().unwrap();
            assert_ne!(length, 0, "the stream ended");
            self.read += std::str::from_utf8(&bytes[..length]).unwrap();
        }
    }
}

#[tokio::test]
async fn a_change_is_told_to_an_open_page() {
    let talk = Talk::with_conversation().await;
    let mut events = Events::open(&talk).await;
    let shown = page(&talk, "/").await;
    let mut last = events.next().await;
    assert_eq!(between(&shown, "data-version=\"", "\"").parse(), Ok(last));
    talk.say("alice", "hi").await;
    for change in ["/_page/send", "/_page/read", "/_page/reset"] {
        let next = events.next().await;
        assert!(next > last, "{next} after {last}");
        last = next;
        post(&talk, change, "", "app=emulated&conversation=order&sender=alice&reader=alice&text=x").await;
    }
    assert!(events.next().await > last);
    talk.emulator.connect("alice", Session::widget());
    assert!(events.next().await > last);
}

#[tokio::test]
async fn an_open_page_does_not_hold_the_emulator() {
    let talk = Talk::new().await;
    let mut events = Events::open(&talk).await;
    events.next().await;
    drop(talk);
    let mut rest = Vec::new();
    // A reset is as good as an end.
    let _ = events.stream.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn another_start_has_other_versions() {
    let mut versions = Vec::new();
    for _ in 0..2 {
        let talk = Talk::with(Emulator::builder().clock(Clock::fixed(NOW))).await;
        versions.push(between(&page(&talk, "/").await, "data-version=\"", "\"").to_owned());
    }
    assert_ne!(versions[0], versions[1]);
}
