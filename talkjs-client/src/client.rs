//! The client of TalkJS and its builder.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use talkjs_runtime::http::{Method, Uri};
use zeroize::Zeroizing;

use crate::api::{Client, ConversationId, ImportedMessage, SERVER_URL, UserId, UserUpdate};
use crate::errors::hint;
use crate::facade::{Batch, BulkImport, BulkUsers, KEY_LIFETIME, Memory, StartConversation};
use crate::ids::{MAX_ID, id_problem};
use crate::secret::{Secret, SecretError};
use crate::signer::{SecretKeyBearer, TokenSigner};
use talkjs_runtime::auth::{CredentialProvider, ServerClock};
use talkjs_runtime::check::Problem;
use talkjs_runtime::error::SettingsProblem;
use talkjs_runtime::flow::escaped;
use talkjs_runtime::hooks::{ObservedRequest, ObservedResponse};
use talkjs_runtime::rate_limit::{Limiter, RateLimit, RateLimiter};
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::transport::{Transport, reqwest};
use talkjs_runtime::{ClientCore, ClientCoreBuilder, Error, RawRequest};

const NOT_SET: &str = "is not set";

/// The settings that have an environment variable: the builder's name, and the variable's.
const VARIABLES: [(&str, &str); 3] =
    [("app_id", "TALKJS_APP_ID"), ("secret_key", "TALKJS_SECRET_KEY"), ("base_url", "TALKJS_BASE_URL")];

impl Client {
    /// Creates a client from the environment variables `TALKJS_APP_ID`, `TALKJS_SECRET_KEY` and, for another server
    /// than TalkJS' own, `TALKJS_BASE_URL`, an origin such as `http://127.0.0.1:4010`. An empty variable counts as not
    /// set.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`], which names each variable that is missing or invalid.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var_os(name))
    }

    fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let mut builder = Self::builder();
        for (setting, name) in VARIABLES {
            let Some(text) = variable(name).filter(|text| !text.is_empty()) else { continue };
            // Text that is not UTF-8 gets replacement characters, which each setting rejects.
            let text = text.into_string().unwrap_or_else(|text| text.to_string_lossy().into_owned());
            builder = match setting {
                "app_id" => builder.app_id(text),
                "secret_key" => builder.secret_key(text),
                _ => builder.base_url(text),
            };
        }
        builder.build().map_err(|error| match error {
            Error::Settings { problems, .. } => problems.into_iter().map(by_variable).collect::<Vec<_>>().into(),
            error => error,
        })
    }

    /// Creates a builder.
    ///
    /// ```
    /// use std::time::Duration;
    /// use talkjs_client::Client;
    ///
    /// # fn main() -> Result<(), talkjs_client::Error> {
    /// let talkjs = Client::builder()
    ///     .app_id("q3k1pa9d")
    ///     .secret_key("sk_test_example")
    ///     .base_url("http://127.0.0.1:4010") // without it: TalkJS' own server
    ///     .timeout(Duration::from_secs(20))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> ClientBuilder {
        let (origin, _) = server_url();
        ClientBuilder {
            app_id: String::new(),
            secret_key: Zeroizing::default(),
            base_url: origin.to_owned(),
            login: Login::TokenSigner,
            core: ClientCore::builder("")
                .limiter(published_limits())
                .max_path_parameter_bytes(MAX_ID)
                .idempotency_key_lifetime(KEY_LIFETIME)
                .error_hint(hint)
                .extension(Arc::new(Memory::default())),
        }
    }

    /// Starts a conversation: writes its users, the conversation itself, and its first messages.
    ///
    /// See [`StartConversation`].
    pub fn start_conversation(&self, conversation_id: impl Into<ConversationId>) -> StartConversation {
        StartConversation::new(self, conversation_id.into())
    }

    /// Makes a request that the description does not have, with the same credential, limits and retries as all other
    /// calls. The path is relative to the app: `/users/12081`.
    ///
    /// See [`RawRequest`].
    pub fn request(&self, method: Method, path: &str) -> RawRequest {
        RawRequest::new(self.core(), method, path)
    }

    /// Signs a token for one user's front end, with the secret key of the client and by its
    /// [clock](ClientCore::server_clock), which corrects an inaccurate clock of this machine. TalkJS suggests a
    /// lifetime of one day; it is rounded up to whole seconds. Nothing is sent.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// # fn token(talkjs: talkjs_client::Client) -> Result<String, talkjs_client::Error> {
    /// talkjs.user_token("12081", Duration::from_secs(24 * 60 * 60))
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`TokenSigner::user_token`], and [`Error::Settings`] if the client has no secret key because it was
    /// built with a custom [credential provider](ClientBuilder::credentials).
    pub fn user_token(&self, user_id: impl Into<UserId>, lifetime: Duration) -> Result<String, Error> {
        match self.core().extension::<TokenSigner>() {
            Some(signer) => signer.user_token(user_id, lifetime),
            None => Err(SettingsProblem::new("secret_key", NOT_SET).into()),
        }
    }

    /// Creates or updates any number of users, a hundred per request.
    ///
    /// See [`BulkUsers`].
    pub fn bulk_upsert_users<'i, I, U>(
        &self,
        users: impl IntoIterator<Item = (I, U), IntoIter: Send + 'i>,
    ) -> BulkUsers<'i>
    where
        I: Into<UserId>,
        U: Into<UserUpdate>,
    {
        BulkUsers::new(self, users.into_iter().map(|(id, user)| (id.into(), user.into())))
    }

    /// Imports any number of past messages into a conversation, a hundred per request.
    ///
    /// See [`BulkImport`].
    pub fn bulk_import_messages<'i, M: Into<ImportedMessage> + 'i>(
        &self,
        conversation_id: impl Into<ConversationId>,
        messages: impl IntoIterator<Item = M, IntoIter: Send + 'i>,
    ) -> BulkImport<'i> {
        BulkImport::new(self, conversation_id.into(), messages.into_iter().map(Into::into))
    }

    /// Makes up to ten calls with one request, in no particular order.
    ///
    /// See [`Batch`].
    pub fn batch(&self) -> Batch {
        Batch::new(self)
    }
}

/// Builds a [`Client`]. App id and secret key are required, everything else has a default.
#[must_use = "`.build()` creates the client"]
pub struct ClientBuilder {
    app_id: String,
    secret_key: Zeroizing<String>,
    base_url: String,
    login: Login,
    core: ClientCoreBuilder,
}

impl fmt::Debug for ClientBuilder {
    /// Omits the secret key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("app_id", &self.app_id)
            .field("base_url", &self.base_url)
            .field("core", &self.core)
            .finish_non_exhaustive()
    }
}

enum Login {
    TokenSigner,
    SecretKey,
    Custom,
}

impl ClientBuilder {
    /// Sets the app id, which TalkJS' dashboard shows in its settings.
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = app_id.into();
        self
    }

    /// Sets the app's secret key, which TalkJS' dashboard shows in its settings. It signs a token for each request and
    /// is not sent itself. The builder overwrites it in memory when dropped, like a [`Secret`].
    pub fn secret_key(mut self, secret_key: impl Into<String>) -> Self {
        self.secret_key = Zeroizing::new(secret_key.into());
        self
    }

    /// Sets the server, as an origin such as `http://127.0.0.1:4010`.
    pub fn base_url(mut self, origin: impl Into<String>) -> Self {
        self.base_url = origin.into();
        self
    }

    /// Sends the secret key itself with every request, as in TalkJS' older documentation. See [`SecretKeyBearer`].
    pub fn secret_key_as_bearer(mut self) -> Self {
        self.login = Login::SecretKey;
        self
    }

    /// Sets a custom provider of the `Authorization` header. The secret key is then needed for [`Client::user_token`]
    /// only.
    pub fn credentials(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.login = Login::Custom;
        self.core = self.core.credentials(provider);
        self
    }

    /// Sends requests through this HTTP client, for other root certificates, client certificates, proxies or pools. See
    /// [`HttpTransport::from_client`](crate::transport::HttpTransport::from_client).
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.core = self.core.http_client(client);
        self
    }

    /// Ignores the proxies in the environment variables `HTTP_PROXY`, `HTTPS_PROXY` and `ALL_PROXY`. It has no effect
    /// on a custom transport or HTTP client.
    pub fn without_proxies(mut self) -> Self {
        self.core = self.core.without_proxies();
        self
    }

    /// Sets the `User-Agent` of all requests, `talkjs-client/0.1.0` if not set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.core = self.core.user_agent(user_agent);
        self
    }

    /// Sends requests through this transport instead of the built-in one.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.core = self.core.transport(transport);
        self
    }

    /// Sets how long a call may take from `.send()` to its end, 60 seconds if not set: the queue for the rate limit,
    /// all attempts and the delays between them. A call that would have to queue for longer fails at once, with the
    /// length of the queue in its error. A single call can set its own timeout. Jobs of several requests have their own
    /// limits: [`StartConversation::timeout`], [`BulkUsers::request_timeout`] and [`BulkImport::request_timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.timeout(timeout);
        self
    }

    /// Sets how long one attempt may take, from connecting to the last byte of the response, 15 seconds if not set. If
    /// a file or a stream is sent, the time starts again with each chunk that is read from it. A single call can set
    /// its own.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.attempt_timeout(timeout);
        self
    }

    /// Sets how long connecting may take, 3.1 seconds if not set. It has no effect on a custom transport.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.connect_timeout(timeout);
        self
    }

    /// Sets the longest response body in bytes, 8 MiB if not set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.core = self.core.max_response_bytes(bytes);
        self
    }

    /// Allows plain http to other machines. The credential and all data are then readable for everyone on the network
    /// path.
    pub fn allow_plain_http(mut self) -> Self {
        self.core = self.core.allow_plain_http();
        self
    }

    /// Sets how long an attempt may queue for the rate limit. It can only shorten the wait: without it, an attempt may
    /// queue for the rest of the call's time. A call that would have to queue for longer fails at once. A single call
    /// can set its own.
    pub fn queue_timeout(mut self, timeout: Duration) -> Self {
        self.core = self.core.queue_timeout(timeout);
        self
    }

    /// Sets the number of attempts: three if not set, and five for the requests of `start_conversation`. A single call
    /// can set its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.core = self.core.retry(policy);
        self
    }

    /// Sets the size of the budget that the retries of all calls share, 100 tokens if not set. See
    /// [`ClientCoreBuilder::retry_budget`].
    pub fn retry_budget(mut self, tokens: u32) -> Self {
        self.core = self.core.retry_budget(tokens);
        self
    }

    /// Sets the rate limiter, for other limits than the known ones of TalkJS, or to share it: the limits apply to an
    /// app, so all clients of an app use them together. Batches use the bucket `batch`.
    ///
    /// See [`RateLimiter`] for clients in one process. Several processes share a limit with the crate `talkjs-redis`,
    /// or with a custom [`Limiter`].
    pub fn limiter(mut self, limiter: impl Limiter + 'static) -> Self {
        self.core = self.core.limiter(limiter);
        self
    }

    /// Sends requests without a rate limiter. TalkJS then rejects excess requests.
    pub fn without_limiter(mut self) -> Self {
        self.core = self.core.without_limiter();
        self
    }

    /// Sets the source of random numbers in 0..1 for delays, for deterministic tests.
    pub fn jitter_source(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.core = self.core.jitter_source(random);
        self
    }

    /// Adds a hook that is called just before each attempt. It gets everything except the credential, and cannot change
    /// the request. See [`ClientCoreBuilder::on_request`].
    pub fn on_request(mut self, hook: impl Fn(ObservedRequest<'_>) + Send + Sync + 'static) -> Self {
        self.core = self.core.on_request(hook);
        self
    }

    /// Adds a hook that is called with the result of each attempt. See [`ClientCoreBuilder::on_response`].
    pub fn on_response(mut self, hook: impl Fn(ObservedResponse<'_>) + Send + Sync + 'static) -> Self {
        self.core = self.core.on_response(hook);
        self
    }

    /// Builds the client. Nothing is sent, so a wrong key is only reported by the first call.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] with all missing or invalid settings.
    pub fn build(self) -> Result<Client, Error> {
        let mut problems: Vec<_> =
            [app_id_problem(&self.app_id), origin_problem(&self.base_url)].into_iter().flatten().collect();
        // With an invalid app id, the URL would only cause a second error.
        let url = match problems.as_slice() {
            [] => app_url(&self.base_url, &self.app_id),
            _ => self.base_url,
        };
        let core = self.core.base_url(url);
        let clock = ServerClock::default();
        let mut core = core.server_clock(clock.clone());
        match checked_secret(self.secret_key) {
            Ok(secret) => {
                let signer = TokenSigner::new(self.app_id, secret.clone()).clock(clock);
                core = match self.login {
                    Login::TokenSigner => core.credentials(signer.clone()),
                    Login::SecretKey => core.credentials(SecretKeyBearer::new(secret)),
                    Login::Custom => core,
                };
                core = core.extension(signer);
            }
            Err(_) if matches!(self.login, Login::Custom) => {}
            Err(problem) => problems.push(problem),
        }
        match core.build() {
            Ok(core) if problems.is_empty() => Ok(Client::with_core(core)),
            Ok(_) => Err(problems.into()),
            Err(Error::Settings { problems: more, .. }) => {
                problems.extend(more);
                Err(problems.into())
            }
            Err(error) => Err(error),
        }
    }
}

/// The known limits of an app, with a burst reduced by ten requests: requests do not arrive as evenly as they are sent.
///
/// A third party documents 9 per second and a burst of 600 (`x-rate-limit` in the description); TalkJS documents 1 and
/// 500 for batches.
fn published_limits() -> RateLimiter {
    RateLimiter::new(RateLimit::per_second(9, 590)).bucket("batch", RateLimit::per_second(1, 490))
}

/// The description's server, split into origin and path.
fn server_url() -> (&'static str, &'static str) {
    let origin = SERVER_URL.match_indices('/').nth(2).map_or(SERVER_URL.len(), |(end, _)| end);
    SERVER_URL.split_at_checked(origin).unwrap_or((SERVER_URL, ""))
}

/// The base URL of one app on a server.
fn app_url(origin: &str, app_id: &str) -> String {
    let (_, template) = server_url();
    let path = template.replace("{appId}", &escaped(app_id));
    format!("{}{path}", origin.trim_end_matches('/'))
}

fn app_id_problem(app_id: &str) -> Option<SettingsProblem> {
    match id_problem(app_id)? {
        Problem::Empty => Some(SettingsProblem::new("app_id", NOT_SET)),
        problem => Some(SettingsProblem::new("app_id", problem.to_string())),
    }
}

/// An invalid URL is left to the core, which reports the reason.
fn origin_problem(origin: &str) -> Option<SettingsProblem> {
    let url: Uri = origin.parse().ok()?;
    let path = url.path().trim_end_matches('/');
    let reason = format!("must be an origin such as `http://127.0.0.1:4010`, without the path `{path}`");
    (!path.is_empty()).then(|| SettingsProblem::new("base_url", reason))
}

fn checked_secret(secret_key: Zeroizing<String>) -> Result<Secret, SettingsProblem> {
    let reason = |error: SecretError| if error == SecretError::Empty { NOT_SET.to_owned() } else { error.to_string() };
    Secret::checked(secret_key).map_err(|error| SettingsProblem::new("secret_key", reason(error)))
}

/// Names a setting by its environment variable.
fn by_variable(problem: SettingsProblem) -> SettingsProblem {
    let variable = VARIABLES.iter().find(|(setting, _)| *setting == problem.setting);
    SettingsProblem::new(variable.map_or(problem.setting, |(_, name)| name), problem.reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<Client, String> {
        Client::from_variables(|name| {
            variables.iter().find(|(variable, _)| *variable == name).map(|(_, text)| OsString::from(text))
        })
        .map_err(|error| error.to_string())
    }

    const HERE: (&str, &str) = ("TALKJS_BASE_URL", "http://127.0.0.1:4010");

    #[test]
    fn three_variables_make_a_client() {
        let client = from(&[("TALKJS_APP_ID", "q3k1pa9d"), ("TALKJS_SECRET_KEY", "sk_test_canary"), HERE]).unwrap();
        assert_eq!(client.core().base_url().to_string(), "http://127.0.0.1:4010/v1/q3k1pa9d");
        assert!(!format!("{client:?}").contains("canary"));
    }

    #[test]
    fn every_missing_or_wrong_variable_is_named_at_once() {
        assert_eq!(
            from(&[HERE]).unwrap_err(),
            "invalid settings: `TALKJS_APP_ID` is not set; `TALKJS_SECRET_KEY` is not set"
        );
        assert_eq!(
            from(&[("TALKJS_APP_ID", ""), ("TALKJS_SECRET_KEY", "sk_canary\n"), ("TALKJS_BASE_URL", "nonsense")])
                .unwrap_err(),
            "invalid settings: `TALKJS_APP_ID` is not set; `TALKJS_SECRET_KEY` has a character at \
             position 9 that is not visible ASCII, such as a space or a line break; `TALKJS_BASE_URL` must be a full \
             URL such as `https://api.example.com`"
        );
    }

    #[test]
    fn the_base_url_is_an_origin() {
        let built = |origin: &str| {
            let builder = Client::builder().app_id("app").secret_key("sk").base_url(origin);
            builder.build().map(|client| client.core().base_url().to_string()).map_err(|error| error.to_string())
        };
        assert_eq!(built("http://127.0.0.1:4010/").unwrap(), "http://127.0.0.1:4010/v1/app");
        assert_eq!(
            built("http://127.0.0.1:4010/v1/app").unwrap_err(),
            "invalid settings: `base_url` must be an origin such as `http://127.0.0.1:4010`, without the \
             path `/v1/app`"
        );
        assert_eq!(
            built("http://api.talkjs.com").unwrap_err(),
            "invalid settings: `base_url` must begin with `https://`: plain http is for this machine, \
             unless `.allow_plain_http()` is set"
        );
    }

    #[test]
    fn plain_http_to_others_is_possible_for_those_who_insist() {
        let builder = Client::builder().app_id("app").secret_key("sk").base_url("http://talkjs.internal");
        assert!(builder.allow_plain_http().build().is_ok());
    }

    #[test]
    fn an_app_id_stays_one_segment() {
        let url = |app_id: &str| {
            let builder = Client::builder().app_id(app_id).secret_key("sk").base_url("http://127.0.0.1:1");
            builder.build().map(|client| client.core().base_url().to_string()).map_err(|error| error.to_string())
        };
        assert_eq!(url("a/b").unwrap(), "http://127.0.0.1:1/v1/a%2Fb");
        assert_eq!(
            url("..").unwrap_err(),
            "invalid settings: `app_id` must not be `.` or `..`, which cannot be a segment of a URL"
        );
    }

    #[test]
    fn the_server_of_the_description_is_the_default() {
        assert_eq!(server_url(), ("https://api.talkjs.com", "/v1/{appId}"));
        assert_eq!(app_url("https://api.talkjs.com", "app"), "https://api.talkjs.com/v1/app");
        let built = Client::builder().app_id("app").secret_key("sk").build();
        if cfg!(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls")) {
            assert_eq!(built.unwrap().core().base_url().to_string(), "https://api.talkjs.com/v1/app");
        } else {
            assert_eq!(
                built.unwrap_err().to_string(),
                "invalid settings: `transport` does not support https: enable one of the cargo features `rustls`, \
                 `rustls-ring`, `native-tls` of `talkjs-client`"
            );
        }
    }
}
