//! The spans of calls and attempts: which there are, what they say, and what they do not.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;
use talkjs_client::StartConversationError;

use http::Method;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, NewUser, UserMessage, UserUpdate};
use talkjs_runtime::test_util::Play;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, Interest};
use tracing::{Event, Metadata, Subscriber};

use crate::fake::{Fake, nothing};
use crate::scripted::{Scripted, asking, status, success};

/// A span as it is when it ends.
#[derive(Clone, Debug, Default)]
struct Seen {
    name: &'static str,
    parent: Option<u64>,
    fields: BTreeMap<&'static str, String>,
    is_closed: bool,
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

impl Seen {
    /// The fields, in the order of their names, without those that are the same in all spans.
    fn said(&self) -> String {
        let same = ["http.request.method", "otel.kind", "otel.name", "server.address", "server.port", "url.template"];
        let fields = self.fields.iter().filter(|(name, _)| !same.contains(name));
        let fields: Vec<String> = fields.map(|(name, value)| format!("{name}={value}")).collect();
        format!("{} {}", self.name, fields.join(" "))
    }
}

#[derive(Default)]
struct State {
    spans: Vec<Seen>,
    entered: Vec<u64>,
    handles: Vec<usize>,
    /// What else is logged within the spans.
    events: Vec<(Option<u64>, String)>,
}

/// Remembers the client's spans. Their ids are their places in the list, from 1.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<State>>);

impl Recorder {
    fn install(&self) -> DefaultGuard {
        keep_interest();
        tracing::subscriber::set_default(self.clone())
    }

    fn spans(&self) -> Vec<Seen> {
        self.0.lock().unwrap().spans.clone()
    }

    fn said(&self) -> Vec<String> {
        self.spans().iter().map(Seen::said).collect()
    }
}

/// Sees to it that spans are never found to be of no interest. While there is one subscriber in all, `tracing` asks that of
/// the thread that comes to a span first, which may be the thread of a test that has none, and remembers the answer for
/// all threads.
fn keep_interest() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Interested).unwrap());
}

/// Wants to be asked of each span, and wants none.
struct Interested;

impl Subscriber for Interested {
    fn register_callsite(&self, _metadata: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        false
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _id: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _id: &Id, _follows: &Id) {}

    fn event(&self, _event: &Event<'_>) {}

    fn enter(&self, _id: &Id) {}

    fn exit(&self, _id: &Id) {}
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ["talkjs_runtime", "hook"].contains(&metadata.target())
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut state = self.0.lock().unwrap();
        let parent = state.entered.last().copied();
        let mut seen = Seen { name: span.metadata().name(), parent, ..Seen::default() };
        span.record(&mut seen);
        state.spans.push(seen);
        state.handles.push(1);
        Id::from_u64(state.spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        values.record(&mut self.0.lock().unwrap().spans[place(id)]);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut seen = Seen::default();
        event.record(&mut seen);
        let mut state = self.0.lock().unwrap();
        let within = state.entered.last().copied();
        state.events.push((within, seen.fields.remove("message").unwrap_or_default()));
    }

    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().entered.push(id.into_u64());
    }

    fn exit(&self, id: &Id) {
        assert_eq!(self.0.lock().unwrap().entered.pop(), Some(id.into_u64()));
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.0.lock().unwrap().handles[place(id)] += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut state = self.0.lock().unwrap();
        state.handles[place(&id)] -= 1;
        let is_closed = state.handles[place(&id)] == 0;
        state.spans[place(&id)].is_closed = is_closed;
        is_closed
    }
}

async fn get(talkjs: &Client) {
    let _ = talkjs.get_user("alice_canary").send().await;
}

#[tokio::test(start_paused = true)]
async fn a_call_and_each_of_its_attempts_has_a_span() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let scripted =
        Scripted::new([asking(503, "2"), status(429), Play::timeout(), Play::no_response(), Play::not_sent()]);
    let builder = scripted.builder().without_limiter().attempt_timeout(Duration::from_secs(7));
    get(&builder.retry(RetryPolicy::new().attempts(6)).build().unwrap()).await;
    assert_eq!(
        recorder.said(),
        [
            "call attempts=6 client=talkjs-client/0.1.0 http.response.status_code=200 operation=getUser outcome=ok",
            "attempt attempt=1 error.type=503 http.response.status_code=503 otel.status_code=error wait_ms=0",
            "attempt attempt=2 error.type=429 http.request.resend_count=1 http.response.status_code=429 \
             otel.status_code=error retry_reason=503 wait_ms=2100",
            "attempt attempt=3 error.type=timeout http.request.resend_count=2 otel.status_code=error retry_reason=429 \
             wait_ms=200",
            "attempt attempt=4 error.type=no_response http.request.resend_count=3 otel.status_code=error \
             retry_reason=timeout wait_ms=400",
            "attempt attempt=5 error.type=not_sent http.request.resend_count=4 otel.status_code=error \
             retry_reason=no_response wait_ms=800",
            "attempt attempt=6 http.request.resend_count=5 http.response.status_code=200 retry_reason=not_sent \
             wait_ms=1600",
        ]
    );
    let spans = recorder.spans();
    assert!(spans.iter().all(|span| span.is_closed), "{spans:?}");
    assert_eq!(spans[0].parent, None);
    assert!(spans[1..].iter().all(|span| span.parent == Some(1)), "{spans:?}");
}

#[tokio::test]
async fn spans_have_the_names_of_opentelemetry() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    get(&Scripted::new([]).client()).await;
    let spans = recorder.spans();
    for span in &spans {
        assert_eq!(span.fields["http.request.method"], "GET");
        assert_eq!(span.fields["url.template"], "/users/{userId}");
    }
    let attempt = &spans[1].fields;
    assert_eq!(attempt["otel.name"], "GET /users/{userId}");
    assert_eq!(attempt["otel.kind"], "client");
    assert_eq!((attempt["server.address"].as_str(), attempt["server.port"].as_str()), ("127.0.0.1", "1"));
}

#[tokio::test(start_paused = true)]
async fn the_outcome_is_that_of_the_call_as_its_caller_sees_it() {
    let outcome = |name: &str, attempts: usize, plays: Vec<Play>| {
        (name.to_owned(), attempts.to_string(), Scripted::new(plays).builder().retry(RetryPolicy::none()))
    };
    let cases = [
        outcome("ok", 1, vec![]),
        outcome("api", 1, vec![status(404)]),
        outcome("not_sent", 1, vec![Play::not_sent()]),
        outcome("outcome_unknown", 1, vec![Play::no_response()]),
        ("response_too_large".to_owned(), "1".to_owned(), Fake::new(|_| nothing()).builder().max_response_bytes(1)),
        ("unexpected_response".to_owned(), "1".to_owned(), Fake::new(|_| Play::response(200, "[]")).builder()),
    ];
    for (name, attempts, builder) in cases {
        let recorder = Recorder::default();
        let _guard = recorder.install();
        get(&builder.build().unwrap()).await;
        let call = &recorder.spans()[0].fields;
        assert_eq!((&call["outcome"], &call["attempts"]), (&name, &attempts));
        assert_eq!(call.contains_key("otel.status_code"), name != "ok", "{name}");
    }

    let recorder = Recorder::default();
    let _guard = recorder.install();
    Scripted::new([]).client().get_user("..").send().await.unwrap_err();
    assert_eq!(
        recorder.said(),
        ["call attempts=0 client=talkjs-client/0.1.0 operation=getUser otel.status_code=error outcome=invalid_request"]
    );
}

#[tokio::test]
async fn each_page_of_a_list_is_a_call() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let fake = Fake::new(|seen| match seen.line.contains("startingAfter") {
        false => Play::response(200, format!(r#"{{"data":[{}]}}"#, crate::fake::user("a", "Alice"))),
        true => Play::response(200, "nonsense"),
    });
    let talkjs = fake.client();
    let mut users = talkjs.list_users().stream();
    assert!(users.next().await.unwrap().is_ok());
    assert!(users.next().await.unwrap().is_err());
    let spans = recorder.spans();
    let calls: Vec<&str> =
        spans.iter().filter(|span| span.name == "call").map(|span| span.fields["outcome"].as_str()).collect();
    assert_eq!(calls, ["ok", "unexpected_response"]);
}

#[tokio::test(start_paused = true)]
async fn spans_hold_nothing_that_a_caller_or_a_server_says() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let scripted = Scripted::new([asking(503, "0"), status(400).header("x-canary", "canary")]);
    let talkjs = scripted.client();
    let update: UserUpdate = NewUser::new("canary").email(["canary@example.com"]).into();
    let _ = talkjs.upsert_user("canary", update).header("X-Canary", "canary").send().await;
    let _ = talkjs.list_users().starting_after("canary").send().await;
    let _ = talkjs.request(Method::GET, "/users/canary").query("canary", "canary").send().await;
    let spans = recorder.spans();
    assert!(spans.len() >= 7, "{spans:?}");
    for span in &spans {
        let text = format!("{span:?}");
        assert!(!text.contains("canary") && !text.contains("eyJ"), "{text}");
    }
}

#[tokio::test]
async fn what_hooks_log_belongs_to_the_span_of_the_attempt() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let builder = Scripted::new([]).builder().on_request(|_| tracing::info!(target: "hook", "request"));
    get(&builder.on_response(|_| tracing::info!(target: "hook", "answer")).build().unwrap()).await;
    let events = recorder.0.lock().unwrap().events.clone();
    assert_eq!(events, [(Some(2), "request".to_owned()), (Some(2), "answer".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_ends_its_spans_without_an_outcome() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let talkjs = Scripted::new([Play::timeout()]).client();
    assert!(tokio::time::timeout(Duration::from_secs(1), get(&talkjs)).await.is_err());
    assert_eq!(recorder.said(), ["call client=talkjs-client/0.1.0 operation=getUser", "attempt attempt=1 wait_ms=0"]);
    assert!(recorder.spans().iter().all(|span| span.is_closed));
}

#[tokio::test]
async fn a_job_has_a_span_with_those_of_its_calls_in_it() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let scripted = Scripted::new([]);
    let talkjs = scripted.client();
    let start =
        talkjs.start_conversation("c_canary").participant("a", NewUser::new("A")).message(UserMessage::new("a", "Hi"));
    start.send().await.unwrap();
    let names: Vec<_> = recorder.spans().iter().map(|span| (span.name, span.parent)).collect();
    let call = |parent| [("call", Some(1)), ("attempt", Some(parent))];
    assert_eq!(names, [vec![("job", None)], call(2).to_vec(), call(4).to_vec(), call(6).to_vec()].concat());
    assert_eq!(recorder.said()[0], "job job=start_conversation outcome=ok");
    assert!(recorder.spans().iter().all(|span| span.is_closed && !format!("{span:?}").contains("canary")));
}

#[tokio::test]
async fn a_job_that_stops_says_so_and_goes_on_in_a_span_of_its_own() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let scripted = Scripted::by(|sent| if sent.number % 2 == 0 { status(500) } else { success(sent) });
    let talkjs = scripted.builder().retry(RetryPolicy::none()).build().unwrap();
    let error = talkjs.start_conversation("c").participant("a", NewUser::new("A")).send().await.unwrap_err();
    let interrupted = error.into_job::<StartConversationError>().unwrap();
    interrupted.resume().await.unwrap_err();
    talkjs.start_conversation("..").send().await.unwrap_err();
    let report = talkjs.bulk_upsert_users([("a", NewUser::new("A")), ("..", NewUser::new("B"))]).send().await;
    report.done().unwrap_err();
    let message = talkjs_client::ImportedUserMessage::new("a", 1, "Hi");
    assert!(talkjs.bulk_import_messages("c", [message]).send().await.error.is_some());
    let said: Vec<String> = recorder.said().into_iter().filter(|span| span.starts_with("job ")).collect();
    assert_eq!(
        said,
        [
            "job job=start_conversation otel.status_code=error outcome=api",
            "job job=start_conversation otel.status_code=error outcome=api",
            "job job=start_conversation otel.status_code=error outcome=invalid_request",
            "job job=bulk_upsert_users otel.status_code=error outcome=invalid_request",
            "job job=bulk_import_messages otel.status_code=error outcome=api",
        ]
    );
    let spans = recorder.spans();
    let jobs = spans.iter().filter(|span| span.name == "job");
    assert!(jobs.clone().all(|job| job.parent.is_none()), "{spans:?}");
    let inside = spans.iter().filter(|span| span.name == "call").all(|call| call.parent.is_some());
    assert!(inside, "{spans:?}");
}
