//! The number of attempts of a call.

use std::fmt;

/// The number of attempts of a call, and the reason why there was no further one.
///
/// Errors contain it, and responses have it in the extensions of their [`http::Response`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetrySummary {
    /// The number of requests.
    pub attempts: u32,
    /// The reason why there was no further one.
    pub stop: StopReason,
}

/// A success response, and the attempts that it took.
pub(crate) type Success<T> = (http::Response<T>, RetrySummary);

/// The reason why a call is not retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// The outcome is final; another attempt would have the same.
    Final,
    /// Another attempt could take effect a second time.
    Unsafe,
    /// All attempts that the [`RetryPolicy`](crate::retry::RetryPolicy) allows were made.
    AttemptsUsedUp,
    /// Too many calls of this client fail; retries would only add load.
    BudgetUsedUp,
    /// The timeout of the call would have expired before another attempt.
    OutOfTime,
    /// The server asks for a longer delay than the client accepts.
    WaitTooLong,
    /// The idempotency key of the request is so old that the API may have forgotten it, and another attempt could take
    /// effect a second time.
    KeyExpired,
    /// The body of the request can be read only once, and it has been read.
    BodyUsedUp,
}

impl RetrySummary {
    /// No attempts.
    pub const NONE: Self = Self { attempts: 0, stop: StopReason::Final };

    /// The attempts of a response, from its extensions.
    pub fn of(extensions: &http::Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self::NONE)
    }
}

impl fmt::Display for RetrySummary {
    /// The number in parentheses if there was more than one attempt: ` (3 attempts)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempts > 1 { write!(f, " ({} attempts)", self.attempts) } else { Ok(()) }
    }
}

impl fmt::Display for StopReason {
    /// The reason as the end of a sentence, if it adds information to the outcome.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Final | Self::Unsafe | Self::AttemptsUsedUp => "",
            Self::BudgetUsedUp => "; not retried, as too many calls fail",
            Self::OutOfTime => "; no time was left for a retry",
            Self::KeyExpired => "; not retried, as the API may have forgotten its idempotency key",
            Self::BodyUsedUp => "; not retried, as its body can be read only once",
            Self::WaitTooLong => "; not retried, as the server asks for a delay of more than 60 s",
        })
    }
}
