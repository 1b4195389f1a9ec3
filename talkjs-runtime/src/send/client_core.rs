//! The state that all calls of one client share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::request::base_url::BaseUrl;
use crate::send::auth::CredentialProvider;
use crate::send::budget::Budget;
use crate::send::transport::connection::{ConnectionId, Suspects};
use bytes::Bytes;
use http::HeaderValue;

use crate::error::Error;
use crate::error::api_error::ApiError;
use crate::error::settings::SettingsProblem;
use crate::random;
use crate::request::operation::Operation;
use crate::request::servers::{PLAIN_HTTP, Servers};
use crate::response::server_clock::ServerClock;
use crate::send::auth::choose::Wanted;
use crate::send::hooks::{Hooks, ObservedRequest, ObservedResponse};
use crate::send::limiter::Limiter;
use crate::send::options::{CallOptions, Settings};
use crate::send::policy::RetryPolicy;
#[cfg(target_arch = "wasm32")]
use crate::send::transport::fetch::HttpTransport;
#[cfg(not(target_arch = "wasm32"))]
use crate::send::transport::http::HttpTransport;
use crate::send::transport::{AttemptLimits, Transport};

/// The user agent of a client without a name.
const AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The size of the retry budget: while all calls fail, a tenth of it is the most retries.
const RETRY_BUDGET: u32 = 100;

type Random = Box<dyn Fn() -> f64 + Send + Sync>;

/// The shared part of a client: base URL, transport, credentials and limits.
///
/// Cloning is cheap; clones share their connections.
#[derive(Clone)]
pub struct ClientCore {
    shared: Arc<Shared>,
    /// The name and version of the generated client.
    client: &'static str,
    user_agent: HeaderValue,
}

struct Shared {
    base_url: BaseUrl,
    transport: Box<dyn Transport>,
    credentials: Vec<Box<dyn CredentialProvider>>,
    servers: Servers,
    settings: Settings,
    /// Whether `settings.retry` was set by the caller.
    retry_is_set: bool,
    max_response_bytes: usize,
    limiter: Option<Box<dyn Limiter>>,
    budget: Budget,
    server_clock: ServerClock,
    suspects: Suspects,
    extensions: http::Extensions,
    random: Random,
    hooks: Hooks,
    user_agent: Option<HeaderValue>,
    max_path_parameter_bytes: Option<usize>,
    hint: Option<Hint>,
    forces_credentials: bool,
    ignores_operation_servers: bool,
}

/// Returns advice for an error response.
type Hint = fn(&ApiError) -> Option<&'static str>;

impl ClientCore {
    /// Creates a builder for the API at a base URL, to which each operation's path is appended.
    ///
    /// ```
    /// use std::time::Duration;
    /// use talkjs_runtime::ClientCore;
    ///
    /// # fn main() -> Result<(), talkjs_runtime::Error> {
    /// let core = ClientCore::builder("http://127.0.0.1:4010/v1").attempt_timeout(Duration::from_secs(5)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(base_url: impl Into<String>) -> ClientCoreBuilder {
        ClientCoreBuilder {
            base_url: base_url.into(),
            transport: None,
            credentials: Vec::new(),
            replaced: Vec::new(),
            trusted: Vec::new(),
            server_clock: ServerClock::default(),
            extensions: http::Extensions::new(),
            settings: Settings::default(),
            retry: None,
            retry_budget: RETRY_BUDGET,
            max_response_bytes: AttemptLimits::default().response_bytes,
            limiter: None,
            random: Box::new(random::unit),
            hooks: Hooks::default(),
            connect_timeout: Duration::from_millis(3100),
            uses_proxies: true,
            allow_plain_http: false,
            user_agent: None,
            max_path_parameter_bytes: None,
            hint: None,
            forces_credentials: false,
            ignores_operation_servers: false,
        }
    }

    /// Sets the name of the generated client. It is the user agent unless the builder has set one.
    #[doc(hidden)]
    #[must_use]
    pub fn for_client(mut self, client: &'static str) -> Self {
        self.client = client;
        let of_client = || HeaderValue::from_maybe_shared(Bytes::from_static(client.as_bytes())).ok();
        if let Some(user_agent) = self.shared.user_agent.clone().or_else(of_client) {
            self.user_agent = user_agent;
        }
        self
    }

    /// Returns name and version of the generated client: `petstore-client/1.2.3`.
    pub(crate) fn client(&self) -> &'static str {
        self.client
    }

    /// Returns the `User-Agent` of requests.
    pub(crate) fn user_agent(&self) -> &HeaderValue {
        &self.user_agent
    }

    pub(crate) fn max_path_parameter_bytes(&self) -> Option<usize> {
        self.shared.max_path_parameter_bytes
    }

    /// Returns the credentials for a call of an operation.
    pub(crate) fn wanted(&self, operation: &Operation, options: Option<&CallOptions>) -> Wanted {
        match options.and_then(|options| options.credentials.as_ref()) {
            Some(wanted) => wanted.clone(),
            None if self.shared.forces_credentials => Wanted::All,
            None => Wanted::Declared(operation.security),
        }
    }

    /// Returns whether operations with their own server are sent to the base URL.
    pub(crate) fn ignores_operation_servers(&self) -> bool {
        self.shared.ignores_operation_servers
    }

    /// Returns the client's hint for an error response.
    pub(crate) fn hint(&self, error: &ApiError) -> Option<&'static str> {
        self.shared.hint.and_then(|hint| hint(error))
    }

    /// Returns the base URL, without a trailing slash.
    pub fn base_url(&self) -> impl fmt::Display + '_ {
        &self.shared.base_url
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.shared.base_url
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.shared.transport
    }

    /// Marks the connection of a response that cannot belong to its request. Later responses over it are rejected, and
    /// idle connections are closed.
    pub fn mark_suspect(&self, response: &http::Extensions) {
        if let Some(connection) = ConnectionId::of(response) {
            self.shared.suspects.add(connection);
        }
        self.shared.transport.drop_connections();
    }

    /// Returns whether a response came over a connection that delivered a response for another request before.
    pub fn is_suspect(&self, response: &http::Extensions) -> bool {
        let suspects = &self.shared.suspects;
        suspects.are_known() && ConnectionId::of(response).is_some_and(|connection| suspects.contain(connection))
    }

    pub(crate) fn credentials(&self) -> &[Box<dyn CredentialProvider>] {
        &self.shared.credentials
    }

    pub(crate) fn servers(&self) -> &Servers {
        &self.shared.servers
    }

    /// Returns the default settings of calls.
    pub(crate) fn settings(&self) -> Settings {
        self.shared.settings
    }

    /// Returns the client's retry policy if it was set, and `default` otherwise.
    pub fn retry_or(&self, default: RetryPolicy) -> RetryPolicy {
        if self.shared.retry_is_set { self.shared.settings.retry } else { default }
    }

    pub(crate) fn max_response_bytes(&self) -> usize {
        self.shared.max_response_bytes
    }

    pub(crate) fn limiter(&self) -> Option<&dyn Limiter> {
        self.shared.limiter.as_deref()
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    /// Returns the server's time, which contains the correction of this machine's clock.
    pub fn server_clock(&self) -> &ServerClock {
        &self.shared.server_clock
    }

    /// Returns the value of a type that was set with [`extension`](ClientCoreBuilder::extension).
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.shared.extensions.get()
    }

    /// Returns a number in 0..1.
    pub(crate) fn random(&self) -> f64 {
        (self.shared.random)()
    }

    pub(crate) fn hooks(&self) -> &Hooks {
        &self.shared.hooks
    }
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCore")
            .field("base_url", &format_args!("{}", self.shared.base_url))
            .field("settings", &self.shared.settings)
            .field("max_response_bytes", &self.shared.max_response_bytes)
            .finish_non_exhaustive()
    }
}

/// Builds a [`ClientCore`].
#[must_use = "`.build()` creates the core"]
pub struct ClientCoreBuilder {
    base_url: String,
    transport: Option<Box<dyn Transport>>,
    credentials: Vec<Box<dyn CredentialProvider>>,
    replaced: Vec<(String, String)>,
    trusted: Vec<String>,
    server_clock: ServerClock,
    extensions: http::Extensions,
    settings: Settings,
    retry: Option<RetryPolicy>,
    retry_budget: u32,
    max_response_bytes: usize,
    limiter: Option<Box<dyn Limiter>>,
    random: Random,
    hooks: Hooks,
    connect_timeout: Duration,
    uses_proxies: bool,
    allow_plain_http: bool,
    user_agent: Option<String>,
    max_path_parameter_bytes: Option<usize>,
    hint: Option<Hint>,
    forces_credentials: bool,
    ignores_operation_servers: bool,
}

impl fmt::Debug for ClientCoreBuilder {
    /// Omits credentials, and functions of the caller.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCoreBuilder")
            .field("settings", &self.settings)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}

impl ClientCoreBuilder {
    /// Replaces the base URL.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sets the `User-Agent` of all requests. The default is the name and version of the crate with the generated
    /// client, such as `petstore-client/1.2.3`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets the longest value of a path parameter in bytes, before escaping. Longer ones are rejected before anything
    /// is sent. By default only the length of the URL is limited: 65,534 bytes.
    pub fn max_path_parameter_bytes(mut self, bytes: usize) -> Self {
        self.max_path_parameter_bytes = Some(bytes);
        self
    }

    /// Sets how long the API remembers idempotency keys. A request with an older key is rejected before it is sent, and
    /// not retried, since it could take effect a second time. Allow some time for differences between clocks. By
    /// default, keys do not expire.
    pub fn idempotency_key_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.key_lifetime = Some(lifetime);
        self
    }

    /// Adds advice to error responses, such as "check the app id". It is at the end of the error message.
    pub fn error_hint(mut self, hint: fn(&ApiError) -> Option<&'static str>) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Sends requests through this transport instead of the built-in one.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Adds a credential provider. Descriptions with several security schemes need several; the last one for a scheme
    /// is used.
    pub fn credentials(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.credentials.retain(|known| known.scheme() != provider.scheme());
        self.credentials.push(Box::new(provider));
        self
    }

    /// Sends all credentials with every operation, whatever security the description declares. Some descriptions
    /// wrongly declare operations as open (`security: []`).
    pub fn force_credentials(mut self) -> Self {
        self.forces_credentials = true;
        self
    }

    /// Sends all operations to the base URL, including those with their own server in the description: for a mock or a
    /// proxy that replaces all servers of the API.
    pub fn ignore_operation_servers(mut self) -> Self {
        self.ignores_operation_servers = true;
        self
    }

    /// Sends operations whose own server is `from` to the base URL `to`, for example in tests. `from` is the server URL
    /// as written in the description. Credentials are sent to `to`.
    pub fn replace_server(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.replaced.push((from.into(), to.into()));
        self
    }

    /// Also sends credentials to this server of single operations. Credentials belong to the origin (scheme, host and
    /// port) of the base URL: an operation that would send one to another server is rejected before it is sent.
    pub fn trust_server(mut self, url: impl Into<String>) -> Self {
        self.trusted.push(url.into());
        self
    }

    /// Uses this clock, to share its correction with a signer of tokens.
    pub fn server_clock(mut self, clock: ServerClock) -> Self {
        self.server_clock = clock;
        self
    }

    /// Stores a value of any type with the client, for code around the generated methods. A second value of the same
    /// type replaces the first.
    pub fn extension(mut self, value: impl Clone + Send + Sync + 'static) -> Self {
        self.extensions.insert(value);
        self
    }

    /// Sets how long a call may take from `.send()` to its end, 60 seconds if not set: the queue for the rate limit,
    /// all attempts and the delays between them. A call that would have to queue for longer fails at once, with the
    /// length of the queue in its error ([`QueueTimeout`](crate::rate_limit::QueueTimeout)). A single call can set its
    /// own timeout. Each page of a list is a call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets how long one attempt may take, from connecting to the last byte of the response, 15 seconds if not set. If
    /// a file or a stream is sent, the time starts again with each chunk that is read from it. A single call can set
    /// its own.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = timeout;
        self
    }

    /// Sets how long an attempt may queue for the rate limit. It can only shorten the wait: without it, an attempt may
    /// queue for the rest of [`timeout`](Self::timeout). A call that would have to queue for longer fails at once. A
    /// single call can set its own.
    pub fn queue_timeout(mut self, timeout: Duration) -> Self {
        self.settings.queue_timeout = Some(timeout);
        self
    }

    /// Sets the retry policy, [`RetryPolicy::new`] if not set. A single call can set its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the size of the retry budget, 100 tokens if not set. A retry takes 10 tokens and returns them if it
    /// succeeds; any other successful call adds one. Without tokens there are no retries, so that an outage does not
    /// multiply the requests. A retry after 429 is free if there is a limiter, which slows all calls down instead.
    pub fn retry_budget(mut self, tokens: u32) -> Self {
        self.retry_budget = tokens;
        self
    }

    /// Sets the rate limiter, which is called before every attempt. By default, requests are sent without one.
    pub fn limiter(mut self, limiter: impl Limiter + 'static) -> Self {
        self.limiter = Some(Box::new(limiter));
        self
    }

    /// Sends requests without a rate limiter.
    pub fn without_limiter(mut self) -> Self {
        self.limiter = None;
        self
    }

    /// Sets the source of random numbers in 0..1 for delays, for deterministic tests.
    pub fn jitter_source(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.random = Box::new(random);
        self
    }

    /// Adds a hook that is called just before each attempt. It gets everything except the credential, and cannot change
    /// the request. Hooks run in the order in which they were added.
    ///
    /// The request waits until the hook returns, so it must not block. A panic in the hook is a panic of the call.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use talkjs_runtime::ClientCore;
    ///
    /// # fn main() -> Result<(), talkjs_runtime::Error> {
    /// let (sent, rejected) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    /// let core = ClientCore::builder("http://127.0.0.1:4010/v1")
    ///     .on_request({
    ///         let sent = Arc::clone(&sent);
    ///         move |request| {
    ///             sent.fetch_add(1, Ordering::Relaxed);
    ///             println!("{} {} (attempt {})", request.method, request.operation, request.attempt);
    ///         }
    ///     })
    ///     .on_response({
    ///         let rejected = Arc::clone(&rejected);
    ///         move |response| match response.result {
    ///             Ok(head) if head.status.is_success() => println!("done after {:?}", response.duration),
    ///             Ok(_) => drop(rejected.fetch_add(1, Ordering::Relaxed)),
    ///             Err(error) => println!("{}: {error}", response.request.operation),
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

    /// Adds a hook that is called with the result of each attempt: the head of a response, or the reason why there is
    /// none. If a call is dropped during an attempt, the hook is not called for it. See
    /// [`on_request`](Self::on_request).
    pub fn on_response(mut self, hook: impl Fn(ObservedResponse<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.add_on_response(hook);
        self
    }

    /// Sends requests through this HTTP client, for other root certificates, client certificates, proxies or pools. See
    /// [`HttpTransport::from_client`].
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(HttpTransport::from_client(client))
    }

    /// Ignores the proxies in the environment variables `HTTP_PROXY`, `HTTPS_PROXY` and `ALL_PROXY`. It has no effect
    /// on a custom transport.
    pub fn without_proxies(mut self) -> Self {
        self.uses_proxies = false;
        self
    }

    /// Sets how long connecting may take, 3.1 seconds if not set. It has no effect on a custom transport.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the longest response body in bytes, 8 MiB if not set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Allows plain http to other machines. The credential and all data are then readable for everyone on the network
    /// path.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Builds the core.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] if the base URL is invalid, if it is plain http to another machine, if it is https and no
    /// TLS feature is enabled, and if TLS cannot be set up.
    pub fn build(self) -> Result<ClientCore, Error> {
        let base_url = checked("base_url", &self.base_url, self.allow_plain_http)?;
        let mut replaced = Vec::new();
        for (from, to) in self.replaced {
            replaced.push((from, checked("replace_server", &to, self.allow_plain_http)?));
        }
        let mut trusted = Vec::new();
        for url in self.trusted {
            trusted.push(checked("trust_server", &url, self.allow_plain_http)?);
        }
        let user_agent = self.user_agent.as_deref().map(HeaderValue::from_str).transpose();
        let user_agent = user_agent.map_err(|_| refusal("user_agent", "must be visible ASCII"))?;
        let transport = match self.transport {
            Some(transport) => transport,
            None if base_url.is_https() && !SPEAKS_TLS => return Err(refusal("transport", NO_TLS)),
            None => {
                let transport = match self.uses_proxies {
                    true => HttpTransport::new(self.connect_timeout),
                    false => HttpTransport::without_proxies(self.connect_timeout),
                };
                transport.prepare(base_url.authority()).map_err(|error| refusal("transport", chain(&*error)))?;
                Box::new(transport)
            }
        };
        Ok(ClientCore {
            client: AGENT,
            user_agent: user_agent.clone().unwrap_or(HeaderValue::from_static(AGENT)),
            shared: Arc::new(Shared {
                base_url,
                transport,
                credentials: self.credentials,
                servers: Servers::new(replaced, trusted, self.allow_plain_http),
                settings: Settings { retry: self.retry.unwrap_or_default(), ..self.settings },
                retry_is_set: self.retry.is_some(),
                user_agent,
                max_path_parameter_bytes: self.max_path_parameter_bytes,
                hint: self.hint,
                forces_credentials: self.forces_credentials,
                ignores_operation_servers: self.ignores_operation_servers,
                max_response_bytes: self.max_response_bytes,
                limiter: self.limiter,
                budget: Budget::new(self.retry_budget),
                server_clock: self.server_clock,
                suspects: Suspects::default(),
                extensions: self.extensions,
                random: self.random,
                hooks: self.hooks,
            }),
        })
    }
}

const SPEAKS_TLS: bool = cfg!(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"));
const NO_TLS: &str = "does not support https: enable one of the cargo features `rustls`, `rustls-ring`, `native-tls` of \
                      `talkjs-runtime`";

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
