//! A server whose every byte the test writes itself.

use talkjs_runtime::ClientCore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Listens until it is dropped.
pub(crate) struct Server {
    listener: TcpListener,
}

/// A request, and the connection that its response goes over. Dropping it breaks the connection.
pub(crate) struct Exchange {
    stream: TcpStream,
    /// The head and the body of the request.
    pub(crate) request: String,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    pub(crate) fn core(&self) -> ClientCore {
        let address = self.listener.local_addr().unwrap();
        ClientCore::builder(format!("http://{address}")).build().unwrap()
    }

    /// The next request, on a connection of its own.
    pub(crate) async fn next(&self) -> Exchange {
        let (mut stream, _) = self.listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !is_complete(&request) {
            assert!(stream.read_buf(&mut request).await.unwrap() > 0, "{}", String::from_utf8_lossy(&request));
        }
        Exchange { stream, request: String::from_utf8(request).unwrap() }
    }

    /// The next request, to which this is the whole response.
    pub(crate) async fn respond(&self, head: &str, body: &str) -> String {
        let mut exchange = self.next().await;
        let length = body.len();
        let response = format!("HTTP/1.1 {head}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
        exchange.stream.write_all(response.as_bytes()).await.unwrap();
        exchange.request
    }

    /// The next request, to which a response with this content type begins.
    pub(crate) async fn begin(&self, content_type: &str) -> Exchange {
        let mut exchange = self.next().await;
        let content_type =
            if content_type.is_empty() { String::new() } else { format!("content-type: {content_type}\r\n") };
        let head = format!("HTTP/1.1 200 OK\r\n{content_type}transfer-encoding: chunked\r\n\r\n");
        exchange.stream.write_all(head.as_bytes()).await.unwrap();
        exchange
    }
}

impl Exchange {
    /// Sends a piece of the body.
    pub(crate) async fn send(&mut self, piece: impl AsRef<[u8]>) {
        let piece = piece.as_ref();
        let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
        self.stream.write_all(&chunk).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Sends the end of the body.
    pub(crate) async fn end(mut self) {
        self.stream.write_all(b"0\r\n\r\n").await.unwrap();
    }

    /// Waits until the other side closes the connection.
    pub(crate) async fn closed(mut self) {
        let mut rest = [0; 1];
        assert!(matches!(self.stream.read(&mut rest).await, Ok(0) | Err(_)));
    }

    /// A header of the request.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.request, name)
    }
}

/// A header of a request.
pub(crate) fn header<'r>(request: &'r str, name: &str) -> Option<&'r str> {
    let head = request.split("\r\n\r\n").next()?;
    let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn is_complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((_, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = header(&text, "content-length").map_or(0, |length| length.parse().unwrap());
    body.len() >= length
}
