//! The testing kit with a client whose retries are as slow as they can be, and with responses that match the request.

use serde_json::{Value, json};
use talkjs_client::http::Method;
use talkjs_client::{Client, ClientBuilder};
use talkjs_runtime::test_util::{Play, ScriptedTransport, SentRequest};
use tokio::time::Instant;

use crate::fake::{builder, user};

pub(crate) fn status(status: u16) -> Play {
    Play::response(status, "")
}

pub(crate) fn asking(code: u16, retry_after: &str) -> Play {
    status(code).header("retry-after", retry_after)
}

/// A success with a user, or with as many sent messages as the request has.
pub(crate) fn success(request: &SentRequest) -> Play {
    if request.path().ends_with("/messages") {
        let messages = request.json::<Vec<Value>>().unwrap_or_default();
        let id = |(number, message): (usize, &Value)| match message["idempotencyKey"].as_str() {
            Some(key) => json!({"id": key}),
            None => json!({"id": format!("msg_{number}")}),
        };
        Play::json(200, &messages.iter().enumerate().map(id).collect::<Vec<_>>())
    } else if request.method == Method::GET {
        Play::json(200, &user("a", "Alice"))
    } else {
        Play::json(200, &json!({}))
    }
}

pub(crate) struct Scripted {
    start: Instant,
    transport: ScriptedTransport,
}

impl Scripted {
    /// Plays the list and then successes for ever.
    pub(crate) fn new(plays: impl IntoIterator<Item = Play>) -> Self {
        Self { start: Instant::now(), transport: ScriptedTransport::new(plays).then(success) }
    }

    /// Plays what a function returns for the request.
    pub(crate) fn by(play: impl Fn(&SentRequest) -> Play + Send + Sync + 'static) -> Self {
        Self { start: Instant::now(), transport: ScriptedTransport::by(play) }
    }

    /// A client whose delays are as long as they can be.
    pub(crate) fn builder(&self) -> ClientBuilder {
        builder(&self.transport).jitter_source(|| 1.0)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn sent(&self) -> Vec<SentRequest> {
        self.transport.sent()
    }

    pub(crate) fn times(&self) -> Vec<u128> {
        self.sent().iter().map(|sent| (sent.at - self.start).as_millis()).collect()
    }
}
