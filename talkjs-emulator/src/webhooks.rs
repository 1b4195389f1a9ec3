//! Events posted to the URLs of an app.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{CONTENT_TYPE, HOST};
use http::uri::PathAndQuery;
use http::{Request, StatusCode, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};
use tokio::time;

use crate::auth::SecretKey;
use crate::decisions::Decisions;
use crate::events::{Event, EventKind};
use crate::response::full;
use crate::router::Shared;

const SIGNATURE: &str = "X-TalkJS-Signature";
const TIMESTAMP: &str = "X-TalkJS-Timestamp";
const HTTP_PORT: u16 = 80;
const MOST_DELIVERIES: usize = 10_000;
const MOST_ATTEMPTS: u8 = 2;
/// How many events can wait for a URL, and how many are posted to it at the same time.
const MOST_WAITING: usize = 10_000;
const MOST_AT_ONCE: usize = 100;

/// An attempt to post an event to a URL, and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// Where it was posted.
    pub url: String,
    /// The id of the event.
    pub event_id: String,
    /// The type of the event.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// 1 for the first attempt, 2 for the only retry; 0 for an event that was dropped.
    pub attempt: u8,
    /// The outcome.
    pub outcome: DeliveryOutcome,
}

/// The outcome of an attempt to post an event. Only the status 200 is a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DeliveryOutcome {
    /// The status of the response.
    Responded(u16),
    /// There was no response in time.
    TimedOut,
    /// There was no connection or no response; with the system's message.
    Failed(String),
    /// It was never posted, as 10,000 events were waiting for the URL.
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    url: String,
    host: String,
    port: u16,
    path: PathAndQuery,
}

impl Target {
    /// Only `http` URLs are valid: on one machine TLS is not needed.
    pub(crate) fn read(url: &str) -> io::Result<Self> {
        let invalid = |why: &str| {
            let sentence = format!("the webhook `{url}` {why}, such as `http://127.0.0.1:3000/talkjs`");
            io::Error::new(io::ErrorKind::InvalidInput, sentence)
        };
        let uri: Uri = url.parse().map_err(|_| invalid("is not a URL"))?;
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

#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    queues: Vec<Queue>,
    deliveries: Mutex<VecDeque<Delivery>>,
}

#[derive(Debug)]
struct Queue {
    app_id: String,
    url: String,
    events: mpsc::Sender<Event>,
}

/// Posts the events of one queue.
#[derive(Debug)]
pub(crate) struct WebhookWorker {
    receiver: Arc<Receiver>,
    events: mpsc::Receiver<Event>,
}

/// Where events are posted, and the key that signs them.
#[derive(Debug)]
struct Receiver {
    target: Target,
    key: SecretKey,
}

impl Webhooks {
    /// Adds a URL for the events of an app. The caller must run its worker.
    pub(crate) fn add(&mut self, app_id: &str, target: Target, key: SecretKey) -> WebhookWorker {
        let (sender, events) = mpsc::channel(MOST_WAITING);
        self.queues.push(Queue { app_id: app_id.to_owned(), url: target.url.clone(), events: sender });
        WebhookWorker { receiver: Arc::new(Receiver { target, key }), events }
    }

    pub(crate) fn wants(&self, app_id: &str) -> bool {
        self.queues.iter().any(|queue| queue.app_id == app_id)
    }

    pub(crate) fn post(&self, event: &Event) {
        for queue in self.queues.iter().filter(|queue| queue.app_id == event.app_id) {
            // A worker stops only with the emulator.
            if queue.events.try_send(event.clone()).is_err() {
                self.record(&queue.url, event, 0, DeliveryOutcome::Dropped);
            }
        }
    }

    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.kept().iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.kept().clear();
    }

    fn record(&self, url: &str, event: &Event, attempt: u8, outcome: DeliveryOutcome) {
        let (url, event_id, kind) = (url.to_owned(), event.id.clone(), event.kind);
        let mut kept = self.kept();
        if kept.len() >= MOST_DELIVERIES {
            kept.pop_front();
        }
        kept.push_back(Delivery { url, event_id, kind, attempt, outcome });
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Delivery>> {
        self.deliveries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WebhookWorker {
    pub(crate) async fn work(mut self, shared: Arc<Shared>) {
        let places = Arc::new(Semaphore::new(MOST_AT_ONCE));
        while let Some(event) = self.events.recv().await {
            // Nobody may learn of changes that could still be lost.
            if !shared.persisted().await {
                continue;
            }
            if shared.decisions().webhooks_wait_for_each_other {
                self.receiver.deliver(&event, &shared).await;
                continue;
            }
            let place = Arc::clone(&places).acquire_owned().await;
            let (receiver, shared) = (Arc::clone(&self.receiver), Arc::clone(&shared));
            tokio::spawn(async move {
                receiver.deliver(&event, &shared).await;
                drop(place);
            });
        }
    }
}

impl Receiver {
    /// Posts an event, and retries once if the first attempt is not a success.
    async fn deliver(&self, event: &Event, shared: &Shared) {
        let body = event.body();
        for attempt in 1..=MOST_ATTEMPTS {
            let decisions = shared.decisions();
            if attempt > 1 {
                time::sleep(decisions.webhook_retry_delay).await;
            }
            let outcome = self.post(&body, shared.clock.now(), &decisions).await;
            let is_done = outcome == DeliveryOutcome::Responded(StatusCode::OK.as_u16());
            shared.webhooks.record(&self.target.url, event, attempt, outcome);
            shared.notify();
            if is_done {
                return;
            }
        }
    }

    async fn post(&self, body: &str, now: i64, decisions: &Decisions) -> DeliveryOutcome {
        let timestamp = if decisions.webhook_timestamps_in_seconds { now / 1_000 } else { now }.to_string();
        match time::timeout(decisions.webhook_timeout, self.exchange(body, &timestamp)).await {
            Ok(Ok(status)) => DeliveryOutcome::Responded(status.as_u16()),
            Ok(Err(error)) => DeliveryOutcome::Failed(error.to_string()),
            Err(_) => DeliveryOutcome::TimedOut,
        }
    }

    async fn exchange(&self, body: &str, timestamp: &str) -> io::Result<StatusCode> {
        let Target { host, port, path, .. } = &self.target;
        let stream = TcpStream::connect((host.trim_matches(['[', ']']), *port)).await?;
        let request = Request::post(path.as_str())
            .header(HOST, format!("{host}:{port}"))
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE, sign(&self.key, timestamp, body))
            .header(TIMESTAMP, timestamp)
            .body(full(body.to_owned()))
            .map_err(io::Error::other)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        let response = sender.send_request(request);
        tokio::pin!(response, connection);
        tokio::select! {
            biased;
            response = &mut response => Ok(response.map_err(io::Error::other)?.status()),
            _ = &mut connection => Ok(response.await.map_err(io::Error::other)?.status()),
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
            ("http://", "is not a URL"),
            ("", "is not a URL"),
        ] {
            let error = Target::read(url).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
            assert!(error.to_string().contains(told), "{error}");
        }
    }

    fn event(number: usize) -> Event {
        let (app_id, id, data) = ("app".to_owned(), number.to_string(), serde_json::Value::Null);
        Event { app_id, id, kind: EventKind::UserCreated, created_at: 0, data }
    }

    #[test]
    fn only_the_latest_attempts_are_kept() {
        let webhooks = Webhooks::default();
        for number in 0..MOST_DELIVERIES + 2 {
            webhooks.record("", &event(number), 1, DeliveryOutcome::Responded(200));
        }
        let kept = webhooks.deliveries();
        assert_eq!((kept.len(), kept[0].event_id.as_str()), (MOST_DELIVERIES, "2"));
    }

    #[test]
    fn what_waits_for_a_url_has_a_bound_and_the_rest_is_dropped_and_recorded() {
        let mut webhooks = Webhooks::default();
        let target = Target::read("http://127.0.0.1:9/").unwrap();
        let worker = webhooks.add("app", target, SecretKey::new("sk_test_1"));
        (0..MOST_WAITING + 1).for_each(|number| webhooks.post(&event(number)));
        assert_eq!(worker.events.len(), MOST_WAITING);
        let [delivery] = &webhooks.deliveries()[..] else { panic!("one event too many") };
        assert_eq!((delivery.attempt, &delivery.outcome), (0, &DeliveryOutcome::Dropped));
        assert_eq!(delivery.event_id, MOST_WAITING.to_string());
    }

    /// The digits come from another implementation: `printf '1700000000000.{}' | openssl dgst -sha256 -hmac sk_test_1`.
    #[test]
    fn signatures_are_upper_case_digits_over_timestamp_and_body() {
        let signature = sign(&SecretKey::new("sk_test_1"), "1700000000000", "{}");
        assert_eq!(signature, "848150DB971CA00EFBFAF732FDEA948E85ADC72163D8826EF931F2E1E26267F1");
    }
}
