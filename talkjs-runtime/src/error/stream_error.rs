//! The error of a stream of events or values.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::boxed::BoxError;
use crate::error::retries::RetrySummary;
use crate::error::transport_error::TransportError;
use crate::error::wording::shortened;

/// The reason why a stream of events or values ended early, or that one of them does not match the description. All
/// earlier items were returned.
#[derive(Debug)]
#[non_exhaustive]
pub struct StreamError {
    /// The operation that was called.
    pub operation: &'static str,
    /// The number of earlier events or values.
    pub received: u64,
    /// Whether sending the same request again is harmless.
    pub safe_to_repeat: bool,
    /// The attempts of the call before the stream began.
    pub retries: RetrySummary,
    /// The problem.
    pub problem: StreamProblem,
}

/// The problems of a stream of events or values.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamProblem {
    /// The connection was lost.
    Broken(TransportError),
    /// The stream was silent for too long.
    Silent {
        /// The limit of silence.
        limit: Duration,
    },
    /// The next event or value is too long.
    TooLong {
        /// The size limit of an event or value, in bytes.
        limit: usize,
    },
    /// The next event or value does not match the description.
    Mismatch {
        /// The place in its JSON as a JSON pointer; empty for the whole value.
        pointer: String,
        /// The reason, without any value.
        reason: String,
    },
    /// The connection was lost, and the request for the rest of the stream failed.
    NotContinued(BoxError),
}

impl StreamError {
    /// Returns whether the stream was interrupted, as opposed to invalid data.
    pub(crate) fn is_break(&self) -> bool {
        matches!(self.problem, StreamProblem::Broken(_) | StreamProblem::Silent { .. })
    }

    /// Returns whether a timeout expired.
    pub(crate) fn is_timeout(&self) -> bool {
        matches!(self.problem, StreamProblem::Silent { .. } | StreamProblem::Broken(TransportError::Timeout { .. }))
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, received, .. } = self;
        match &self.problem {
            StreamProblem::Broken(_) => write!(f, "the stream of `{operation}` broke after {}", events(*received)),
            StreamProblem::Silent { limit } => {
                write!(f, "the stream of `{operation}` was silent for {limit:?} after {}", events(*received))
            }
            StreamProblem::TooLong { limit } => write!(
                f,
                "event {} of the stream of `{operation}` is larger than {limit} bytes; raise the limit",
                received.saturating_add(1)
            ),
            StreamProblem::Mismatch { pointer, reason } => {
                write!(
                    f,
                    "event {} of the stream of `{operation}` does not match the API's description: ",
                    received.saturating_add(1)
                )?;
                if !pointer.is_empty() {
                    write!(f, "at `{}`: ", shortened(pointer))?;
                }
                f.write_str(&shortened(reason))
            }
            StreamProblem::NotContinued(source) => write!(
                f,
                "the stream of `{operation}` broke after {} and could not be continued: {}",
                events(*received),
                shortened(&source.to_string())
            ),
        }
    }
}

impl StdError for StreamError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.problem {
            StreamProblem::Broken(source) => Some(source),
            StreamProblem::NotContinued(source) => Some(&**source),
            StreamProblem::Silent { .. } | StreamProblem::TooLong { .. } | StreamProblem::Mismatch { .. } => None,
        }
    }
}

fn events(count: u64) -> String {
    if count == 1 { "1 event".to_owned() } else { format!("{count} events") }
}
