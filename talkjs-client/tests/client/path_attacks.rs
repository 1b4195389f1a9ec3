//! Ids that try to leave their segment, and what a server sees of them.

use crate::fake::user;
use crate::raw_server::RawServer;

/// The text, and the segment that arrives; `None` if nothing may arrive at all.
const IDS: [(&str, Option<&str>); 34] = [
    ("12081", Some("12081")),
    ("..", None),
    (".", None),
    ("", None),
    ("...", Some("...")),
    ("%2e%2e", Some("%252e%252e")),
    ("%2E.", Some("%252E.")),
    (".%2e", Some(".%252e")),
    ("..\\..", Some("..%5C..")),
    ("a\\b", Some("a%5Cb")),
    ("../x", Some("..%2Fx")),
    ("x/..", Some("x%2F..")),
    ("a/b", Some("a%2Fb")),
    ("a?b", Some("a%3Fb")),
    ("a#b", Some("a%23b")),
    ("a%2Fb", Some("a%252Fb")),
    ("a%b", Some("a%25b")),
    ("a\nb", None),
    ("a\tb", None),
    ("a\r\nX-Evil: 1", None),
    (".\t.", None),
    ("a\0b", None),
    ("a\u{7f}b", None),
    ("a\u{85}b", None),
    ("é", Some("%C3%A9")),
    ("e\u{301}", Some("e%CC%81")),
    ("😀", Some("%F0%9F%98%80")),
    ("a\u{202e}b", Some("a%E2%80%AEb")),
    (" a ", Some("%20a%20")),
    ("a:b@c", Some("a%3Ab%40c")),
    ("a;b", Some("a%3Bb")),
    ("a&b=c", Some("a%26b%3Dc")),
    ("a+b", Some("a%2Bb")),
    ("~a-b_c.d", Some("~a-b_c.d")),
];

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
