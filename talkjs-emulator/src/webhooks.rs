//! Events posted to the URLs that an app names.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::uri::PathAndQuery;
use axum::http::{Request, StatusCode, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time;

use crate::auth::SecretKey;
use crate::events::{Event, EventKind};
use crate::router::Shared;

const SIGNATURE: &str = "X-TalkJS-Signature";
const TIMESTAMP: &str = "X-TalkJS-Timestamp";
const HTTP_PORT: u16 = 80;
/// How many attempts are remembered.
const MOST_DELIVERIES: usize = 10_000;
/// How often an event is posted at most.
const MOST_ATTEMPTS: u8 = 2;

/// One attempt to post an event to a URL, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Where it was posted.
    pub url: String,
    /// The id of the event.
    pub event_id: String,
    /// The type of the event.
    pub kind: EventKind,
    /// 1 for the first attempt, 2 for the only repetition.
    pub attempt: u8,
    /// What came of it.
    pub outcome: DeliveryOutcome,
}

/// What came of an attempt to post an event. Only the status 200 is a success.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryOutcome {
    /// The status of the answer.
    Answered(u16),
    /// There was no answer in time.
    TimedOut,
    /// There was no connection or no answer; in the system's words.
    Failed(String),
}

/// A URL to post to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    url: String,
    host: String,
    port: u16,
    path: PathAndQuery,
}

impl Target {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] for one that is not `http`: nothing on this machine needs TLS.
    pub(crate) fn read(url: &str) -> io::Result<Self> {
        let invalid = |why: &str| {
            let sentence = format!("the webhook `{url}` {why}, such as `http://127.0.0.1:3000/talkjs`");
            io::Error::new(io::ErrorKind::InvalidInput, sentence)
        };
        let uri: Uri = url.parse().map_err(|_| invalid("is no URL"))?;
        match (uri.scheme_str(), uri.host()) {
            (Some("http"), Some(host)) => Ok(Self {
                url: url.to_owned(),
                host: host.to_owned(),
                port: uri.port_u16().unwrap_or(HTTP_PORT),
                path: uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/")),
            }),
            (Some("https"), _) => Err(invalid("must not be `https`: the emulator posts `http` only")),
            _ => Err(invalid("must begin with `http://` and a host")),
        }
    }
}

/// The webhooks of all apps.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    queues: Vec<Queue>,
    deliveries: Mutex<VecDeque<Delivery>>,
}

#[derive(Debug)]
struct Queue {
    app_id: String,
    events: mpsc::UnboundedSender<Event>,
}

/// What posts the events of one queue, one after the other.
#[derive(Debug)]
pub(crate) struct Postman {
    receiver: Arc<Receiver>,
    events: mpsc::UnboundedReceiver<Event>,
}

/// Where events are posted, and what signs them.
#[derive(Debug)]
struct Receiver {
    target: Target,
    key: SecretKey,
}

impl Webhooks {
    /// Adds a URL for the events of an app. Its postman is to be set to work.
    pub(crate) fn add(&mut self, app_id: &str, target: Target, key: SecretKey) -> Postman {
        let (sender, events) = mpsc::unbounded_channel();
        self.queues.push(Queue { app_id: app_id.to_owned(), events: sender });
        Postman { receiver: Arc::new(Receiver { target, key }), events }
    }

    pub(crate) fn wants(&self, app_id: &str) -> bool {
        self.queues.iter().any(|queue| queue.app_id == app_id)
    }

    pub(crate) fn post(&self, event: &Event) {
        for queue in self.queues.iter().filter(|queue| queue.app_id == event.app_id) {
            // A postman stops only with the emulator.
            let _ = queue.events.send(event.clone());
        }
    }

    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.kept().iter().cloned().collect()
    }

    /// Forgets what was posted.
    pub(crate) fn clear(&self) {
        self.kept().clear();
    }

    fn record(&self, delivery: Delivery) {
        let mut kept = self.kept();
        if kept.len() >= MOST_DELIVERIES {
            kept.pop_front();
        }
        kept.push_back(delivery);
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Delivery>> {
        self.deliveries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Postman {
    /// Posts events for as long as the emulator runs.
    pub(crate) async fn work(mut self, shared: Arc<Shared>) {
        while let Some(event) = self.events.recv().await {
            // Nobody is told what could still be lost.
            if !shared.is_kept().await {
                continue;
            }
            if shared.decisions.webhooks_wait_for_each_other {
                self.receiver.deliver(&event, &shared).await;
            } else {
                let (receiver, shared) = (Arc::clone(&self.receiver), Arc::clone(&shared));
                tokio::spawn(async move { receiver.deliver(&event, &shared).await });
            }
        }
    }
}

impl Receiver {
    /// Posts an event, and once more if the first attempt is no success.
    async fn deliver(&self, event: &Event, shared: &Shared) {
        let body = event.body();
        for attempt in 1..=MOST_ATTEMPTS {
            if attempt > 1 {
                time::sleep(shared.decisions.webhook_retry_delay).await;
            }
            let outcome = self.post(&body, shared).await;
            let is_done = outcome == DeliveryOutcome::Answered(StatusCode::OK.as_u16());
            let (url, event_id, kind) = (self.target.url.clone(), event.id.clone(), event.kind);
            shared.webhooks.record(Delivery { url, event_id, kind, attempt, outcome });
            shared.tell();
            if is_done {
                return;
            }
        }
    }

    async fn post(&self, body: &str, shared: &Shared) -> DeliveryOutcome {
        let now = shared.clock.now();
        let timestamp = if shared.decisions.webhook_timestamps_in_seconds { now / 1_000 } else { now }.to_string();
        match time::timeout(shared.decisions.webhook_timeout, self.exchange(body, &timestamp)).await {
            Ok(Ok(status)) => DeliveryOutcome::Answered(status.as_u16()),
            Ok(Err(error)) => DeliveryOutcome::Failed(error.to_string()),
            Err(_) => DeliveryOutcome::TimedOut,
        }
    }

    /// One request on a connection of its own.
    async fn exchange(&self, body: &str, timestamp: &str) -> io::Result<StatusCode> {
        let Target { host, port, path, .. } = &self.target;
        let stream = TcpStream::connect((host.trim_matches(['[', ']']), *port)).await?;
        let request = Request::post(path.as_str())
            .header(HOST, format!("{host}:{port}"))
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE, sign(&self.key, timestamp, body))
            .header(TIMESTAMP, timestamp)
            .body(Body::from(body.to_owned()))
            .map_err(io::Error::other)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        let answer = sender.send_request(request);
        tokio::pin!(answer, connection);
        tokio::select! {
            biased;
            answer = &mut answer => Ok(answer.map_err(io::Error::other)?.status()),
            _ = &mut connection => Ok(answer.await.map_err(io::Error::other)?.status()),
        }
    }
}

/// The HMAC-SHA256 of timestamp, dot and body in upper-case hexadecimal digits.
fn sign(key: &SecretKey, timestamp: &str, body: &str) -> String {
    key.mac(&format!("{timestamp}.{body}")).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string never fails.
        let _ = write!(digits, "{byte:02X}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_http_with_a_host() {
        let target = Target::read("http://localhost/hook?x=1").unwrap();
        assert_eq!((target.host.as_str(), target.port, target.path.as_str()), ("localhost", 80, "/hook?x=1"));
        assert_eq!(Target::read("http://127.0.0.1:3000").unwrap().path, "/");
        assert_eq!(Target::read("http://[::1]:3000/").unwrap().host, "[::1]");
        for (url, told) in [
            ("https://example.org/", "`https://example.org/` must not be `https`"),
            ("127.0.0.1:3000", "must begin with `http://`"),
            ("/hook", "must begin with `http://`"),
            ("http://", "is no URL"),
            ("", "is no URL"),
        ] {
            let error = Target::read(url).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
            assert!(error.to_string().contains(told), "{error}");
        }
    }

    #[test]
    fn only_the_latest_attempts_are_kept() {
        let webhooks = Webhooks::default();
        for number in 0..MOST_DELIVERIES + 2 {
            let (url, event_id) = (String::new(), number.to_string());
            let outcome = DeliveryOutcome::Answered(200);
            webhooks.record(Delivery { url, event_id, kind: EventKind::UserCreated, attempt: 1, outcome });
        }
        let kept = webhooks.deliveries();
        assert_eq!((kept.len(), kept[0].event_id.as_str()), (MOST_DELIVERIES, "2"));
    }

    /// The digits come from another implementation: `printf '1700000000000.{}' | openssl dgst -sha256 -hmac sk_test_1`.
    #[test]
    fn signatures_are_upper_case_digits_over_timestamp_and_body() {
        let signature = sign(&SecretKey::new("sk_test_1"), "1700000000000", "{}");
        assert_eq!(signature, "848150DB971CA00EFBFAF732FDEA948E85ADC72163D8826EF931F2E1E26267F1");
    }
}
