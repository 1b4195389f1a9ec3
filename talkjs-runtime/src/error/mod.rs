//! The one error type.

pub(crate) mod api_error;
pub(crate) mod header_names;
pub(crate) mod queue_timeout;
pub(crate) mod retries;
pub(crate) mod settings;
pub(crate) mod stream_error;
pub(crate) mod transport_error;
pub(crate) mod typed_error;
pub(crate) mod unexpected;
pub(crate) mod wording;

pub use self::api_error::ApiError;
pub use self::settings::SettingsProblem;
pub use self::stream_error::{StreamError, StreamProblem};
pub use self::typed_error::{DeclaredBody, ErrorResponse, TypedError};
pub use self::unexpected::UnexpectedResponse;
pub use crate::response::read::Mismatch;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use http::StatusCode;

use crate::boxed::BoxError;
use crate::error::queue_timeout::QueueTimeout;
use crate::error::retries::RetrySummary;
use crate::error::transport_error::TransportError;
use crate::error::wording::{repeat_words, shortened};
use crate::request::violation::Violation;
use crate::response::status::is_transient;

/// The reason why a call did not succeed. The variants distinguish whether anything was sent, and whether it took
/// effect.
///
/// The message names the operation and never contains a credential. The cause, if there is one, is the
/// [`source`](std::error::Error::source). The message repeats at most the root cause; that of [`Job`](Self::Job)
/// contains the message of its cause.
#[non_exhaustive]
pub enum Error {
    /// Invalid settings: a client could not be built, or a URL or a token could not be created.
    #[non_exhaustive]
    Settings {
        /// All problems of the settings.
        problems: Vec<SettingsProblem>,
    },
    /// The request violates the description, so nothing was sent.
    #[non_exhaustive]
    InvalidRequest {
        /// The operation that was called.
        operation: &'static str,
        /// All violations of the request.
        violations: Vec<Violation>,
    },
    /// Nothing was sent: there was no connection or no credential, or the rate limit did not allow it. It is safe to
    /// retry.
    #[non_exhaustive]
    NotSent {
        /// The operation that was called.
        operation: &'static str,
        /// The attempts of the call.
        retries: RetrySummary,
        /// The reason.
        source: BoxError,
    },
    /// The request may have taken effect: it was sent, and no complete response arrived.
    #[non_exhaustive]
    OutcomeUnknown {
        /// The operation that was called.
        operation: &'static str,
        /// Whether sending the same request again is harmless, so that a retry resolves the uncertainty.
        safe_to_repeat: bool,
        /// The attempts of the call.
        retries: RetrySummary,
        /// The reason.
        source: TransportError,
    },
    /// The API responded with an error. A request that is rejected with 4xx took no effect; with 5xx it may have, as
    /// after a lost connection. See [`ApiError::outcome_unknown`].
    Api(Box<ApiError>),
    /// The API responded with success, so the request took effect, but the response does not match the description.
    UnexpectedResponse(Box<UnexpectedResponse>),
    /// The response is larger than the client's limit.
    #[non_exhaustive]
    ResponseTooLarge {
        /// The operation that was called.
        operation: &'static str,
        /// The status of the response.
        status: StatusCode,
        /// The longest body allowed, in bytes.
        limit: usize,
        /// The attempts of the call.
        retries: RetrySummary,
    },
    /// A stream of events or values ended early, or one of them does not match the description.
    Stream(Box<StreamError>),
    /// A job of several requests stopped half way. See [`job`](Self::job).
    Job(Box<dyn JobError>),
}

impl From<UnexpectedResponse> for Error {
    fn from(response: UnexpectedResponse) -> Self {
        Self::UnexpectedResponse(Box::new(response))
    }
}

impl From<StreamError> for Error {
    fn from(error: StreamError) -> Self {
        Self::Stream(Box::new(error))
    }
}

impl From<SettingsProblem> for Error {
    fn from(problem: SettingsProblem) -> Self {
        Self::Settings { problems: vec![problem] }
    }
}

impl From<Vec<SettingsProblem>> for Error {
    fn from(problems: Vec<SettingsProblem>) -> Self {
        Self::Settings { problems }
    }
}

/// The error of a job of several requests, such as a hand-written flow over generated calls. It becomes an [`Error`]
/// with `.into()`, and can be extracted again.
pub trait JobError: StdError + Any + Send + Sync {
    /// Returns the error of the request that stopped the job.
    fn stopped_by(&self) -> &Error;
}

impl<E: JobError> From<E> for Error {
    fn from(error: E) -> Self {
        Self::Job(Box::new(error))
    }
}

impl Error {
    /// Creates the error of an operation or a job whose request is invalid and was not sent.
    pub fn invalid_request(operation: &'static str, violations: Vec<Violation>) -> Self {
        Self::InvalidRequest { operation, violations }
    }

    /// Creates the error of a request that was not sent, for a temporary reason.
    pub fn not_sent(operation: &'static str, source: impl Into<BoxError>) -> Self {
        Self::NotSent { operation, retries: RetrySummary::NONE, source: source.into() }
    }

    /// Returns the error of a job, if it is one of this type.
    pub fn job<E: JobError>(&self) -> Option<&E> {
        let Self::Job(job) = self else { return None };
        let job: &dyn Any = &**job;
        job.downcast_ref()
    }

    /// Extracts the error of a job, if it is one of this type.
    ///
    /// # Errors
    ///
    /// The error itself, if it is another one.
    pub fn into_job<E: JobError>(self) -> Result<Box<E>, Self> {
        if self.job::<E>().is_none() {
            return Err(self);
        }
        match self {
            // The type was checked, so this cannot fail.
            Self::Job(job) => (job as Box<dyn Any>).downcast().map_err(|_| Self::Settings { problems: Vec::new() }),
            error => Err(error),
        }
    }

    /// Returns the status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::UnexpectedResponse(response) => Some(response.status),
            Self::ResponseTooLarge { status, .. } => Some(*status),
            Self::Job(job) => job.stopped_by().status(),
            Self::Settings { .. }
            | Self::InvalidRequest { .. }
            | Self::NotSent { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Stream(_) => None,
        }
    }

    /// Returns the operation that failed, by its `operationId`; for a job of several requests the one that stopped it.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Settings { .. } => None,
            Self::InvalidRequest { operation, .. }
            | Self::NotSent { operation, .. }
            | Self::OutcomeUnknown { operation, .. }
            | Self::ResponseTooLarge { operation, .. } => Some(operation),
            Self::Api(error) => Some(error.operation),
            Self::UnexpectedResponse(response) => Some(response.operation),
            Self::Stream(error) => Some(error.operation),
            Self::Job(job) => job.stopped_by().operation(),
        }
    }

    /// Returns how many attempts the call had, and why there was no further one; for a job of several requests, those
    /// of the request that stopped it.
    pub fn retries(&self) -> RetrySummary {
        match self {
            Self::Settings { .. } | Self::InvalidRequest { .. } => RetrySummary::NONE,
            Self::NotSent { retries, .. }
            | Self::OutcomeUnknown { retries, .. }
            | Self::ResponseTooLarge { retries, .. } => *retries,
            Self::Api(error) => error.retries,
            Self::UnexpectedResponse(response) => response.retries,
            Self::Stream(error) => error.retries,
            Self::Job(job) => job.stopped_by().retries(),
        }
    }

    /// Returns whether the status is 404: there is no such resource.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the status is 401. Check the credential and this machine's clock.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the status is 429: too many requests in too short a time.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether a timeout expired: for a connection, for a response, or in the queue for the rate limit.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::OutcomeUnknown { source, .. } => matches!(source, TransportError::Timeout { .. }),
            Self::NotSent { source, .. } => is_timed_out(&**source),
            Self::Stream(error) => error.is_timeout(),
            Self::Job(job) => job.stopped_by().is_timeout(),
            _ => false,
        }
    }

    /// Returns whether the same request can be sent again without harm and with the chance of another outcome: nothing
    /// was sent, or the outcome is unknown and a retry has no further effect, or the API responded with a temporary
    /// status (408, 429, 500, 502, 503, 504). For a job of several requests, whether it can be resumed now.
    ///
    /// The client has already made its own retries. So wait for [`retry_after`](Self::retry_after), or longer than the
    /// client's delays, before the next one.
    ///
    /// ```
    /// use std::time::Duration;
    /// use talkjs_runtime::Error;
    ///
    /// /// The delay before a worker retries a job; `None` if a person has to decide.
    /// fn delay(error: &Error) -> Option<Duration> {
    ///     error.is_retryable().then(|| error.retry_after().unwrap_or(Duration::from_secs(60)))
    /// }
    /// ```
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent { .. } => true,
            Self::OutcomeUnknown { safe_to_repeat, .. } => *safe_to_repeat,
            Self::Api(error) => error.safe_to_repeat && is_transient(error.status),
            Self::Stream(error) => error.safe_to_repeat && error.is_break(),
            Self::Job(job) => job.stopped_by().is_retryable(),
            Self::Settings { .. }
            | Self::InvalidRequest { .. }
            | Self::UnexpectedResponse(_)
            | Self::ResponseTooLarge { .. } => false,
        }
    }

    /// Returns how long the API asks clients to wait before the next request (`Retry-After`), if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after(),
            Self::Job(job) => job.stopped_by().retry_after(),
            _ => None,
        }
    }

    /// Returns the server's id of the request, for its support: the header `X-Request-Id` or `Request-Id` of an error
    /// response.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => {
                let header = ["x-request-id", "request-id"].iter().find_map(|name| error.headers.get(*name));
                header?.to_str().ok()
            }
            Self::Job(job) => job.stopped_by().request_id(),
            _ => None,
        }
    }

    /// Returns whether the request may have taken effect without confirmation: there was no response or one with 5xx,
    /// in this or an earlier attempt.
    ///
    /// Before you send such a request again, see `safe_to_repeat` in [`Error::OutcomeUnknown`] and in [`ApiError`].
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. } => true,
            Self::Api(error) => error.outcome_unknown,
            Self::ResponseTooLarge { status, .. } => status.is_server_error(),
            Self::Job(job) => job.stopped_by().is_outcome_unknown(),
            _ => false,
        }
    }

    pub(crate) fn from_transport(
        operation: &'static str,
        safe_to_repeat: bool,
        retries: RetrySummary,
        error: TransportError,
    ) -> Self {
        match error {
            TransportError::NotSent(source) => Self::NotSent { operation, retries, source },
            TransportError::TooLarge { status, limit } => Self::ResponseTooLarge { operation, status, limit, retries },
            source @ (TransportError::NoResponse(_) | TransportError::Timeout { .. } | TransportError::Body(_)) => {
                Self::OutcomeUnknown { operation, safe_to_repeat, retries, source }
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings { problems } => write!(f, "invalid settings: {}", listed(problems)),
            Self::InvalidRequest { operation, violations } => {
                write!(f, "`{operation}` was not sent: {}", listed(violations))
            }
            Self::NotSent { operation, retries, source } => {
                let reason = shortened(&root(&**source).to_string());
                write!(f, "`{operation}` was not sent{retries}: {reason}{}; it is safe to retry", retries.stop)
            }
            Self::OutcomeUnknown { operation, safe_to_repeat, retries, source } => {
                write!(f, "`{operation}` may have taken effect: ")?;
                match source {
                    TransportError::Timeout { after } => write!(f, "no response came within {after:?}")?,
                    TransportError::Body(body) => {
                        let reason = shortened(&root(body).to_string());
                        write!(f, "only a part of its body was sent: {reason}")?;
                    }
                    _ => f.write_str("the connection broke before the response was complete")?,
                }
                write!(f, "{retries}{}{}", retries.stop, repeat_words(*safe_to_repeat))
            }
            Self::Api(error) => error.fmt(f),
            Self::UnexpectedResponse(response) => response.fmt(f),
            Self::ResponseTooLarge { operation, status, limit, .. } => write!(
                f,
                "the response to `{operation}` ({status}) is larger than {limit} bytes; ask for fewer items or raise the \
                 limit"
            ),
            Self::Stream(error) => error.fmt(f),
            Self::Job(job) => job.fmt(f),
        }
    }
}

/// Shows the variant and the text of `Display`, as a `main` that returns the error prints it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variant = match self {
            Self::Settings { .. } => "Settings",
            Self::InvalidRequest { .. } => "InvalidRequest",
            Self::NotSent { .. } => "NotSent",
            Self::OutcomeUnknown { .. } => "OutcomeUnknown",
            Self::Api(_) => "Api",
            Self::UnexpectedResponse(_) => "UnexpectedResponse",
            Self::ResponseTooLarge { .. } => "ResponseTooLarge",
            Self::Stream(_) => "Stream",
            Self::Job(_) => "Job",
        };
        write!(f, "{variant}: {self}")
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NotSent { source, .. } => Some(&**source),
            Self::OutcomeUnknown { source, .. } => source.source(),
            Self::Stream(error) => error.source(),
            Self::Job(job) => Some(job.stopped_by()),
            Self::Settings { .. }
            | Self::InvalidRequest { .. }
            | Self::Api(_)
            | Self::UnexpectedResponse(_)
            | Self::ResponseTooLarge { .. } => None,
        }
    }
}

fn listed(items: &[impl fmt::Display]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// The root cause, which is the most informative: libraries wrap it in messages such as "error sending request".
fn root<'e>(error: &'e (dyn StdError + 'static)) -> &'e (dyn StdError + 'static) {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root
}

fn is_timed_out(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let is_late_connection =
            error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut);
        if is_late_connection || error.is::<QueueTimeout>() {
            return true;
        }
        next = error.source();
    }
    false
}
