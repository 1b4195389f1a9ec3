//! No secret key and no signed token is in anything that the client shows: `Debug`, errors with their causes, log
//! lines, spans and events, hooks. The client's spans hold no data of a call either.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use talkjs_client::auth::CredentialProvider;
use talkjs_client::test_util::{Play, ScriptedTransport, SentRequest};
use talkjs_client::transport::TransportError;
use talkjs_client::{
    Client, ClientBuilder, ConversationUpdate, NewUser, Secret, SecretKeyBearer, TokenSigner, UserMessage, webhooks,
};
use talkjs_emulator::Emulator;
use talkjs_tests::Checked;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const CANARY: &str = "sk_test_canary_7c1f9a";

/// Every text that somebody could see.
static SHOWN: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn show(text: String) {
    SHOWN.lock().unwrap().push(text);
}

/// Every way in which an error can be shown, its causes included.
fn show_error(error: &(dyn StdError + 'static)) {
    show(format!("{error} {error:?} {error:#?}"));
    if let Some(source) = error.source() {
        show_error(source);
    }
}

fn show_outcome<T: std::fmt::Debug, E: StdError + 'static>(outcome: Result<T, E>, failures: &mut usize) {
    match outcome {
        Ok(answer) => show(format!("{answer:?} {answer:#?}")),
        Err(error) => {
            *failures += 1;
            show_error(&error);
        }
    }
}

/// Shows all that any library logs.
struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        show(format!("log: {} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// Shows the fields of all spans and events, those of other libraries too.
#[derive(Default)]
struct Tracer {
    spans: AtomicU64,
}

/// Shows a field under the target of its span or event.
struct Shower(&'static str);

impl tracing::field::Visit for Shower {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        show(format!("traced by {}: {field}={value:?}", self.0));
    }
}

impl tracing::Subscriber for Tracer {
    fn enabled(&self, _metadata: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Shower(span.metadata().target()));
        tracing::span::Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _span: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        // Only the client's spans are filled in later.
        values.record(&mut Shower(OURS));
    }

    fn record_follows_from(&self, _span: &tracing::span::Id, _follows: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Shower(event.metadata().target()));
    }

    fn enter(&self, _span: &tracing::span::Id) {}

    fn exit(&self, _span: &tracing::span::Id) {}
}

/// The target of the client's spans.
const OURS: &str = "talkjs_runtime";

/// Shows all that hooks see.
fn hooked(builder: ClientBuilder) -> ClientBuilder {
    builder
        .on_request(|request| {
            show(format!("hook: {request:?} {} {:?} {:?}", request.url, request.headers, request.body));
            let values = request.headers.values().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            values.for_each(show);
        })
        .on_response(|answer| show(format!("hook: {answer:?} {:?}", answer.result.map(|head| head.headers))))
}

/// What goes wrong with a request on its way.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    /// The connection is closed before anything is read.
    Closed,
    /// It is closed after the request was read and before it is passed on.
    Lost,
    /// It is closed after the request has taken effect.
    Unanswered,
    /// Half of the answer comes.
    Cut,
    /// Something else is answered.
    Instead(&'static str),
}

const FAULTS: [Fault; 10] = [
    Fault::Closed,
    Fault::Lost,
    Fault::Unanswered,
    Fault::Cut,
    Fault::Instead("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>"),
    Fault::Instead("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\n{}"),
    Fault::Instead("HTTP/1.1 429 Too Many Requests\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n"),
    Fault::Instead("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"),
    Fault::Instead("HTTP/1.1 302 Found\r\nlocation: http://example.invalid/\r\ncontent-length: 0\r\n\r\n"),
    Fault::Instead("nonsense\r\n\r\n"),
];

/// A proxy in front of the emulator. Every third request meets a fault, each fault in turn.
struct Proxy {
    origin: String,
    credentials: Arc<Mutex<BTreeSet<String>>>,
}

impl Proxy {
    async fn start(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let upstream = upstream.trim_start_matches("http://").to_owned();
        let credentials = Arc::<Mutex<BTreeSet<String>>>::default();
        let seen = Arc::clone(&credentials);
        tokio::spawn(async move {
            for fault in FAULTS.into_iter().cycle().flat_map(|fault| [Fault::None, Fault::None, fault]) {
                let (stream, _) = listener.accept().await.unwrap();
                // A connection that breaks is what this is for.
                tokio::spawn(relay(stream, upstream.clone(), fault, Arc::clone(&seen)));
            }
        });
        Self { origin, credentials }
    }
}

async fn relay(
    mut client: TcpStream,
    upstream: String,
    fault: Fault,
    credentials: Arc<Mutex<BTreeSet<String>>>,
) -> std::io::Result<()> {
    if matches!(fault, Fault::Closed) {
        return Ok(());
    }
    let request = read_request(&mut client).await?;
    let credential = request.lines().find_map(|line| line.strip_prefix("authorization: Bearer "));
    credentials.lock().unwrap().extend(credential.map(str::to_owned));
    let answer = match fault {
        Fault::Lost | Fault::Closed => return Ok(()),
        Fault::Instead(answer) => answer.as_bytes().to_vec(),
        Fault::None | Fault::Unanswered | Fault::Cut => pass_on(&request, &upstream).await?,
    };
    let sent = match fault {
        Fault::Unanswered => 0,
        Fault::Cut => answer.len() / 2,
        _ => answer.len(),
    };
    client.write_all(&answer[..sent]).await?;
    client.shutdown().await
}

async fn pass_on(request: &str, upstream: &str) -> std::io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(upstream).await?;
    server.write_all(request.replacen("\r\n", "\r\nconnection: close\r\n", 1).as_bytes()).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Ok(text.into_owned());
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Shows each request as a transport of one's own, or a hook, could.
fn showing() -> ScriptedTransport {
    ScriptedTransport::by(|request| {
        let SentRequest { method, url, headers, limits, .. } = request;
        show(format!("{request:?} {request:#?} {method} {url} {headers:?} {headers:#?} {limits:?}"));
        Play::failure(|| TransportError::NotSent("no network".into()))
    })
}

fn builders(origin: &str) -> [ClientBuilder; 3] {
    let builder = || Client::builder().app_id("emulated").secret_key(CANARY).base_url(origin);
    let signer = TokenSigner::new("emulated", Secret::new(CANARY).unwrap());
    [builder(), builder().secret_key_as_bearer(), builder().credentials(signer)].map(hooked)
}

/// Makes calls of every kind; how many, and how many of them failed.
async fn drive(talkjs: &Client) -> (usize, usize) {
    let mut failed = 0;
    let failures = &mut failed;
    show(format!("{talkjs:?} {talkjs:#?} {:?}", talkjs.core()));
    show_outcome(talkjs.upsert_user("alice", NewUser::new("Alice")).send().await, failures);
    show_outcome(talkjs.get_user("alice").send().await, failures);
    show_outcome(talkjs.get_user("nobody").send().await, failures);
    show_outcome(talkjs.get_user("..").send().await, failures);
    show_outcome(talkjs.upsert_users([("bob", NewUser::new("Bob"))]).send().await, failures);
    show_outcome(talkjs.list_users().limit(1).send().await, failures);
    show_outcome(talkjs.send_messages("c", [UserMessage::new("alice", "Hi")]).send().await, failures);
    let mut batch = talkjs.batch();
    let (_, _) = (batch.add(talkjs.get_user("alice")), batch.add(talkjs.get_user("nobody")));
    show_outcome(batch.send().await, failures);
    for id in ["a\r\nb", "a\0", "", &"x".repeat(300)] {
        show_outcome(talkjs.get_user(id).send().await, failures);
    }
    show_outcome(talkjs.get_user("alice").header("Authorization", CANARY).send().await, failures);
    show_outcome(talkjs.get_user("alice").header("X-Note", format!("{CANARY}\n")).send().await, failures);
    let conversation = talkjs.start_conversation("c").participant("alice", NewUser::new("Alice"));
    let conversation = conversation.conversation(ConversationUpdate::new().subject("Hi"));
    show_outcome(conversation.message(UserMessage::new("alice", "Hi")).send().await, failures);
    (15, failed)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_the_client_shows_contains_a_secret() {
    log::set_logger(&Logger).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    tracing::subscriber::set_global_default(Tracer::default()).unwrap();

    let emulator = Checked::new(Emulator::builder().secret_key(CANARY).start().await.unwrap());
    let proxy = Proxy::start(emulator.base_url()).await;
    let (mut calls, mut failed) = (0, 0);
    for _ in 0..5 {
        for builder in builders(&proxy.origin) {
            let talkjs = builder.timeout(Duration::from_secs(2)).build().unwrap();
            let (more_calls, more_failed) = drive(&talkjs).await;
            (calls, failed) = (calls + more_calls, failed + more_failed);
        }
    }
    for builder in builders("http://127.0.0.1:1") {
        let talkjs = builder.timeout(Duration::from_secs(2)).transport(showing()).build().unwrap();
        let (more_calls, more_failed) = drive(&talkjs).await;
        (calls, failed) = (calls + more_calls, failed + more_failed);
    }
    show_settings().await;

    let credentials = proxy.credentials.lock().unwrap().clone();
    let shown = SHOWN.lock().unwrap().clone();
    let with = |start: &str| shown.iter().filter(|text| text.starts_with(start)).count();
    let (logged, hooked, traced) = (with("log: "), with("hook: "), with("traced by "));
    let ours: Vec<_> = shown.iter().filter(|text| text.starts_with(&format!("traced by {OURS}:"))).collect();
    println!(
        "{calls} calls, {failed} failed, {} credentials, {} texts: {logged} logged, {hooked} by hooks, {traced} traced, \
         {} of them by the client",
        credentials.len(),
        shown.len(),
        ours.len()
    );
    assert!(calls > 200 && failed > 100 && calls - failed > 30, "calls fail and succeed");
    assert!(credentials.contains(CANARY) && credentials.len() > 1, "keys and tokens were sent");
    assert!(shown.len() > calls && logged > 20, "errors and log lines are seen");
    assert!(hooked > calls && ours.len() > 10 * calls && traced > ours.len(), "hooks, spans and events are seen");

    let secrets: Vec<&str> = credentials.iter().flat_map(|credential| credential.split('.').skip(1)).collect();
    assert!(secrets.len() >= 2, "claims and signature of a token");
    for text in &shown {
        assert!(!text.contains(CANARY), "the key: {text}");
        assert!(!text.contains("eyJ"), "a token: {text}");
        assert!(!secrets.iter().any(|part| text.contains(part)), "a part of a token: {text}");
    }
    for text in ours {
        assert!(!["alice", "Alice", "nobody", "bob", "Hi"].iter().any(|said| text.contains(said)), "data: {text}");
    }
}

/// Shows what holds a secret, and what is said when it is wrong.
async fn show_settings() {
    let secret = Secret::new(CANARY).unwrap();
    let (signer, legacy) = (TokenSigner::new("emulated", secret.clone()), SecretKeyBearer::new(secret.clone()));
    show(format!("{secret:?} {signer:?} {legacy:?} {:?}", webhooks::Verifier::new(&secret)));
    for authorize in [&signer as &dyn CredentialProvider, &legacy] {
        show(format!("{:?}", authorize.credential(SystemTime::now()).await.unwrap()));
    }
    show_error(&signer.user_token("", Duration::from_secs(1)).unwrap_err());
    let wrong = format!("{CANARY}\n");
    show_error(&Secret::new(wrong.as_str()).unwrap_err());
    show_error(&Client::builder().app_id("emulated").secret_key(wrong).build().unwrap_err());
    let (timestamp, body) = ("0", b"body");
    let signed = [(webhooks::SIGNATURE_HEADER, CANARY.to_owned()), (webhooks::TIMESTAMP_HEADER, timestamp.to_owned())];
    show_error(&webhooks::Verifier::new(&secret).verify(body, signed).unwrap_err());
    let signature = webhooks::sign(&secret, timestamp, body);
    let signed = [(webhooks::SIGNATURE_HEADER, signature), (webhooks::TIMESTAMP_HEADER, timestamp.to_owned())];
    show_error(&webhooks::Verifier::new(&secret).verify(body, signed).unwrap_err());
}
