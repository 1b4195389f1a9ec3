//! Starting and stopping.

use std::collections::BTreeMap;
use std::fmt;
use std::future::IntoFuture as _;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::auth::SecretKey;
use crate::clock::Clock;
use crate::decisions::Decisions;
use crate::log::{Log, RecordedRequest};
use crate::router::{Shared, router};
use crate::state::Store;
use crate::state::app::{App, Theme};
use crate::state::sessions::Session;

const APP_ID: &str = "emulated";
const SECRET_KEY: &str = "sk_test_emulator";
const LIVE_PREFIX: &str = "sk_live_";
const KEPT_REQUESTS: usize = 10_000;

/// A running emulator of one app. It listens on `127.0.0.1` only and stops when it is dropped.
///
/// It runs on a thread of its own, so that neither a blocked nor a paused runtime of a test stops it, and no two share
/// any state.
pub struct Emulator {
    app_id: String,
    secret_key: String,
    base_url: String,
    shared: Arc<Shared>,
    _running: Running,
}

impl Emulator {
    /// Starts an emulator on a free port, with a made-up app.
    ///
    /// # Errors
    ///
    /// When no port can be bound or no thread started.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts with other settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Scheme, host and port, such as `http://127.0.0.1:41234`, without the path of the app.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The id of the only app.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The secret key of the app.
    #[must_use]
    pub fn secret_key(&self) -> &str {
        &self.secret_key
    }

    /// Moves the emulator's clock forward: tokens expire and idempotency keys are forgotten without waiting.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Brings a user online, as the chat in a browser or on a phone would; gives the id of the session.
    pub fn connect(&self, user_id: &str, session: Session) -> String {
        let id = self.with_app(|app| app.connect(user_id, session));
        id.unwrap_or_default()
    }

    /// Closes all sessions of a user.
    pub fn disconnect(&self, user_id: &str) {
        self.with_app(|app| app.disconnect(user_id));
    }

    fn with_app<T>(&self, change: impl FnOnce(&mut App) -> T) -> Option<T> {
        self.shared.with_app(&self.app_id, change)
    }

    /// The requests received so far, oldest first, in the order in which they were answered. At most the number set
    /// by [`Builder::kept_requests`].
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.log.requests()
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Emulator")
            .field("app_id", &self.app_id)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// The settings of an [`Emulator`].
#[must_use]
pub struct Builder {
    app_id: String,
    secret_key: String,
    port: u16,
    clock: Clock,
    decisions: Decisions,
    themes: BTreeMap<String, Theme>,
    kept_requests: usize,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            app_id: APP_ID.to_owned(),
            secret_key: SECRET_KEY.to_owned(),
            port: 0,
            clock: Clock::system(),
            decisions: Decisions::default(),
            themes: BTreeMap::new(),
            kept_requests: KEPT_REQUESTS,
        }
    }
}

impl Builder {
    /// The id of the app: letters, digits, `_` and `-`. Default: `emulated`.
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = app_id.into();
        self
    }

    /// The secret key of the app, which must not be one of a live environment. Default: `sk_test_emulator`.
    pub fn secret_key(mut self, secret_key: impl Into<String>) -> Self {
        self.secret_key = secret_key.into();
        self
    }

    /// The port on `127.0.0.1`. Default: 0, any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The emulator's time. Default: the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// What to do where no source says what TalkJS does.
    pub fn decisions(mut self, decisions: Decisions) -> Self {
        self.decisions = decisions;
        self
    }

    /// Adds a theme of the chat UI: its name, the version that it is based on, and the texts of its files by their
    /// names. Default: one, `default`, which changes nothing of `default_v7`.
    pub fn theme<K: Into<String>, V: Into<String>>(
        mut self,
        name: impl Into<String>,
        base: impl Into<String>,
        files: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let files = files.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        self.themes.insert(name.into(), Theme { base: base.into(), files });
        self
    }

    /// How many of the latest requests [`Emulator::requests`] shows. Default: 10,000.
    pub fn kept_requests(mut self, kept_requests: usize) -> Self {
        self.kept_requests = kept_requests;
        self
    }

    /// Starts the emulator. It accepts requests when this returns.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] for an app id or key that cannot be one; else when the port cannot be bound or
    /// the thread not started.
    pub async fn start(self) -> io::Result<Emulator> {
        check_app_id(&self.app_id)?;
        check_secret_key(&self.secret_key)?;
        let listener = bind(self.port)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            store: Mutex::new(self.store(&base_url)),
            clock: self.clock,
            decisions: self.decisions,
            log: Log::new(self.kept_requests),
            news: watch::Sender::new(0),
        });
        let running = Running::start(listener, router(&shared))?;
        Ok(Emulator { app_id: self.app_id, secret_key: self.secret_key, base_url, shared, _running: running })
    }

    /// A state with one empty app. Its ids differ from start to start, unless the clock is fixed.
    fn store(&self, base_url: &str) -> Store {
        let seed = self.clock.now().unsigned_abs();
        let mut app = App::new(&self.app_id, vec![SecretKey::new(&self.secret_key)], base_url, seed);
        app.themes.clone_from(&self.themes);
        if app.themes.is_empty() {
            app.themes.insert("default".to_owned(), Theme { base: "default_v7".to_owned(), files: BTreeMap::new() });
        }
        let mut store = Store::default();
        store.add(app);
        store
    }
}

fn check_app_id(id: &str) -> io::Result<()> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    if !id.is_empty() && id.chars().all(is_plain) {
        return Ok(());
    }
    Err(invalid(format!("the app id `{id}` must consist of letters, digits, `_` and `-`")))
}

/// The key itself is not shown: it may be a real one.
fn check_secret_key(key: &str) -> io::Result<()> {
    if key.starts_with(LIVE_PREFIX) {
        return Err(invalid(format!(
            "the secret key begins with `{LIVE_PREFIX}`: a live key must not be used here, make up another such as `{SECRET_KEY}`"
        )));
    }
    if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(invalid("the secret key must consist of visible ASCII characters".to_owned()))
}

/// The system's own words do not say which port is taken.
fn bind(port: u16) -> io::Result<std::net::TcpListener> {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| io::Error::new(error.kind(), format!("port {port} on 127.0.0.1: {error}")))
}

fn invalid(sentence: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, sentence)
}

/// The thread that serves. Dropping this ends it, with all its connections.
struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start(listener: std::net::TcpListener, router: Router) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _context = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        // The runtime is dropped on its own thread, and every task with it.
        let thread = thread::Builder::new()
            .name("talkjs-emulator".to_owned())
            .spawn(move || runtime.block_on(serve(listener, router, stopped)))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

async fn serve(listener: TcpListener, router: Router, stopped: oneshot::Receiver<()>) {
    tokio::select! {
        _ = axum::serve(listener, router).into_future() => {}
        _ = stopped => {}
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It has nothing to tell, not even that it panicked.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refusal(builder: Builder) -> String {
        let error = builder.start().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        error.to_string()
    }

    #[tokio::test]
    async fn a_live_key_is_refused_and_not_repeated() {
        let error = refusal(Emulator::builder().secret_key("sk_live_abc")).await;
        assert!(error.contains("begins with `sk_live_`"), "{error}");
        assert!(!error.contains("abc"), "{error}");
    }

    #[tokio::test]
    async fn keys_and_ids_that_no_header_or_path_can_hold_are_refused() {
        for key in ["", "sk test", "sk_té"] {
            let error = refusal(Emulator::builder().secret_key(key)).await;
            assert!(error.contains("visible ASCII"), "{error}");
        }
        for id in ["", "a/b", "ä"] {
            let error = refusal(Emulator::builder().app_id(id)).await;
            assert!(error.contains(&format!("`{id}`")), "{error}");
        }
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_named() {
        let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Emulator::builder().port(port).start().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        assert!(error.to_string().starts_with(&format!("port {port} on 127.0.0.1: ")), "{error}");
    }

    #[tokio::test]
    async fn debug_output_has_no_key() {
        let emulator = Emulator::start().await.unwrap();
        let shown = format!("{emulator:?} {:?}", emulator.shared);
        assert!(!shown.contains(emulator.secret_key()), "{shown}");
    }
}
