//! How often a call was tried.

use std::fmt;

/// How often a call was tried, and why not once more.
///
/// Errors have it, and answers among the extensions of their [`http::Response`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetrySummary {
    /// The number of requests that were made.
    pub attempts: u32,
    /// Why there was no further one.
    pub stop: StopReason,
}

/// Why a call is not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// The outcome is what it is; another attempt would have the same.
    Final,
    /// Another attempt could take effect a second time.
    Unsafe,
    /// All attempts that the [`RetryPolicy`](crate::retry::RetryPolicy) has are made.
    AttemptsUsedUp,
    /// So many calls of this client fail that trying again would only add to it.
    BudgetUsedUp,
    /// The time of the call would have been over before another attempt.
    OutOfTime,
    /// The server asks for a longer wait than the client is willing to make.
    WaitTooLong,
    /// The idempotency key of the request is so old that the API may have forgotten it, and another attempt could take
    /// effect a second time.
    KeyExpired,
    /// The body of the request can be read only once, and it has been read.
    BodyUsedUp,
}

impl RetrySummary {
    /// Nothing was tried.
    pub const NONE: Self = Self { attempts: 0, stop: StopReason::Final };

    /// The attempts that came with an answer.
    pub fn of(extensions: &http::Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self::NONE)
    }
}

impl fmt::Display for RetrySummary {
    /// Their number in parentheses if there was more than one: ` (3 attempts)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempts > 1 { write!(f, " ({} attempts)", self.attempts) } else { Ok(()) }
    }
}

impl fmt::Display for StopReason {
    /// The reason as the end of a sentence, if it says more than the outcome does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Final | Self::Unsafe | Self::AttemptsUsedUp => "",
            Self::BudgetUsedUp => "; not tried again, as too many calls fail",
            Self::OutOfTime => "; no time was left to try again",
            Self::KeyExpired => "; not tried again, as the API may have forgotten its idempotency key",
            Self::BodyUsedUp => "; not tried again, as its body can be read only once",
            Self::WaitTooLong => "; the server asks for a longer wait than 60 s",
        })
    }
}
