//! The one error type.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use http::StatusCode;

use super::api_error::{ApiError, shortened};
use super::limiter::QueueTimeout;
use super::retry::{Attempts, is_transient};
use super::settings::SettingsProblem;
use super::transport::{BoxError, TransportError};
use super::violation::Violation;
use crate::facade::Interrupted;

/// Why a call did not succeed, by what the caller has to know: whether anything was sent, and whether it took effect.
///
/// The text of an error names the operation and never contains a credential. The cause, where there is one, is the
/// [`source`](std::error::Error::source). The text repeats at most the last link of its chain; that of
/// [`Interrupted`](Self::Interrupted) contains the text of its cause.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A client could not be built.
    #[non_exhaustive]
    Settings {
        /// Everything that is wrong with the settings.
        problems: Vec<SettingsProblem>,
    },
    /// The request breaks the API's description, so nothing was sent.
    #[non_exhaustive]
    InvalidRequest {
        /// The operation that was called.
        operation: &'static str,
        /// Everything that is wrong with the request.
        violations: Vec<Violation>,
    },
    /// Nothing was sent: no connection could be made, or no credential, or the rate limit left no room. Trying again is
    /// safe.
    #[non_exhaustive]
    NotSent {
        /// The operation that was called.
        operation: &'static str,
        /// How often it was tried.
        attempts: Attempts,
        /// Why.
        source: BoxError,
    },
    /// The request may have taken effect: it was sent, and no whole answer came back.
    #[non_exhaustive]
    OutcomeUnknown {
        /// The operation that was called.
        operation: &'static str,
        /// Whether sending the same request again is harmless, so that trying again settles the matter.
        safe_to_repeat: bool,
        /// How often it was tried.
        attempts: Attempts,
        /// Why.
        source: TransportError,
    },
    /// The API answered with an error. A request that is refused with 4xx took no effect; with 5xx it may have, as after
    /// a lost connection. See [`ApiError::outcome_unknown`].
    Api(Box<ApiError>),
    /// The API answered with success, so the request took effect, but not in the form that the description promises.
    UnexpectedAnswer(Box<UnexpectedAnswer>),
    /// The API answered, with more than the client is willing to read.
    #[non_exhaustive]
    AnswerTooLarge {
        /// The operation that was called.
        operation: &'static str,
        /// The status of the answer.
        status: StatusCode,
        /// The longest body allowed, in bytes.
        limit: usize,
        /// How often it was tried.
        attempts: Attempts,
    },
    /// A job of several requests stopped half way.
    Interrupted(Box<Interrupted>),
}

/// A success answer that is not what the description says.
#[derive(Clone)]
#[non_exhaustive]
pub struct UnexpectedAnswer {
    /// The operation that was called.
    pub operation: &'static str,
    /// The status of the answer.
    pub status: StatusCode,
    /// The place in the response as a JSON pointer; empty for the whole of it. Of a missing property it is the place where
    /// the property should be.
    pub pointer: String,
    /// What is wrong there.
    pub reason: String,
    /// How often it was tried.
    pub attempts: Attempts,
    /// The beginning of the body, at most 2 KiB of it. It can hold personal data.
    pub excerpt: String,
}

impl UnexpectedAnswer {
    /// A response that cannot be the one to the request.
    pub(crate) fn because(operation: &'static str, head: &http::response::Parts, reason: String) -> Self {
        Self {
            operation,
            status: head.status,
            pointer: String::new(),
            reason,
            attempts: Attempts::of(&head.extensions),
            excerpt: String::new(),
        }
    }
}

impl From<UnexpectedAnswer> for Error {
    fn from(answer: UnexpectedAnswer) -> Self {
        Self::UnexpectedAnswer(Box::new(answer))
    }
}

impl Error {
    /// Returns the status that the API answered with, if it answered.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::UnexpectedAnswer(answer) => Some(answer.status),
            Self::AnswerTooLarge { status, .. } => Some(*status),
            Self::Interrupted(interrupted) => interrupted.cause().status(),
            Self::Settings { .. }
            | Self::InvalidRequest { .. }
            | Self::NotSent { .. }
            | Self::OutcomeUnknown { .. } => None,
        }
    }

    /// Returns the operation that failed, by its `operationId`; for a job of several requests the one that stopped it.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Settings { .. } => None,
            Self::InvalidRequest { operation, .. }
            | Self::NotSent { operation, .. }
            | Self::OutcomeUnknown { operation, .. }
            | Self::AnswerTooLarge { operation, .. } => Some(operation),
            Self::Api(error) => Some(error.operation),
            Self::UnexpectedAnswer(answer) => Some(answer.operation),
            Self::Interrupted(interrupted) => interrupted.cause().operation(),
        }
    }

    /// Returns how many requests were made for the call, and why there was no further one; for a job of several requests
    /// of the one that stopped it.
    pub fn attempts(&self) -> Attempts {
        match self {
            Self::Settings { .. } | Self::InvalidRequest { .. } => Attempts::NONE,
            Self::NotSent { attempts, .. }
            | Self::OutcomeUnknown { attempts, .. }
            | Self::AnswerTooLarge { attempts, .. } => *attempts,
            Self::Api(error) => error.attempts,
            Self::UnexpectedAnswer(answer) => answer.attempts,
            Self::Interrupted(interrupted) => interrupted.cause().attempts(),
        }
    }

    /// Returns whether the API answered 404: there is no such user, conversation, message or app.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether TalkJS answered that it has no such app. Check the app id.
    pub fn is_unknown_app(&self) -> bool {
        match self {
            Self::Api(error) => error.is_about_the_app(),
            Self::Interrupted(interrupted) => interrupted.cause().is_unknown_app(),
            _ => false,
        }
    }

    /// Returns whether the API answered 401. Check the app id, the secret key and this machine's clock.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the API answered 429: too many requests in too short a time.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether time ran out: for a connection, for an answer, or in the queue for the rate limit.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::OutcomeUnknown { source, .. } => matches!(source, TransportError::Timeout { .. }),
            Self::NotSent { source, .. } => is_timed_out(&**source),
            Self::Interrupted(interrupted) => interrupted.cause().is_timeout(),
            _ => false,
        }
    }

    /// Returns whether the same request may be sent again without harm and can have another outcome then: nothing of it was
    /// sent, the outcome is unknown and a repeat takes no further effect, or the API answered with a status that may pass
    /// (408, 429, 500, 502, 503, 504). For a job of several requests, whether it may be resumed now.
    ///
    /// The client has made its own retries before. So wait for [`retry_after`](Self::retry_after), or longer than a client
    /// does, before the next one.
    ///
    /// ```
    /// use std::time::Duration;
    /// use talkjs_client::Error;
    ///
    /// /// When a worker puts a job back into its queue; `None` when somebody has to look at it.
    /// fn delay(error: &Error) -> Option<Duration> {
    ///     error.is_retryable().then(|| error.retry_after().unwrap_or(Duration::from_secs(60)))
    /// }
    /// ```
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent { .. } => true,
            Self::OutcomeUnknown { safe_to_repeat, .. } => *safe_to_repeat,
            Self::Api(error) => error.safe_to_repeat && is_transient(error.status),
            Self::Interrupted(interrupted) => interrupted.cause().is_retryable(),
            Self::Settings { .. }
            | Self::InvalidRequest { .. }
            | Self::UnexpectedAnswer(_)
            | Self::AnswerTooLarge { .. } => false,
        }
    }

    /// Returns how long the API asks to wait before the next request (`Retry-After`), if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after(),
            Self::Interrupted(interrupted) => interrupted.cause().retry_after(),
            _ => None,
        }
    }

    /// Returns the id that the server gave to the request, for its support: the header `X-Request-Id` or `Request-Id` of
    /// an error response. TalkJS documents none.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => {
                let header = ["x-request-id", "request-id"].iter().find_map(|name| error.headers.get(*name));
                header?.to_str().ok()
            }
            Self::Interrupted(interrupted) => interrupted.cause().request_id(),
            _ => None,
        }
    }

    /// Returns whether the request may have taken effect although no answer says so: none came, or one with 5xx, or an
    /// attempt before the last one ended so.
    ///
    /// Before such a request is sent again, see `safe_to_repeat` in [`Error::OutcomeUnknown`] and in [`ApiError`].
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. } => true,
            Self::Api(error) => error.outcome_unknown,
            Self::AnswerTooLarge { status, .. } => status.is_server_error(),
            Self::Interrupted(interrupted) => interrupted.cause().is_outcome_unknown(),
            _ => false,
        }
    }

    pub(crate) fn from_transport(
        operation: &'static str,
        safe_to_repeat: bool,
        attempts: Attempts,
        error: TransportError,
    ) -> Self {
        match error {
            TransportError::NotSent(source) => Self::NotSent { operation, attempts, source },
            TransportError::TooLarge { status, limit } => Self::AnswerTooLarge { operation, status, limit, attempts },
            source @ (TransportError::NoAnswer(_) | TransportError::Timeout { .. }) => {
                Self::OutcomeUnknown { operation, safe_to_repeat, attempts, source }
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings { problems } => write!(f, "the client could not be built: {}", listed(problems)),
            Self::InvalidRequest { operation, violations } => {
                write!(f, "`{operation}` was not sent: {}", listed(violations))
            }
            Self::NotSent { operation, attempts, source } => {
                let reason = shortened(&root(&**source).to_string());
                write!(f, "`{operation}` was not sent{attempts}: {reason}{}; trying again is safe", attempts.stop)
            }
            Self::OutcomeUnknown { operation, safe_to_repeat, attempts, source } => {
                write!(f, "`{operation}` may have taken effect: ")?;
                match source {
                    TransportError::Timeout { after } => write!(f, "no answer came within {after:?}")?,
                    _ => f.write_str("the connection broke before the answer was complete")?,
                }
                write!(f, "{attempts}{}{}", attempts.stop, repeat_words(*safe_to_repeat))
            }
            Self::Api(error) => error.fmt(f),
            Self::UnexpectedAnswer(answer) => answer.fmt(f),
            Self::AnswerTooLarge { operation, status, limit, .. } => write!(
                f,
                "the answer to `{operation}` ({status}) is larger than {limit} bytes; ask for fewer items or raise the \
                 limit"
            ),
            Self::Interrupted(interrupted) => interrupted.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NotSent { source, .. } => Some(&**source),
            Self::OutcomeUnknown { source, .. } => source.source(),
            Self::Interrupted(interrupted) => Some(interrupted.cause()),
            Self::Settings { .. }
            | Self::InvalidRequest { .. }
            | Self::Api(_)
            | Self::UnexpectedAnswer(_)
            | Self::AnswerTooLarge { .. } => None,
        }
    }
}

impl fmt::Debug for UnexpectedAnswer {
    /// Leaves the excerpt out, as errors are logged and it can hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedAnswer")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("pointer", &self.pointer)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer to `{}` ({}) does not match the API's description: ", self.operation, self.status)?;
        if !self.pointer.is_empty() {
            write!(f, "at `{}`: ", shortened(&self.pointer))?;
        }
        f.write_str(&shortened(&self.reason))
    }
}

fn listed(items: &[impl fmt::Display]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// What to do after an outcome that nobody knows.
pub(crate) fn repeat_words(safe_to_repeat: bool) -> &'static str {
    if safe_to_repeat {
        "; trying again is safe"
    } else {
        "; look at what is there before trying again, a repeat would take effect again"
    }
}

/// The first cause, which says most: libraries wrap it in words such as "error sending request".
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
