//! Ids that try to leave their segment, and what a server sees of them.

use crate::fake::user;
use crate::ids::IDS;
use crate::raw_server::RawServer;

#[tokio::test]
async fn an_id_arrives_as_one_segment_or_not_at_all() {
    let server = RawServer::answering("200 OK", "", &user("a", "Alice").to_string()).await;
    let talkjs = server.client();
    for (id, segment) in IDS {
        let before = server.requests().len();
        let outcome = talkjs.get_user(id).send().await;
        let requests = server.requests();
        match segment {
            Some(segment) => {
                assert!(outcome.is_ok(), "{id:?}: {outcome:?}");
                let line = format!("GET /v1/app/users/{segment} HTTP/1.1\r\n");
                assert!(requests[before].starts_with(&line), "{id:?}: {}", requests[before]);
                assert_eq!(decoded(segment), id);
            }
            None => {
                let error = outcome.unwrap_err().to_string();
                assert!(error.starts_with("`getUser` was not sent: path parameter `userId` must "), "{id:?}: {error}");
                assert_eq!(requests.len(), before, "{id:?}");
            }
        }
    }
}

#[tokio::test]
async fn an_id_that_is_too_long_is_not_sent() {
    let server = RawServer::answering("200 OK", "", &user("a", "Alice").to_string()).await;
    let talkjs = server.client();
    talkjs.get_user("a".repeat(255)).send().await.unwrap();
    for length in [256, 2_000, 66_000] {
        let error = talkjs.get_user("a".repeat(length)).send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`getUser` was not sent: path parameter `userId` must be at most 255 bytes long, found {length}")
        );
    }
    assert_eq!(server.requests().len(), 1);
}

/// An independent reading of a segment, as a server does it.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}
