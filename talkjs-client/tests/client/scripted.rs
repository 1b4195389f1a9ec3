//! A transport that plays outcomes from a list, with headers and with time, and remembers what it was given.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use talkjs_client::BoxFuture;
use talkjs_client::transport::{AttemptLimits, RequestBody, Transport, TransportError};
use talkjs_client::{Client, ClientBuilder};
use tokio::time::Instant;

use crate::fake::user;

/// What becomes of one request.
#[derive(Clone, Debug)]
pub(crate) enum Play {
    /// An answer with a status, headers and the body of a user, or of as many sent messages as were given.
    Answer(u16, Vec<(&'static str, String)>),
    /// The connection is refused.
    Refused,
    /// The connection breaks after the request was read.
    Lost,
    /// Nothing comes any more.
    Silence,
    /// The transport says so.
    Fails(fn() -> TransportError),
}

pub(crate) fn status(status: u16) -> Play {
    Play::Answer(status, Vec::new())
}

pub(crate) fn asking(status: u16, retry_after: &str) -> Play {
    Play::Answer(status, vec![("retry-after", retry_after.to_owned())])
}

/// A request, and when it came.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) at: Duration,
    pub(crate) method: http::Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

#[derive(Clone)]
pub(crate) struct Scripted {
    start: Instant,
    plays: Arc<dyn Fn(usize) -> Play + Send + Sync>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Scripted {
    /// Plays the list and then 200 for ever.
    pub(crate) fn new(plays: impl Into<Vec<Play>>) -> Self {
        let plays = plays.into();
        Self::by(move |number| plays.get(number).cloned().unwrap_or(status(200)))
    }

    /// Plays what a function says for the number of the request.
    pub(crate) fn by(plays: impl Fn(usize) -> Play + Send + Sync + 'static) -> Self {
        Self { start: Instant::now(), plays: Arc::new(plays), sent: Arc::default() }
    }

    /// A client whose delays are as long as they can be.
    pub(crate) fn builder(&self) -> ClientBuilder {
        let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url("http://127.0.0.1:1");
        builder.transport(self.clone()).jitter_source(|| 1.0)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    pub(crate) fn times(&self) -> Vec<u128> {
        self.sent().iter().map(|sent| sent.at.as_millis()).collect()
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let (head, body) = request.into_parts();
        let path = head.uri.path_and_query().unwrap().as_str().strip_prefix("/v1/app").unwrap().to_owned();
        let sent =
            Sent { at: self.start.elapsed(), method: head.method, path, headers: head.headers, body: body.to_bytes() };
        let answer = answer_to(&sent);
        let number = {
            let mut all = self.sent.lock().unwrap();
            all.push(sent);
            all.len() - 1
        };
        Box::pin(async move {
            match (self.plays)(number) {
                Play::Answer(status, headers) => {
                    let mut response = http::Response::builder().status(status);
                    for (name, value) in headers {
                        response = response.header(name, value);
                    }
                    Ok(response.body(if status < 300 { answer } else { Bytes::new() }).unwrap())
                }
                Play::Refused => {
                    Err(TransportError::NotSent(Box::new(std::io::Error::from(std::io::ErrorKind::ConnectionRefused))))
                }
                Play::Fails(error) => Err(error()),
                Play::Lost => Err(TransportError::NoResponse("reset".into())),
                Play::Silence => {
                    tokio::time::sleep(limits.timeout).await;
                    Err(TransportError::Timeout { after: limits.timeout })
                }
            }
        })
    }
}

fn answer_to(sent: &Sent) -> Bytes {
    let messages = serde_json::from_slice::<Vec<serde_json::Value>>(&sent.body).unwrap_or_default();
    if sent.path.ends_with("/messages") {
        let ids = messages.iter().enumerate().map(|(number, message)| {
            let id = message["idempotencyKey"].as_str().map_or_else(|| format!("msg_{number}"), str::to_owned);
            format!(r#"{{"id":"{id}"}}"#)
        });
        let ids: Vec<_> = ids.collect();
        format!("[{}]", ids.join(",")).into()
    } else if sent.method == http::Method::GET {
        user("a", "Alice").to_string().into()
    } else {
        "{}".into()
    }
}
