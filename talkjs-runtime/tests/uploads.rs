//! Files and streams as bodies: how they arrive, how often they are read, and what they take. This is a binary of its own, as
//! it measures the memory of the process.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::convert::Infallible;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use futures_util::stream::{self, Stream};
use talkjs_runtime::auth::{CredentialFuture, CredentialProvider, SchemeCredential};
use talkjs_runtime::bytes::Bytes;
use talkjs_runtime::http::{Method, StatusCode};
use talkjs_runtime::retry::{RetryPolicy, StopReason};
use talkjs_runtime::transport::{BodyError, TransportError};
use talkjs_runtime::types::Upload;
use talkjs_runtime::{ClientCore, ClientCoreBuilder, Error, RawRequest};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

#[allow(dead_code, missing_docs, reason = "generated for these tests")]
mod api {
    talkjs_macros::api! { spec = "tests/uploads.yaml" }
}

use api::{Client, PutFormBody};

/// A request as it came: its head, the beginning of its body, and the length of what came of the body.
struct Received {
    head: String,
    body: Vec<u8>,
    length: u64,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A server on a raw socket, which reads requests and responds with one status after the other, the last one for all others.
struct Server {
    origin: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    async fn responding(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let record = Arc::clone(&received);
        tokio::spawn(async move {
            for number in 0.. {
                let Ok((mut socket, _)) = listener.accept().await else { return };
                let (status, record) = (statuses[number.min(statuses.len() - 1)], Arc::clone(&record));
                tokio::spawn(async move {
                    // A request that is broken off may not have come at all.
                    let Some(request) = receive(&mut socket).await else { return };
                    record.lock().unwrap().push(request);
                    let response = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    // A client that gave up is gone.
                    let _ = socket.write_all(response.as_bytes()).await;
                });
            }
        });
        Self { origin, received }
    }

    fn builder(&self) -> ClientCoreBuilder {
        ClientCore::builder(&self.origin).retry(RetryPolicy::new().base_delay(Duration::ZERO))
    }

    fn client(&self) -> Client {
        Client::with_core(self.builder().build().unwrap())
    }

    fn received(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().unwrap())
    }
}

async fn receive(socket: &mut TcpStream) -> Option<Received> {
    let (mut bytes, mut buffer) = (Vec::new(), vec![0; 65_536]);
    let (head, mut body) = loop {
        let read = socket.read(&mut buffer).await.unwrap();
        bytes.extend_from_slice(&buffer[..read]);
        if let Some(end) = bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break (String::from_utf8(bytes[..end].to_vec()).unwrap(), bytes[end + 4..].to_vec());
        }
        if read == 0 {
            return None;
        }
    };
    let mut received = Received { head, length: body.len() as u64, body: Vec::new() };
    let announced = received.header("content-length").map_or(0, |length| length.parse().unwrap());
    while received.length < announced {
        match socket.read(&mut buffer).await {
            Ok(read) if read > 0 => {
                received.length += read as u64;
                body.extend_from_slice(&buffer[..read.min(4096_usize.saturating_sub(body.len()))]);
            }
            _ => break,
        }
    }
    received.body = body;
    Some(received)
}

/// A stream of chunks that are there.
fn chunks(chunks: &'static [&'static str]) -> impl Stream<Item = Result<&'static str, Infallible>> + Send {
    stream::iter(chunks.iter().copied().map(Ok))
}

/// A file of the test, in a folder of its own.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("uploads-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("cats.mp4"), content).unwrap();
        Self(folder.join("cats.mp4"))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0.parent().unwrap());
    }
}

fn body_error(error: &Error) -> &BodyError {
    let Error::OutcomeUnknown { source: TransportError::Body(error), .. } = error else { panic!("{error:?}") };
    error
}

#[tokio::test]
async fn file_arrives_as_a_part_under_its_own_name() {
    let server = Server::responding(&[204]).await;
    let file = File::new("part", "meow");
    let upload = Upload::from_file(&file.0).await.unwrap().content_type("video/mp4");
    server.client().put_form(PutFormBody::new(upload).title("Cats")).send().await.unwrap();

    let received = server.received().remove(0);
    let boundary = received.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nCats\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cats.mp4\"\r\n\
         Content-Type: video/mp4\r\n\r\nmeow\r\n--{boundary}--\r\n"
    );
    assert_eq!(String::from_utf8(received.body.clone()).unwrap(), expected);
    assert_eq!(received.header("content-length").unwrap(), expected.len().to_string());
    assert_eq!(received.header("transfer-encoding"), None);
}

#[tokio::test]
async fn whole_body_is_bytes_a_text_a_reader_a_stream_or_a_file() {
    let server = Server::responding(&[204]).await;
    let (client, file) = (server.client(), File::new("whole", "meow"));
    client.put_file("meow").send().await.unwrap();
    client.put_file(b"meow").send().await.unwrap();
    client.put_file(b"meow".to_vec()).send().await.unwrap();
    client.put_file(String::from("meow")).send().await.unwrap();
    client.put_file(Bytes::from("meow")).send().await.unwrap();
    client.put_file(Upload::from_reader(4, &b"meow"[..])).send().await.unwrap();
    client.put_file(Upload::from_stream(4, chunks(&["m", "", "eow"]))).send().await.unwrap();
    client.put_file(Upload::restartable(4, || chunks(&["me", "ow"]))).send().await.unwrap();
    client.put_file(Upload::from_file(&file.0).await.unwrap()).send().await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 9);
    for request in received {
        assert_eq!(request.body, b"meow", "{}", request.head);
        assert_eq!(request.header("content-length"), Some("4"), "{}", request.head);
        assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    }
}

#[tokio::test]
async fn whole_body_may_have_a_media_type_of_its_own() {
    let server = Server::responding(&[204]).await;
    let client = server.client();
    let film = || Upload::new("meow").content_type("video/mp4");
    client.put_file(film()).send().await.unwrap();
    RawRequest::new(client.core(), Method::PUT, "/raw").body("text/plain", film()).send().await.unwrap();
    RawRequest::new(client.core(), Method::PUT, "/raw").body("text/plain", "meow").send().await.unwrap();
    let types: Vec<_> =
        server.received().iter().map(|request| request.header("content-type").unwrap().to_owned()).collect();
    assert_eq!(types, ["video/mp4", "video/mp4", "text/plain"]);
}

#[tokio::test]
async fn stream_that_can_be_read_again_is_sent_whole_in_each_attempt() {
    let server = Server::responding(&[503, 204]).await;
    let (client, file) = (server.client(), File::new("again", "meow"));
    client.put_file(Upload::restartable(4, || chunks(&["me", "ow"]))).send().await.unwrap();
    let server = Server::responding(&[503, 204]).await;
    let client_of_files = server.client();
    client_of_files.put_file(Upload::from_file(&file.0).await.unwrap()).send().await.unwrap();
    drop(client);
    let bodies: Vec<_> = server.received().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, [b"meow", b"meow"]);
}

#[tokio::test]
async fn stream_that_can_be_read_once_ends_the_retries() {
    let server = Server::responding(&[503, 204]).await;
    let upload = Upload::from_stream(4, chunks(&["me", "ow"]));
    let call = server.client().put_form(PutFormBody::new(upload));
    let error = call.clone().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!((error.retries().attempts, error.retries().stop), (1, StopReason::BodyUsedUp));
    assert!(error.to_string().contains("not retried, as its body can be read only once"), "{error}");
    assert_eq!(server.received().len(), 1);

    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`putForm` was not sent: the body was read by an earlier call and can be read only once"
    );
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn connection_that_is_not_there_leaves_the_stream_for_further_attempts() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let core = ClientCore::builder(origin).retry(RetryPolicy::new().base_delay(Duration::ZERO)).build().unwrap();
    let upload = Upload::from_stream(4, chunks(&["me", "ow"]));
    let error = Client::with_core(core).create_file(upload.clone()).send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    assert_eq!((error.retries().attempts, error.retries().stop), (3, StopReason::AttemptsUsedUp));

    let server = Server::responding(&[204]).await;
    server.client().create_file(upload).send().await.unwrap();
    assert_eq!(server.received().remove(0).body, b"meow");
}

/// A credential that is another one after it was rejected.
struct Renewed(SchemeCredential);

impl CredentialProvider for Renewed {
    fn credential(&self, now: SystemTime) -> CredentialFuture<'_> {
        self.0.credential(now)
    }

    fn rejected(&self, _now: SystemTime) -> bool {
        true
    }
}

fn renewed() -> Renewed {
    Renewed(SchemeCredential::bearer("token", "t"))
}

#[tokio::test]
async fn renewed_credential_needs_a_second_reading() {
    let again = Server::responding(&[401, 204]).await;
    let client = Client::with_core(again.builder().credentials(renewed()).build().unwrap());
    client.create_file(Upload::restartable(4, || chunks(&["meow"]))).send().await.unwrap();
    assert_eq!(again.received().iter().filter(|request| request.body == b"meow").count(), 2);

    let once = Server::responding(&[401, 204]).await;
    let client = Client::with_core(once.builder().credentials(renewed()).build().unwrap());
    let error = client.create_file(Upload::from_reader(4, &b"meow"[..])).send().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((error.retries().attempts, error.retries().stop), (1, StopReason::BodyUsedUp));
    assert_eq!(once.received().len(), 1);
}

#[tokio::test]
async fn stream_of_another_length_breaks_the_request_off() {
    let server = Server::responding(&[204]).await;
    let client = server.client();
    for (given, words) in [
        (&["me", "ow"][..], "it has 4 bytes, but its length was declared as 6"),
        (&["me", "ow", "me", "ow"], "it has 8 bytes or more, but its length was declared as 6"),
        (&["meowmeow"], "it has 8 bytes or more, but its length was declared as 6"),
    ] {
        let form = PutFormBody::new(Upload::restartable(6, move || chunks(given)));
        for error in [
            client.put_file(Upload::restartable(6, move || chunks(given))).send().await.unwrap_err(),
            client.put_form(form).send().await.unwrap_err(),
        ] {
            assert_eq!(body_error(&error).to_string(), words);
            let (attempts, stop) = (error.retries().attempts, error.retries().stop);
            assert_eq!((attempts, stop), (1, StopReason::Final));
            let text = error.to_string();
            assert!(text.contains(&format!("only a part of its body was sent: {words}")), "{text}");
        }
    }
    // What was announced never came whole.
    for request in server.received() {
        assert!(request.length < request.header("content-length").unwrap().parse().unwrap(), "{}", request.head);
    }
}

#[cfg(feature = "http2")]
#[tokio::test]
async fn streams_go_over_http2_as_well() {
    let count = |body: Bytes| async move { assert_eq!(body, "meow") };
    let router = axum::Router::new().route("/files", axum::routing::put(count));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let http_client = talkjs_runtime::transport::reqwest::Client::builder().http2_prior_knowledge().no_proxy();
    let core = ClientCore::builder(origin).http_client(http_client.build().unwrap()).build().unwrap();
    let client = Client::with_core(core);
    client.put_file(Upload::from_stream(4, chunks(&["me", "ow"]))).send().await.unwrap();
    let error = client.put_file(Upload::from_stream(4, chunks(&["me"]))).send().await.unwrap_err();
    assert!(matches!(body_error(&error), BodyError::TooShort { length: 4, found: 2, .. }), "{error:?}");
}

#[tokio::test]
async fn error_of_a_stream_is_the_cause_of_the_calls_error() {
    let server = Server::responding(&[204]).await;
    let broken = stream::iter([Ok("me"), Err(io::Error::other("the disk is broken"))]);
    let error = server.client().put_file(Upload::from_stream(4, broken)).send().await.unwrap_err();
    assert!(matches!(body_error(&error), BodyError::Unreadable(_)));
    assert!(error.to_string().contains("only a part of its body was sent: the disk is broken"), "{error}");
}

#[tokio::test]
async fn file_that_changes_after_its_length_was_taken_is_not_sent_whole() {
    let server = Server::responding(&[204]).await;
    let (client, file) = (server.client(), File::new("changes", "meow"));
    let upload = Upload::from_file(&file.0).await.unwrap();
    let send = async || client.put_file(upload.clone()).send().await;
    fs::write(&file.0, "meow meow").unwrap();
    let error = send().await.unwrap_err();
    assert!(matches!(body_error(&error), BodyError::TooLong { length: 4, found: 9, .. }), "{error:?}");
    fs::write(&file.0, "m").unwrap();
    let error = send().await.unwrap_err();
    assert!(matches!(body_error(&error), BodyError::TooShort { length: 4, found: 1, .. }), "{error:?}");
    fs::remove_file(&file.0).unwrap();
    let error = send().await.unwrap_err();
    assert!(matches!(body_error(&error), BodyError::Unreadable(_)), "{error:?}");
    fs::write(&file.0, "MEOW").unwrap();
    send().await.unwrap();
}

#[tokio::test]
async fn what_is_no_file_is_an_error_at_once() {
    let missing = Upload::from_file("/no/such/file").await.unwrap_err();
    assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    let folder = Upload::from_file(std::env::temp_dir()).await.unwrap_err();
    assert_eq!(folder.kind(), io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn long_upload_does_not_exceed_the_time_of_an_attempt_while_it_goes_on() {
    let server = Server::responding(&[204]).await;
    let core = server.builder().attempt_timeout(Duration::from_secs(1)).build().unwrap();
    let slow = stream::unfold(0, |number| async move {
        if number == 6 {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        Some((Ok::<_, Infallible>("meow"), number + 1))
    });
    let begin = tokio::time::Instant::now();
    Client::with_core(core).put_file(Upload::from_stream(24, slow)).send().await.unwrap();
    assert!(begin.elapsed() > Duration::from_secs(1));
    assert_eq!(server.received().remove(0).length, 24);
}

#[tokio::test]
async fn upload_that_stalls_exceeds_the_time_of_an_attempt() {
    let server = Server::responding(&[204]).await;
    let core = server.builder().attempt_timeout(Duration::from_millis(50)).build().unwrap();
    let stalled = || Upload::from_stream(8, stream::pending::<Result<Bytes, Infallible>>());
    let error = Client::with_core(core.clone()).put_file(stalled()).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let error = Client::with_core(core).put_form(PutFormBody::new(stalled())).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn endless_upload_ends_with_the_time_of_the_call() {
    let server = Server::responding(&[204]).await;
    let core = server.builder().attempt_timeout(Duration::from_secs(5)).timeout(Duration::from_millis(300));
    let endless = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Some((Ok::<_, Infallible>("meow"), ()))
    });
    let upload = Upload::from_stream(1 << 40, endless);
    let error = Client::with_core(core.build().unwrap()).put_file(upload).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn two_hundred_megabytes_take_a_few() {
    const LENGTH: u64 = 200 * 1024 * 1024;
    /// The most memory that this process had at any time, in bytes.
    fn peak() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }
    let server = Server::responding(&[204]).await;
    let (client, file) = (server.client(), File::new("large", ""));
    // The file is one hole, which takes no room on the disk.
    fs::File::options().write(true).open(&file.0).unwrap().set_len(LENGTH).unwrap();
    let form = || async { PutFormBody::new(Upload::from_file(&file.0).await.unwrap()) };
    let stream = || {
        let chunk = |left: u64| async move { (left > 0).then(|| (Ok::<_, Infallible>(vec![0; 1 << 20]), left - 1)) };
        Upload::restartable(LENGTH, move || stream::unfold(LENGTH >> 20, chunk))
    };
    let before = peak();
    client.put_form(form().await).send().await.unwrap();
    client.put_file(Upload::from_file(&file.0).await.unwrap()).send().await.unwrap();
    client.put_file(stream()).send().await.unwrap();
    let grown = peak() - before;
    println!("{} KiB more", grown / 1024);
    assert!(grown < 24 * 1024 * 1024, "{grown}");
    let received = server.received();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|request| request.length >= LENGTH));
}
