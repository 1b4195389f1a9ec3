//! The testing kit with what these tests need beside it: clients that send through it, and the line of each request.

use std::ops::Deref;

use serde_json::{Value, json};
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, ClientBuilder};
use talkjs_runtime::test_util::{Play, ScriptedTransport, SentRequest};

/// A request as a test wants to see it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Method, path below the app, and query: `PUT /users/12081`.
    pub(crate) line: String,
    /// The body; `null` if it is no JSON.
    pub(crate) body: Value,
    pub(crate) sent: SentRequest,
}

impl Seen {
    fn new(sent: SentRequest) -> Self {
        Self { line: format!("{} {}", sent.method, target(&sent)), body: sent.json().unwrap_or_default(), sent }
    }
}

impl Deref for Seen {
    type Target = SentRequest;

    fn deref(&self) -> &SentRequest {
        &self.sent
    }
}

/// Path below the app, and query.
pub(crate) fn target(sent: &SentRequest) -> &str {
    let target = sent.url.path_and_query().unwrap().as_str();
    target.strip_prefix("/v1/app").expect("every path is below the app's")
}

/// A builder whose client sends to a transport.
pub(crate) fn builder(transport: &ScriptedTransport) -> ClientBuilder {
    let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url("http://127.0.0.1:1");
    builder.transport(transport.clone())
}

#[derive(Clone)]
pub(crate) struct Fake(ScriptedTransport);

impl Deref for Fake {
    type Target = ScriptedTransport;

    fn deref(&self) -> &ScriptedTransport {
        &self.0
    }
}

impl Fake {
    pub(crate) fn new(play: impl Fn(&Seen) -> Play + Send + Sync + 'static) -> Self {
        Self(ScriptedTransport::by(move |sent| play(&Seen::new(sent.clone()))))
    }

    /// A client that sends through this, each request once.
    pub(crate) fn client(&self) -> Client {
        self.builder().retry(RetryPolicy::none()).build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        builder(&self.0)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.0.sent().into_iter().map(Seen::new).collect()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }
}

/// A user as TalkJS answers it, with no more than it always has.
pub(crate) fn user(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "custom": {}, "createdAt": 1_700_000_000_000_i64})
}

/// A message as TalkJS responds with it, with no more than it always has.
pub(crate) fn message() -> Value {
    json!({
        "id": "msg_1", "conversationId": "c", "type": "SystemMessage", "text": "Hi", "custom": {}, "readBy": [],
        "origin": "rest", "createdAt": 1_711_929_600_000_i64,
    })
}

/// The response of operations that return nothing.
pub(crate) fn nothing() -> Play {
    Play::response(200, "{}")
}
