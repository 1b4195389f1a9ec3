//! What all calls of one client share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::auth::Authorize;
use super::base_url::BaseUrl;
use super::budget::Budget;
use super::connection::{ConnectionId, Suspects};
use super::error::Error;
use super::hooks::{Hooks, ObservedAnswer, ObservedRequest};
use super::limiter::Limiter;
use super::options::Settings;
use super::random;
use super::retry::RetryPolicy;
use super::server::Servers;
use super::server_clock::ServerClock;
use super::settings::SettingsProblem;
use super::transport::{HttpTransport, Limits, Transport};

/// How many retries the calls of a client can have at once while all fail: a tenth of it.
const RETRY_BUDGET: u32 = 100;

type Random = Box<dyn Fn() -> f64 + Send + Sync>;

/// The shared part of a client: where requests go, how they get there, and what they may use.
///
/// Cloning is cheap; clones share their connections.
#[derive(Clone)]
pub struct Core(Arc<Shared>);

struct Shared {
    base_url: BaseUrl,
    transport: Box<dyn Transport>,
    authorization: Vec<Box<dyn Authorize>>,
    servers: Servers,
    settings: Settings,
    /// Whether `settings.retry` is the caller's choice.
    retry_is_set: bool,
    response_cap: usize,
    limiter: Option<Box<dyn Limiter>>,
    budget: Budget,
    server_clock: ServerClock,
    suspects: Suspects,
    extensions: http::Extensions,
    random: Random,
    hooks: Hooks,
}

impl Core {
    /// Starts to build a core for the API at a base URL. Each operation's path is put behind it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use talkjs_client::runtime::Core;
    ///
    /// # fn main() -> Result<(), talkjs_client::Error> {
    /// let core = Core::builder("http://127.0.0.1:4010/v1").attempt_timeout(Duration::from_secs(5)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(base_url: impl Into<String>) -> CoreBuilder {
        CoreBuilder {
            base_url: base_url.into(),
            transport: None,
            authorization: Vec::new(),
            replaced: Vec::new(),
            trusted: Vec::new(),
            server_clock: ServerClock::default(),
            extensions: http::Extensions::new(),
            settings: Settings::default(),
            retry: None,
            retry_budget: RETRY_BUDGET,
            response_cap: Limits::default().response_bytes,
            limiter: None,
            random: Box::new(random::unit),
            hooks: Hooks::default(),
            connect_timeout: Duration::from_millis(3100),
            allow_plain_http: false,
        }
    }

    pub(crate) fn base_url(&self) -> &BaseUrl {
        &self.0.base_url
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    /// Marks the connection of a response that cannot belong to its request. Later responses over it are rejected, and
    /// idle connections are closed.
    pub(crate) fn mark_suspect(&self, response: &http::Extensions) {
        if let Some(connection) = ConnectionId::of(response) {
            self.0.suspects.add(connection);
        }
        self.0.transport.drop_connections();
    }

    /// Returns whether a response came over a connection that delivered a response to another request before.
    pub(crate) fn is_suspect(&self, response: &http::Extensions) -> bool {
        ConnectionId::of(response).is_some_and(|connection| self.0.suspects.contain(connection))
    }

    pub(crate) fn authorization(&self) -> &[Box<dyn Authorize>] {
        &self.0.authorization
    }

    pub(crate) fn servers(&self) -> &Servers {
        &self.0.servers
    }

    /// Returns how calls are made that do not say it themselves.
    pub(crate) fn settings(&self) -> Settings {
        self.0.settings
    }

    /// Returns the retry policy that the client was given, or else another default than that of single calls.
    pub(crate) fn retry_or(&self, default: RetryPolicy) -> RetryPolicy {
        if self.0.retry_is_set { self.0.settings.retry } else { default }
    }

    pub(crate) fn response_cap(&self) -> usize {
        self.0.response_cap
    }

    pub(crate) fn limiter(&self) -> Option<&dyn Limiter> {
        self.0.limiter.as_deref()
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.0.budget
    }

    /// Returns the server's time, which shows how far this machine's clock was corrected.
    pub fn server_clock(&self) -> &ServerClock {
        &self.0.server_clock
    }

    /// Returns the value of a type that the builder was given with [`extension`](CoreBuilder::extension).
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.extensions.get()
    }

    /// Returns a number in 0..1.
    pub(crate) fn random(&self) -> f64 {
        (self.0.random)()
    }

    pub(crate) fn hooks(&self) -> &Hooks {
        &self.0.hooks
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &format_args!("{}", self.0.base_url))
            .field("settings", &self.0.settings)
            .field("response_cap", &self.0.response_cap)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Core`].
#[must_use = "`.build()` makes the core"]
pub struct CoreBuilder {
    base_url: String,
    transport: Option<Box<dyn Transport>>,
    authorization: Vec<Box<dyn Authorize>>,
    replaced: Vec<(String, String)>,
    trusted: Vec<String>,
    server_clock: ServerClock,
    extensions: http::Extensions,
    settings: Settings,
    retry: Option<RetryPolicy>,
    retry_budget: u32,
    response_cap: usize,
    limiter: Option<Box<dyn Limiter>>,
    random: Random,
    hooks: Hooks,
    connect_timeout: Duration,
    allow_plain_http: bool,
}

impl CoreBuilder {
    /// Sets the base URL anew.
    pub(crate) fn base_url(mut self, base_url: String) -> Self {
        self.base_url = base_url;
        self
    }

    /// Sends requests through this transport, and not through the built-in one.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Adds a credential. Descriptions with several security schemes need several; the last for a scheme counts.
    pub fn authorization(mut self, authorization: impl Authorize + 'static) -> Self {
        self.authorization.retain(|known| known.scheme() != authorization.scheme());
        self.authorization.push(Box::new(authorization));
        self
    }

    /// Sends the operations that name the server `from` for themselves to the base URL `to`, for example in tests. `from`
    /// is the server's URL as the description has it. Credentials are sent to `to`.
    pub fn replace_server(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.replaced.push((from.into(), to.into()));
        self
    }

    /// Sends credentials to this server too, if operations name it for themselves. Credentials belong to the origin (scheme,
    /// host and port) of the base URL: an operation that would send one to another server is refused before it is sent.
    pub fn trust_server(mut self, url: impl Into<String>) -> Self {
        self.trusted.push(url.into());
        self
    }

    /// Uses this clock, to share its correction with a signer of tokens.
    pub fn server_clock(mut self, clock: ServerClock) -> Self {
        self.server_clock = clock;
        self
    }

    /// Keeps a value of any type with the client, for code around the generated methods. A second value of the same type
    /// replaces the first.
    pub fn extension(mut self, value: impl Clone + Send + Sync + 'static) -> Self {
        self.extensions.insert(value);
        self
    }

    /// Sets how long a call may take from `.send()` to its end, 60 seconds if not set: the queue for the rate limit, all
    /// attempts and the delays between them. A call that would have to queue for longer fails at once, and its error
    /// says how long the queue is ([`QueueTimeout`](super::QueueTimeout)). A single call can set its own. Each page of a
    /// list is a call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets how long one attempt may take, from connecting to the last byte of the answer, 15 seconds if not set. One
    /// call can set its own.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = timeout;
        self
    }

    /// Sets how long an attempt may queue for the rate limit. It only makes the wait shorter: without it, an attempt may
    /// queue for what is left of [`timeout`](Self::timeout). A call that would have to queue for longer fails at once. A
    /// single call can set its own.
    pub fn queue_timeout(mut self, timeout: Duration) -> Self {
        self.settings.queue_timeout = Some(timeout);
        self
    }

    /// Sets how often calls are tried, [`RetryPolicy::new`] if not set. One call can set its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the size of the retry budget, 100 tokens if not set. A retry takes 10 of them and gives them back if it
    /// succeeds; any other call that succeeds adds one. Without tokens nothing is retried, so that an outage does not
    /// multiply the requests. A retry after 429 is free if there is a limiter, which slows all calls down instead.
    pub fn retry_budget(mut self, tokens: u32) -> Self {
        self.retry_budget = tokens;
        self
    }

    /// Asks this limiter before every attempt. Without one, requests are sent when they are made.
    pub fn limiter(mut self, limiter: impl Limiter + 'static) -> Self {
        self.limiter = Some(Box::new(limiter));
        self
    }

    /// Sends requests when they are made, whatever limit the API has.
    pub fn without_limiter(mut self) -> Self {
        self.limiter = None;
        self
    }

    /// Sets where the random part of delays comes from: numbers in 0..1. For tests that must not be random.
    pub fn randomness(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.random = Box::new(random);
        self
    }

    /// Shows each request to this hook just before it is sent, once for each attempt. It sees all but the credential, and
    /// can change nothing. A second hook comes after the first.
    ///
    /// The request waits until the hook returns, so it must not block. If it panics, the call does.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use talkjs_client::runtime::Core;
    ///
    /// # fn main() -> Result<(), talkjs_client::Error> {
    /// let (sent, refused) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    /// let core = Core::builder("http://127.0.0.1:4010/v1")
    ///     .on_request({
    ///         let sent = Arc::clone(&sent);
    ///         move |request| {
    ///             sent.fetch_add(1, Ordering::Relaxed);
    ///             println!("{} {} (attempt {})", request.method, request.operation, request.attempt);
    ///         }
    ///     })
    ///     .on_answer({
    ///         let refused = Arc::clone(&refused);
    ///         move |answer| match answer.result {
    ///             Ok(head) if head.status.is_success() => println!("done after {:?}", answer.duration),
    ///             Ok(_) => drop(refused.fetch_add(1, Ordering::Relaxed)),
    ///             Err(error) => println!("{}: {error}", answer.request.operation),
    ///         }
    ///     })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_request(mut self, hook: impl Fn(ObservedRequest<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.add_on_request(hook);
        self
    }

    /// Shows what came of each request to this hook: the head of an answer, or why there is none. A request whose call is
    /// dropped on the way comes to no end, and is not shown again. See [`on_request`](Self::on_request).
    pub fn on_answer(mut self, hook: impl Fn(ObservedAnswer<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.add_on_answer(hook);
        self
    }

    /// Sets how long connecting may take, 3.1 seconds if not set. It has no effect on a transport of your own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the longest body of an answer in bytes, 8 MiB if not set.
    pub fn response_cap(mut self, bytes: usize) -> Self {
        self.response_cap = bytes;
        self
    }

    /// Allows plain http to other machines. The credential and all data then travel for everyone on the way to read.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Builds the core.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] when the base URL is none, when it is plain http to another machine, when it is https and no
    /// TLS feature is on, and when TLS cannot be set up.
    pub fn build(self) -> Result<Core, Error> {
        let base_url = checked("base_url", &self.base_url, self.allow_plain_http)?;
        let mut replaced = Vec::new();
        for (from, to) in self.replaced {
            replaced.push((from, checked("replace_server", &to, self.allow_plain_http)?));
        }
        let mut trusted = Vec::new();
        for url in self.trusted {
            trusted.push(checked("trust_server", &url, self.allow_plain_http)?);
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None if base_url.is_https() && !SPEAKS_TLS => return Err(refusal("transport", NO_TLS)),
            None => {
                let transport = HttpTransport::new(self.connect_timeout);
                transport.prepare(base_url.authority()).map_err(|error| refusal("transport", chain(&*error)))?;
                Box::new(transport)
            }
        };
        Ok(Core(Arc::new(Shared {
            base_url,
            transport,
            authorization: self.authorization,
            servers: Servers::new(replaced, trusted, self.allow_plain_http),
            settings: Settings { retry: self.retry.unwrap_or_default(), ..self.settings },
            retry_is_set: self.retry.is_some(),
            response_cap: self.response_cap,
            limiter: self.limiter,
            budget: Budget::new(self.retry_budget),
            server_clock: self.server_clock,
            suspects: Suspects::default(),
            extensions: self.extensions,
            random: self.random,
            hooks: self.hooks,
        })))
    }
}

const SPEAKS_TLS: bool = cfg!(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"));
const NO_TLS: &str = "speaks no https: turn on one of the cargo features `rustls`, `rustls-ring`, `native-tls` of \
                      `talkjs-client`";
pub(crate) const PLAIN_HTTP: &str =
    "must begin with `https://`: plain http is for this machine, unless `.allow_plain_http()` is set";

fn checked(setting: &'static str, url: &str, allow_plain_http: bool) -> Result<BaseUrl, Error> {
    let url: BaseUrl = url.parse().map_err(|reason: String| refusal(setting, reason))?;
    if !url.is_https() && !url.is_loopback() && !allow_plain_http {
        return Err(refusal(setting, PLAIN_HTTP));
    }
    Ok(url)
}

fn refusal(setting: &'static str, reason: impl Into<String>) -> Error {
    Error::Settings { problems: vec![SettingsProblem::new(setting, reason)] }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("could not be set up: {error}");
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(&format!(": {error}"));
        next = error.source();
    }
    text
}
