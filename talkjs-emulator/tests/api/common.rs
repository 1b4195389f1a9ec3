//! A small HTTP client, so that no library hides what is on the wire.

use std::sync::LazyLock;

use serde_json::{Value, json};
use talkjs_emulator::check::Description;
use talkjs_emulator::{Builder, Clock, Decisions, Emulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// When the emulator of a test starts.
pub(crate) const NOW: i64 = 1_700_000_000_000;

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| Description::talkjs().unwrap());

/// An emulator and what talks to it. At its end all that was said is held against the description.
pub(crate) struct Talk {
    pub(crate) emulator: Emulator,
    /// What does not fit the description on purpose: it describes the latest version of the API.
    not_described: Vec<String>,
}

impl Drop for Talk {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let requests = self.emulator.requests();
            let found = requests.iter().flat_map(|request| DESCRIPTION.check(request));
            let found: Vec<String> = found.map(|mismatch| mismatch.to_string()).collect();
            assert_eq!(found, self.not_described, "not as described");
        }
    }
}

/// A response as it was on the wire.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }

    /// The members that a 400 is about.
    pub(crate) fn reasons(&self) -> Vec<String> {
        assert_eq!(self.status, 400, "{}", self.body);
        let reasons = &self.json()["reasons"];
        reasons.as_object().expect(&self.body).keys().cloned().collect()
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        let json = self.json();
        let items = json.get("data").unwrap_or(&json).as_array().expect(&self.body);
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}

impl Talk {
    pub(crate) async fn new() -> Self {
        Self::with(Emulator::builder()).await
    }

    /// Expects a mismatch with the description.
    pub(crate) fn not_described(&mut self, mismatch: &str) {
        self.not_described.push(mismatch.to_owned());
    }

    pub(crate) async fn deciding(decide: impl FnOnce(&mut Decisions)) -> Self {
        let mut decisions = Decisions::default();
        decide(&mut decisions);
        Self::with(Emulator::builder().decisions(decisions)).await
    }

    pub(crate) async fn with(builder: Builder) -> Self {
        let emulator = builder.clock(Clock::fixed(NOW)).start().await.unwrap();
        Self { emulator, not_described: Vec::new() }
    }

    /// Alice and Sebastian in `order`.
    pub(crate) async fn with_conversation() -> Self {
        let talk = Self::new().await;
        talk.start_conversation().await;
        talk
    }

    pub(crate) async fn start_conversation(&self) {
        self.users(&["alice", "sebastian"]).await;
        self.done("PUT", "/conversations/order", json!({"participants": ["alice", "sebastian"]})).await;
    }

    pub(crate) async fn users(&self, ids: &[&str]) {
        for id in ids {
            self.done("PUT", &format!("/users/{id}"), json!({"name": id})).await;
        }
    }

    /// Sends a message to `order`; gives its id.
    pub(crate) async fn say(&self, sender: &str, text: &str) -> String {
        let message = json!({"type": "UserMessage", "sender": sender, "text": text});
        self.send(json!([message])).await.ids().remove(0)
    }

    pub(crate) async fn send(&self, messages: Value) -> Response {
        self.call("POST", "/conversations/order/messages", messages).await
    }

    /// What stands at a path.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let response = self.ask(path).await;
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        response.json()
    }

    pub(crate) async fn ask(&self, path: &str) -> Response {
        self.raw("GET", path, &self.credential(), None).await
    }

    /// A call that succeeds with nothing to return.
    pub(crate) async fn done(&self, method: &str, path: &str, body: Value) {
        let response = self.call(method, path, body).await;
        assert_eq!((response.status, response.body.as_str()), (200, "{}"), "{method} {path}");
    }

    /// A call with a JSON body, or with none for null.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Response {
        let body = body.to_string();
        let body = (body != "null").then_some(("application/json", body.as_str()));
        self.raw(method, path, &self.credential(), body).await
    }

    pub(crate) fn credential(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.emulator.secret_key())
    }

    /// A request below the app, with header lines and a body and its type.
    pub(crate) async fn raw(&self, method: &str, path: &str, headers: &str, body: Option<(&str, &str)>) -> Response {
        let path = format!("/v1/{}{path}", self.emulator.app_id());
        request(self.address(), method, &path, headers, body).await
    }

    pub(crate) fn address(&self) -> &str {
        self.emulator.base_url().strip_prefix("http://").unwrap()
    }
}

/// One request on a connection of its own.
pub(crate) async fn request(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: Option<(&str, &str)>,
) -> Response {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}");
    if let Some((content_type, body)) = body {
        let length = body.len();
        request += &format!("Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}");
    } else {
        request += "\r\n";
    }
    exchange(address, request.as_bytes()).await
}

/// Sends bytes and reads until the emulator closes.
pub(crate) async fn exchange(address: &str, request: &[u8]) -> Response {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    let response = String::from_utf8(response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").expect(&response);
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    Response {
        status: status.parse().unwrap(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}
