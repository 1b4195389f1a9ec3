//! How many requests a client says it has made, and how many a server has got.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use talkjs_client::Client;
use talkjs_client::retry::{RetryPolicy, RetrySummary};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::fake::user;

/// Answers every request that comes over a connection, each seventh of all with 503.
async fn serve(mut stream: TcpStream, requests: Arc<AtomicUsize>) -> std::io::Result<()> {
    let body = user("a", "Alice").to_string();
    let mut bytes = Vec::new();
    loop {
        // No request has a body, and the client waits for each answer.
        while !bytes.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(());
            }
        }
        bytes.clear();
        let status = if requests.fetch_add(1, Ordering::Relaxed) % 7 == 6 { "503 No" } else { "200 OK" };
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await?;
    }
}

#[tokio::test]
async fn the_client_counts_as_many_attempts_as_the_server_gets_requests() {
    const CALLERS: usize = 20;
    const EACH: usize = 500;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (requests, shown) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let got = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&got)));
        }
    });
    let seen = Arc::clone(&shown);
    let builder = Client::builder().app_id("app").secret_key("sk_test_canary").secret_key_as_bearer().base_url(origin);
    let builder = builder.without_limiter().on_request(move |_| {
        seen.fetch_add(1, Ordering::Relaxed);
    });
    let client = builder.retry(RetryPolicy::new().base_delay(std::time::Duration::ZERO)).build().unwrap();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut made = 0;
                for _ in 0..EACH {
                    made += match client.get_user("a").send_with_response().await {
                        Ok(answer) => answer.extensions().get::<RetrySummary>().unwrap().attempts,
                        Err(error) => error.retries().attempts,
                    };
                }
                made
            })
        })
        .collect();
    let mut made = 0;
    for caller in callers {
        made += usize::try_from(caller.await.unwrap()).unwrap();
    }
    let requests = requests.load(Ordering::Relaxed);
    println!("B11: {} calls, {made} attempts, {requests} requests", CALLERS * EACH);
    assert_eq!((made, shown.load(Ordering::Relaxed)), (requests, requests));
    assert!(requests > 11_000, "some were tried again: {requests}");
}
