//! Responds to the calls of the contestants, always in the same way: `server [MILLISECONDS]` prints its address and serves until it is killed.
//!
//! Each response waits for the given time, like one from far away.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use serde_json::json;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let latency = std::env::args().nth(1).map_or(0, |text| text.parse().expect("milliseconds"));
    let latency = Duration::from_millis(latency);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}", listener.local_addr().expect("an address"));
    let page = page();
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        let page = page.clone();
        let service = service_fn(move |request| answer(request, page.clone(), latency));
        tokio::spawn(async move {
            // HTTP/2 for those who begin with it.
            let mut server = auto::Builder::new(TokioExecutor::new());
            server.http2().max_concurrent_streams(2_000);
            server.serve_connection(TokioIo::new(stream), service).await
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    page: Bytes,
    latency: Duration,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let is_messages = head.uri.path().ends_with("/messages");
    let content = match head.method {
        Method::GET if is_messages => page,
        Method::POST if is_messages => sent(&body),
        _ => Bytes::from_static(b"{}"),
    };
    let mut answer = Response::new(Full::new(content));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(answer)
}

/// An id for each message.
fn sent(body: &[u8]) -> Bytes {
    let messages: Vec<serde_json::Value> = serde_json::from_slice(body).unwrap_or_default();
    let ids: Vec<_> = messages.iter().map(|_| json!({ "id": "msg_0UQbqdxnQWkoIw7Db7fZHK" })).collect();
    json!(ids).to_string().into()
}

/// A page of 100 messages, with their properties in the order of TalkJS' documentation, which `json!` would not keep.
fn page() -> Bytes {
    let message = |number| {
        let text = format!("This is message number {number}, and what it says is as long as most.");
        let json = format!(
            r#"{{"id":"msg_0UQbqdxnQWkoIw7Db7f{number:03}","conversationId":"order_391","type":"UserMessage",
            "senderId":"12081","text":"{text}","content":[{{"type":"text","children":["{text}"]}}],
            "attachment":null,"location":null,"custom":{{"order":"391"}},"readBy":["8029"],"origin":"rest",
            "referencedMessageId":null,"reactions":{{}},"createdAt":1711929600000,"editedAt":null}}"#
        );
        json.lines().map(str::trim_start).collect::<String>()
    };
    let messages: Vec<String> = (0..100).map(message).collect();
    format!(r#"{{"data":[{}]}}"#, messages.join(",")).into()
}
