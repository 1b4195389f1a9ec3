//! The one error type.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use http::StatusCode;

use super::api_error::{ApiError, shortened};
use super::settings::SettingsProblem;
use super::transport::{BoxError, TransportError};
use super::violation::Violation;
use crate::facade::Interrupted;

/// Why a call did not succeed, by what the caller has to know: whether anything was sent, and whether it took effect.
///
/// The text of an error names the operation and never contains a credential. The cause, where there is one, is the
/// [`source`](std::error::Error::source) and is not repeated in the text.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A client could not be built.
    Settings {
        /// Everything that is wrong with the settings.
        problems: Vec<SettingsProblem>,
    },
    /// The request breaks the API's description, so nothing was sent.
    InvalidRequest {
        /// The operation that was called.
        operation: &'static str,
        /// Everything that is wrong with the request.
        violations: Vec<Violation>,
    },
    /// Nothing was sent: no connection could be made, or no credential. Trying again is safe.
    NotSent {
        /// The operation that was called.
        operation: &'static str,
        /// Why.
        source: BoxError,
    },
    /// The request may have taken effect: it was sent, and no whole answer came back.
    OutcomeUnknown {
        /// The operation that was called.
        operation: &'static str,
        /// Whether sending the same request again is harmless, so that trying again settles the matter.
        safe_to_repeat: bool,
        /// Why.
        source: TransportError,
    },
    /// The API answered with an error. With 4xx the request took no effect; with 5xx it may have, as after a lost
    /// connection.
    Api(Box<ApiError>),
    /// The API answered with success, so the request took effect, but not in the form that the description promises.
    UnexpectedAnswer(Box<UnexpectedAnswer>),
    /// The API answered, with more than the client is willing to read.
    AnswerTooLarge {
        /// The operation that was called.
        operation: &'static str,
        /// The status of the answer.
        status: StatusCode,
        /// The longest body allowed, in bytes.
        limit: usize,
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
    /// The place in the answer as a JSON pointer; empty for the whole of it.
    pub pointer: String,
    /// What is wrong there.
    pub reason: String,
    /// The beginning of the body, at most 2 KiB of it. It can hold personal data.
    pub excerpt: String,
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

    /// Returns whether the API answered 404: there is no such user, conversation, message or app.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the API answered 401. Check the app id, the secret key and this machine's clock.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the API answered 429: too many requests in too short a time.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether time ran out, for a connection or for an answer.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::OutcomeUnknown { source, .. } => matches!(source, TransportError::Timeout { .. }),
            Self::NotSent { source, .. } => is_timed_out(&**source),
            Self::Interrupted(interrupted) => interrupted.cause().is_timeout(),
            _ => false,
        }
    }

    /// Returns whether the request may have taken effect although no answer came.
    ///
    /// Before such a request is sent again, see `safe_to_repeat` in [`Error::OutcomeUnknown`].
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. } => true,
            Self::Interrupted(interrupted) => interrupted.cause().is_outcome_unknown(),
            _ => false,
        }
    }

    pub(crate) fn from_transport(operation: &'static str, safe_to_repeat: bool, error: TransportError) -> Self {
        match error {
            TransportError::NotSent(source) => Self::NotSent { operation, source },
            TransportError::TooLarge { status, limit } => Self::AnswerTooLarge { operation, status, limit },
            source @ (TransportError::NoAnswer(_) | TransportError::Timeout { .. }) => {
                Self::OutcomeUnknown { operation, safe_to_repeat, source }
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
            Self::NotSent { operation, .. } => {
                write!(
                    f,
                    "`{operation}` was not sent, no connection or no credential could be made; trying again is safe"
                )
            }
            Self::OutcomeUnknown { operation, safe_to_repeat, source } => {
                write!(f, "`{operation}` may have taken effect: ")?;
                match source {
                    TransportError::Timeout { after } => write!(f, "no answer came within {after:?}")?,
                    _ => f.write_str("the connection broke before the answer was complete")?,
                }
                f.write_str(if *safe_to_repeat {
                    "; trying again is safe"
                } else {
                    "; look at what is there before trying again, a repeat would take effect again"
                })
            }
            Self::Api(error) => error.fmt(f),
            Self::UnexpectedAnswer(answer) => answer.fmt(f),
            Self::AnswerTooLarge { operation, status, limit } => write!(
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

fn is_timed_out(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        next = error.source();
    }
    false
}
