//! A server on a raw socket, which can behave as badly as a test needs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What to do after a request was read.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Write these bytes and close.
    Bytes(Vec<u8>),
    /// Close.
    Close,
    /// Never answer.
    Hang,
    /// Write these bytes, then nothing more.
    Stall(Vec<u8>),
    /// Write these bytes, then one more byte every 20 ms for ever.
    Drip(Vec<u8>),
    /// Write these bytes, and then so many more.
    Fill(Vec<u8>, usize),
    /// Write these bytes again and again for ever.
    Endless(Vec<u8>),
    /// Reset the connection.
    Reset,
    /// Write these bytes, and reset the connection when the next request comes over it.
    Stale(Vec<u8>),
}

pub(crate) struct RawServer {
    origin: String,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl RawServer {
    pub(crate) async fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (seen, reply) = (Arc::clone(&seen), reply.clone());
                tokio::spawn(async move {
                    let request = read_request(&mut stream).await;
                    seen.lock().unwrap().push(request);
                    // The client may be gone, which is its right.
                    let _ = answer(&mut stream, reply).await;
                });
            }
        });
        Self { origin, requests, task }
    }

    /// Answers every request with a status, headers (each with its line end) and a body.
    pub(crate) async fn answering(status: &str, headers: &str, body: &str) -> Self {
        let text = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len());
        Self::start(Reply::Bytes(text.into_bytes())).await
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The requests that arrived, as they were written.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// A client of this server that makes each request once.
    pub(crate) fn builder(&self) -> ClientBuilder {
        let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url(&self.origin);
        builder.retry(RetryPolicy::none())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads head and body of one request; what came before the end if the client closes.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&buffer[..read]),
            _ => return text,
        }
    }
}

async fn answer(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Close => Ok(()),
        Reply::Hang => std::future::pending().await,
        Reply::Stall(bytes) => {
            stream.write_all(&bytes).await?;
            std::future::pending().await
        }
        Reply::Fill(bytes, length) => {
            stream.write_all(&bytes).await?;
            let piece = [b'x'; 64 * 1024];
            let mut left = length;
            while left > 0 {
                let next = left.min(piece.len());
                stream.write_all(&piece[..next]).await?;
                left -= next;
            }
            stream.shutdown().await
        }
        Reply::Endless(bytes) => loop {
            stream.write_all(&bytes).await?;
        },
        Reply::Reset => stream.set_zero_linger(),
        Reply::Stale(bytes) => {
            stream.write_all(&bytes).await?;
            stream.peek(&mut [0]).await?;
            stream.set_zero_linger()
        }
        Reply::Drip(bytes) => {
            stream.write_all(&bytes).await?;
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
                stream.write_all(b" ").await?;
            }
        }
    }
}
