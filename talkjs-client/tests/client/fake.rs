//! A transport that sends nothing: it records what it is given and answers from a function.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};
use talkjs_client::BoxFuture;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::transport::{AttemptLimits, RequestBody, Transport, TransportError};
use talkjs_client::{Client, ClientBuilder};

/// A request as a test wants to see it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Method, path below the app, and query: `PUT /users/12081`.
    pub(crate) line: String,
    pub(crate) body: Value,
    pub(crate) raw_body: Bytes,
    pub(crate) headers: http::HeaderMap,
    pub(crate) limits: AttemptLimits,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub(crate) type Outcome = Result<(u16, String), TransportError>;
type Answer = dyn Fn(&Seen) -> (Duration, Outcome) + Send + Sync;

#[derive(Clone)]
pub(crate) struct Fake {
    seen: Arc<Mutex<Vec<Seen>>>,
    in_flight: Arc<Mutex<(usize, usize)>>,
    dropped: Arc<AtomicUsize>,
    answer: Arc<Answer>,
}

impl Fake {
    /// Answers at once.
    pub(crate) fn new(answer: impl Fn(&Seen) -> Outcome + Send + Sync + 'static) -> Self {
        Self::slow(move |seen| (Duration::ZERO, answer(seen)))
    }

    /// Answers after a time, which costs nothing while the clock is paused.
    pub(crate) fn slow(answer: impl Fn(&Seen) -> (Duration, Outcome) + Send + Sync + 'static) -> Self {
        Self { seen: Arc::default(), in_flight: Arc::default(), dropped: Arc::default(), answer: Arc::new(answer) }
    }

    /// A client that sends through this, each request once.
    pub(crate) fn client(&self) -> Client {
        self.builder().retry(RetryPolicy::none()).build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url("http://127.0.0.1:1");
        builder.transport(self.clone())
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }

    /// The most requests that were on their way at once.
    pub(crate) fn most_in_flight(&self) -> usize {
        self.in_flight.lock().unwrap().1
    }

    /// How often connections were to be dropped.
    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::Relaxed)
    }
}

impl Transport for Fake {
    fn drop_connections(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    fn send(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let target = request.uri().path_and_query().unwrap().as_str();
        let target = target.strip_prefix("/v1/app").expect("every path is below the app's");
        let raw_body = request.body().to_bytes();
        let seen = Seen {
            line: format!("{} {target}", request.method()),
            body: serde_json::from_slice(&raw_body).unwrap_or_default(),
            raw_body,
            headers: request.headers().clone(),
            limits,
        };
        self.seen.lock().unwrap().push(seen.clone());
        Box::pin(async move {
            {
                let mut in_flight = self.in_flight.lock().unwrap();
                in_flight.0 += 1;
                in_flight.1 = in_flight.1.max(in_flight.0);
            }
            let (delay, outcome) = (self.answer)(&seen);
            tokio::time::sleep(delay).await;
            self.in_flight.lock().unwrap().0 -= 1;
            let (status, body) = outcome?;
            let mut answer = http::Response::new(Bytes::from(body));
            *answer.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok(answer)
        })
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

/// The answer of operations that answer nothing.
pub(crate) fn nothing() -> Outcome {
    Ok((200, "{}".to_owned()))
}

/// A connection that could not be made.
pub(crate) fn refused() -> Outcome {
    Err(TransportError::NotSent(Box::new(std::io::Error::from(std::io::ErrorKind::ConnectionRefused))))
}
