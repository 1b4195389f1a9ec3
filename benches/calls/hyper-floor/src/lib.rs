//! The calls by bare hyper: one connection, a body that is ready, a response that is taken and not read.

use std::cell::RefCell;

use bytes::Bytes;
use harness::{APP, Contestant, TOKEN};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

const USER: &[u8] = br#"{"name":"Alice","email":["alice@example.com"],"photoUrl":"https://yoursite.com/userpictures/12081.png","welcomeMessage":"Hey there! :-)","role":"buyer","custom":{"tier":"gold"}}"#;
const MESSAGES: &[u8] =
    br#"[{"type":"UserMessage","sender":"12081","text":"Hello Alice!","idempotencyKey":"order-391-created-0"}]"#;

/// A connection.
pub struct HyperFloor {
    connection: RefCell<SendRequest<Full<Bytes>>>,
    host: String,
}

impl HyperFloor {
    #[allow(clippy::await_holding_refcell_ref, reason = "the calls are made one after another")]
    async fn call(&self, method: Method, path: String, body: &'static [u8], least: usize) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.host)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from_static(body)))
            .expect("a request");
        let mut connection = self.connection.borrow_mut();
        connection.ready().await.expect("a connection");
        let answer = connection.send_request(request).await.expect("an answer");
        assert!(answer.status().is_success());
        let body = answer.into_body().collect().await.expect("the answer's body").to_bytes();
        assert!(body.len() >= least);
    }
}

impl Contestant for HyperFloor {
    async fn new(server: &str) -> Self {
        let host = server.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).await.expect("a server");
        stream.set_nodelay(true).expect("a socket");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("a connection");
        tokio::spawn(connection);
        Self { connection: RefCell::new(sender), host }
    }

    async fn upsert_user(&self) {
        self.call(Method::PUT, format!("/v1/{APP}/users/12081"), USER, 2).await;
    }

    async fn send_messages(&self) {
        self.call(Method::POST, format!("/v1/{APP}/conversations/order_391/messages"), MESSAGES, 10).await;
    }

    async fn list_messages(&self) {
        self.call(Method::GET, format!("/v1/{APP}/conversations/order_391/messages?limit=100"), b"", 10_000).await;
    }
}
