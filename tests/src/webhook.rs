//! A receiver of webhooks.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// The headers and the body of the next webhook that is posted to a listener. The response is 200.
///
/// # Panics
///
/// When something else than a webhook arrives.
pub async fn next_webhook(receiver: &TcpListener) -> (Vec<(String, String)>, Vec<u8>) {
    let (mut stream, _) = receiver.accept().await.unwrap();
    let mut read = Vec::new();
    loop {
        stream.read_buf(&mut read).await.unwrap();
        let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(read[..end].to_vec()).unwrap();
        let headers: Vec<_> =
            head.lines().filter_map(|line| line.split_once(": ")).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length")).unwrap();
        if read.len() == end + 4 + length.1.parse::<usize>().unwrap() {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
            return (headers, read.split_off(end + 4));
        }
    }
}
