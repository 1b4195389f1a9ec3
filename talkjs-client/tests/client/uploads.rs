//! How files are sent: in parts between random boundaries, without a copy, and the same in each attempt.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use allocation_counter::AllocationInfo;
use bytes::Bytes;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::transport::RequestBody;
use talkjs_client::types::Upload;
use talkjs_client::{Client, FileUpload};

use crate::raw_server::RawServer;
use crate::scripted::{Scripted, status};

const MEBIBYTE: usize = 1024 * 1024;

/// A file full of boundaries that a counter makes.
fn hostile(length: usize) -> Bytes {
    let mut file = String::new();
    for number in 0.. {
        if file.len() >= length {
            break;
        }
        file.push_str(&format!("--talkjs-rs-boundary-{number}\r\n"));
    }
    file.truncate(length);
    file.into()
}

fn harmless(length: usize) -> Bytes {
    vec![b'x'; length].into()
}

/// What a call with a file allocates until it can be sent.
fn allocations(client: &Client, file: &Bytes) -> AllocationInfo {
    let upload = || Upload::new(file.clone());
    // What is made once is there after this.
    drop(client.upload_file(FileUpload::new(upload())));
    allocation_counter::measure(|| drop(client.upload_file(FileUpload::new(upload()))))
}

#[tokio::test]
async fn call_with_a_file_allocates_the_same_whatever_the_file() {
    let client = Scripted::new([]).client();
    let files = [harmless(1), harmless(MEBIBYTE), hostile(MEBIBYTE), hostile(16 * MEBIBYTE)];
    let found: Vec<_> = files
        .iter()
        .map(|file| {
            let found = allocations(&client, file);
            (found.count_total, found.bytes_total)
        })
        .collect();
    assert!(found[0].0 > 0 && found[0].1 < 16 * 1024, "{found:?}");
    assert!(found.iter().all(|file| *file == found[0]), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn file_goes_to_the_transport_without_a_copy_in_each_attempt() {
    let seen = Arc::new(Mutex::new(Vec::<RequestBody>::new()));
    let bodies = Arc::clone(&seen);
    let builder = Scripted::new([status(429)]).builder().on_request(move |request| {
        bodies.lock().unwrap().push(request.body.clone());
    });
    let file = hostile(MEBIBYTE);
    builder.build().unwrap().upload_file(FileUpload::new(Upload::new(file.clone()))).send().await.unwrap_err();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    for body in &*seen {
        let chunks: Vec<_> = body.chunks().unwrap().iter().map(|chunk| (chunk.as_ptr(), chunk.len())).collect();
        assert_eq!(chunks.len(), 3);
        assert_eq!(chunks[1], (file.as_ptr(), MEBIBYTE));
    }
    assert_eq!(seen[0].to_bytes().unwrap(), seen[1].to_bytes().unwrap());
}

#[tokio::test]
async fn upload_arrives_as_it_is_and_a_retry_sends_the_same_bytes() {
    let server = RawServer::answering("429 Too Many Requests", "connection: close\r\n", "").await;
    let policy = RetryPolicy::new().attempts(2).base_delay(Duration::ZERO);
    let client = server.builder().without_limiter().retry(policy).build().unwrap();
    let file = String::from_utf8(hostile(100_000).to_vec()).unwrap();
    let upload = Upload::new(file.clone()).file_name("a.txt").content_type("text/plain");
    client.upload_file(FileUpload::new(upload).filename("b.txt")).send().await.unwrap_err();

    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap();
    let boundary = header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n{file}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"filename\"\r\n\r\nb.txt\r\n--{boundary}--\r\n"
    );
    assert!(body == expected, "{} and {} bytes", body.len(), expected.len());
    assert_eq!(header("content-length"), expected.len().to_string());
    assert!(!head.contains("transfer-encoding"), "{head}");
    let (_, repeated) = requests[1].split_once("\r\n\r\n").unwrap();
    assert!(repeated == body, "the retry sends other bytes");
}
