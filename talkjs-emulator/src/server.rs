//! Starting and stopping.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
#[cfg(feature = "data")]
use std::path::PathBuf;
use std::sync::{Arc, Mutex, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::app::App;
use crate::clock::Clock;
use crate::connection;
#[cfg(feature = "data")]
use crate::data::{DataFile, Stored};
use crate::decisions::Decisions;
use crate::events::{Events, Listeners};
use crate::faults::{Fault, FaultError, Faults};
use crate::log::{Log, OnRequest, RecordedRequest};
use crate::page;
use crate::router::Shared;
use crate::snapshot::{Snapshot, SnapshotError};
use crate::state::Store;
use crate::state::app;
use crate::state::ids::mixed;
use crate::state::sessions::Session;
use crate::version::ApiVersion;
use crate::webhooks::{Delivery, WebhookWorker, Webhooks};

const APP_ID: &str = "emulated";
const SECRET_KEY: &str = "sk_test_emulator";
const KEPT_REQUESTS: usize = 10_000;
const PATIENCE: Duration = Duration::from_secs(10);

/// A running emulator. It listens on `127.0.0.1`, unless set otherwise, and stops when it is dropped.
///
/// It runs on its own thread, so that neither a blocked nor a paused runtime of a test stops it. Emulators share no
/// state.
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
    /// If no port can be bound or no thread started.
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

    /// The id of the app, or of the first one when there are several.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The secret key of the app, or the first one of the first app when there are several.
    #[must_use]
    pub fn secret_key(&self) -> &str {
        &self.secret_key
    }

    /// The events of all apps from now on, as webhooks would receive them, even without webhooks.
    ///
    /// ```
    /// # use talkjs_emulator::{Emulator, EventKind};
    /// # async fn example(talkjs: Emulator) {
    /// let mut events = talkjs.events();
    /// // Let your backend send a message, then:
    /// let event = events.next().await.unwrap();
    /// assert_eq!(event.kind, EventKind::MessageSent);
    /// assert_eq!(event.data["message"]["text"], "Hello!");
    /// # }
    /// ```
    #[must_use]
    pub fn events(&self) -> Events {
        self.shared.listeners.add()
    }

    /// The attempts to post events to webhooks so far, in the order in which they ended: the latest 10,000.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.webhooks.deliveries()
    }

    /// The behaviour of the emulator where that of TalkJS is undocumented.
    #[must_use]
    pub fn decisions(&self) -> Decisions {
        Decisions::clone(&self.shared.decisions())
    }

    /// Changes the decisions, for later requests.
    ///
    /// ```
    /// # use talkjs_emulator::Emulator;
    /// # fn example(talkjs: Emulator) {
    /// let mut decisions = talkjs.decisions();
    /// decisions.batches_run_backwards = true;
    /// talkjs.decide(decisions);
    /// # }
    /// ```
    pub fn decide(&self, decisions: Decisions) {
        self.shared.decide(decisions);
    }

    /// Injects a fault into later requests. Several faults can affect one request: it waits for all of their latencies;
    /// then the first fault that prevents its effect counts, or else all others modify its response in turn.
    ///
    /// # Errors
    ///
    /// [`FaultError`] for a fault that could never happen.
    pub fn inject(&self, fault: Fault) -> Result<(), FaultError> {
        self.shared.faults.add(fault)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// The state of all apps, for restoring it later.
    ///
    /// ```
    /// # use talkjs_emulator::Emulator;
    /// # async fn example(talkjs: Emulator) -> Result<(), Box<dyn std::error::Error>> {
    /// let before = talkjs.snapshot();
    /// // Changes of a test are undone:
    /// talkjs.restore(&before)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.shared.snapshot()
    }

    /// Restores the state of a snapshot, of this emulator or another, in all apps. Nobody is online afterwards, and no
    /// events report it. With [`Builder::seed`], the same ids follow each time; else no id repeats. With a data file it
    /// returns after the file has been written, or cannot be written, which all later requests then report.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] if the snapshot does not fit; nothing has changed then.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        self.shared.restore(snapshot)?;
        self.shared.wait_until_persisted();
        Ok(())
    }

    /// Empties all apps, and clears faults, requests, deliveries and online users. The clock continues. With
    /// [`Builder::seed`], ids start again as when the emulator was started; else they continue. With a data file it
    /// returns after the file has been written, or cannot be written, which all later requests then report.
    pub fn reset(&self) {
        self.shared.reset();
        self.shared.wait_until_persisted();
    }

    /// Advances the emulator's clock: tokens expire and idempotency keys are forgotten without waiting.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Brings a user of the (first) app online, as the chat in a browser or on a phone would; returns the id of the
    /// session.
    pub fn connect(&self, user_id: &str, session: Session) -> String {
        self.connect_to(&self.app_id, user_id, session).unwrap_or_default()
    }

    /// Closes all sessions of a user of the (first) app.
    pub fn disconnect(&self, user_id: &str) {
        self.disconnect_from(&self.app_id, user_id);
    }

    /// Brings a user of any app online; returns the id of the session, or nothing if there is no such app.
    pub fn connect_to(&self, app_id: &str, user_id: &str, session: Session) -> Option<String> {
        self.shared.change(app_id, |app| app.connect(user_id, session))
    }

    /// Closes all sessions of a user of any app; returns whether there is such an app.
    pub fn disconnect_from(&self, app_id: &str, user_id: &str) -> bool {
        self.shared.change(app_id, |app| app.disconnect(user_id)).is_some()
    }

    /// The requests so far, in the order of their responses, oldest first: at most as many as
    /// [`Builder::kept_requests`] sets.
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

impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Builder")
            .field("address", &self.address)
            .field("port", &self.port)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// The settings of an [`Emulator`].
#[derive(Default)]
#[must_use]
pub struct Builder {
    apps: Vec<App>,
    webhooks: Vec<String>,
    address: Option<IpAddr>,
    port: u16,
    host_names: Vec<String>,
    patience: Option<Duration>,
    seed: Option<u64>,
    clock: Clock,
    decisions: Decisions,
    kept_requests: Option<usize>,
    on_request: Option<OnRequest>,
    #[cfg(feature = "data")]
    data: Option<PathBuf>,
}

impl Builder {
    /// The id of the (first) app: letters, digits, `_` and `-`. Default: `emulated`.
    pub fn app_id(self, app_id: impl Into<String>) -> Self {
        self.change_first_app(|app| App { id: app_id.into(), ..app })
    }

    /// The secret key of the (first) app, which must not be one of a live environment. Default: `sk_test_emulator`.
    pub fn secret_key(self, secret_key: impl Into<String>) -> Self {
        self.change_first_app(|app| App { secret_keys: vec![secret_key.into()], ..app })
    }

    /// Adds an app. The first one replaces the default app.
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    fn change_first_app(mut self, change: impl FnOnce(App) -> App) -> Self {
        let first = if self.apps.is_empty() { default_app() } else { self.apps.remove(0) };
        self.apps.insert(0, change(first));
        self
    }

    /// Adds an `http` URL on any host to which the events of all apps are posted, signed with each app's key.
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.webhooks.push(url.into());
        self
    }

    /// The address to listen on. Default: `127.0.0.1`, so that only this machine can connect. With another address,
    /// such as `0.0.0.0` in a container, any client that reaches it can connect.
    pub fn listen(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Another name under which clients call the emulator, such as the name of its container. A request whose header
    /// `Host` is neither such a name nor `localhost`, `127.0.0.1` or `[::1]` gets 421. The first one is part of
    /// [`Emulator::base_url`].
    pub fn host_name(mut self, name: impl Into<String>) -> Self {
        self.host_names.push(name.into());
        self
    }

    /// The time limit for a client to send a request that it has begun, and to receive a part of a response; its
    /// connection is then closed. Default: 10 seconds.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// The seed of ids and chance: with the same seed, the same requests in the same order get the same ids, and faults
    /// with a percentage affect the same requests. Default: the clock when the emulator starts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The port to listen on. Default: 0, any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The emulator's time. Default: the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The behaviour where that of TalkJS is undocumented.
    pub fn decisions(mut self, decisions: Decisions) -> Self {
        self.decisions = decisions;
        self
    }

    /// The version of the API for requests to the (first) app without one. Default: the latest.
    pub fn api_version(self, version: ApiVersion) -> Self {
        self.change_first_app(|app| app.api_version(version))
    }

    /// Adds a theme of the chat UI to the (first) app: its name, the version that it is based on, and the contents of
    /// its files by their names. Default: one, `default`, which changes nothing in `default_v7`.
    pub fn theme<K: Into<String>, V: Into<String>>(
        self,
        name: impl Into<String>,
        base: impl Into<String>,
        files: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.change_first_app(|app| app.theme(name, base, files))
    }

    /// How many of the latest requests [`Emulator::requests`] returns; their bodies have at most 64 MiB in total.
    /// Default: 10,000.
    pub fn kept_requests(mut self, kept_requests: usize) -> Self {
        self.kept_requests = Some(kept_requests);
        self
    }

    /// Calls a function with each request and its response, just before the response is sent. It blocks the emulator
    /// while it runs. Default: none.
    pub fn on_request(mut self, function: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        self.on_request = Some(Box::new(function));
        self
    }

    /// The file that keeps the state; it is created if it does not exist. Every write is on disk before its response or
    /// webhook is sent, so that neither the end of the process nor a power cut loses it. Default: none; the state is
    /// lost when the emulator stops.
    ///
    /// The file contains the apps' data, users, conversations with their contents, idempotency keys and files. The data
    /// of apps that are not configured stays in it.
    #[cfg(feature = "data")]
    pub fn data(mut self, path: impl Into<PathBuf>) -> Self {
        self.data = Some(path.into());
        self
    }

    /// Starts the emulator. It accepts requests when this returns.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] for an invalid app id, key or webhook. [`io::ErrorKind::ResourceBusy`] for a
    /// data file that is in use and [`io::ErrorKind::InvalidData`] for one that is something else. Other errors if the
    /// file cannot be read or written, the port not be bound or the thread not be started.
    pub async fn start(mut self) -> io::Result<Emulator> {
        if self.apps.is_empty() {
            self.apps.push(default_app());
        }
        self.check_apps()?;
        let (webhooks, workers) = self.webhooks()?;
        let (app_id, secret_key) = self.first_credential();
        #[cfg(feature = "data")]
        let (data, stored) = match &self.data {
            Some(path) => DataFile::open(path).map(|(data, stored)| (Some(data), stored))?,
            None => (None, Stored::new()),
        };
        let listener = bind(SocketAddr::new(self.address.unwrap_or(Ipv4Addr::LOCALHOST.into()), self.port))?;
        let base_url = self.base_url(listener.local_addr()?);
        let seed = self.seed.unwrap_or_else(|| self.clock.now().unsigned_abs());
        let store = self.store(&base_url, seed);
        #[cfg(feature = "data")]
        let store = filled(store, stored)?;
        let shared = Arc::new(Shared {
            app_id: app_id.clone(),
            store: Mutex::new(store),
            clock: self.clock,
            decisions: RwLock::new(Arc::new(self.decisions)),
            log: Log::new(self.kept_requests.unwrap_or(KEPT_REQUESTS), self.on_request),
            faults: Faults::new(seed, self.apps.iter().map(|app| app.id.clone()).collect()),
            host_names: self.host_names,
            patience: self.patience.unwrap_or(PATIENCE),
            listeners: Listeners::default(),
            webhooks,
            #[cfg(feature = "data")]
            data,
            version: watch::Sender::new(page::first_version()),
        });
        let running = Running::start(listener, Arc::clone(&shared), workers)?;
        Ok(Emulator { app_id, secret_key, base_url, shared, _running: running })
    }

    fn check_apps(&self) -> io::Result<()> {
        for (index, app) in self.apps.iter().enumerate() {
            app.check()?;
            if self.apps.iter().take(index).any(|other| other.id == app.id) {
                let sentence = format!("duplicate app id `{}`", app.id);
                return Err(io::Error::new(io::ErrorKind::InvalidInput, sentence));
            }
        }
        Ok(())
    }

    fn webhooks(&self) -> io::Result<(Webhooks, Vec<WebhookWorker>)> {
        let mut webhooks = Webhooks::default();
        let mut workers = Vec::new();
        for app in &self.apps {
            let app = self.webhooks.iter().fold(app.clone(), App::webhook);
            for (target, key) in app.targets()? {
                workers.push(webhooks.add(&app.id, target, key));
            }
        }
        Ok((webhooks, workers))
    }

    fn first_credential(&self) -> (String, String) {
        let first = self.apps.first();
        let key = first.and_then(|app| app.secret_keys.first());
        (first.map(|app| app.id.clone()).unwrap_or_default(), key.cloned().unwrap_or_default())
    }

    /// The unspecified address is not one that clients can call.
    fn base_url(&self, address: SocketAddr) -> String {
        let port = address.port();
        match self.host_names.first() {
            Some(name) => format!("http://{name}:{port}"),
            None if address.ip().is_unspecified() => format!("http://{}:{port}", Ipv4Addr::LOCALHOST),
            None => format!("http://{address}"),
        }
    }

    fn store(&self, base_url: &str, seed: u64) -> Store {
        let mut store = Store::default();
        for settings in &self.apps {
            let mut app = app::App::new(&settings.id, settings.keys(), base_url, seed_of(&settings.id, seed));
            app.themes = settings.themes_or_default();
            app.version = settings.version;
            app.repeats_ids = self.seed.is_some();
            store.insert(settings.id.clone(), app);
        }
        store
    }
}

#[cfg(feature = "data")]
fn filled(mut store: Store, mut stored: Stored) -> io::Result<Store> {
    for app in store.values_mut() {
        let records = stored.remove(&app.id).unwrap_or_default();
        app.load(records).map_err(|bad| io::Error::new(io::ErrorKind::InvalidData, bad))?;
    }
    Ok(store)
}

/// Each app has its own names, so that a file of one is not found in another.
fn seed_of(app_id: &str, seed: u64) -> u64 {
    app_id.bytes().fold(seed, |seed, byte| mixed(seed ^ u64::from(byte)))
}

fn default_app() -> App {
    App::new(APP_ID, SECRET_KEY)
}

/// The system's message does not contain the port.
fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    std::net::TcpListener::bind(address).map_err(|error| {
        let (port, address) = (address.port(), address.ip());
        io::Error::new(error.kind(), format!("port {port} on {address}: {error}"))
    })
}

/// The thread of the server. Dropping this ends it, with all its connections.
struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start(listener: std::net::TcpListener, shared: Arc<Shared>, workers: Vec<WebhookWorker>) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _context = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        // The runtime is dropped on its own thread, with all tasks.
        let thread = thread::Builder::new()
            .name("talkjs-emulator".to_owned())
            .spawn(move || runtime.block_on(serve(listener, shared, workers, stopped)))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    workers: Vec<WebhookWorker>,
    stopped: oneshot::Receiver<()>,
) {
    for worker in workers {
        tokio::spawn(worker.work(Arc::clone(&shared)));
    }
    tokio::select! {
        () = connection::accept(listener, shared) => {}
        _ = stopped => {}
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It has nothing to report, not even a panic.
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
