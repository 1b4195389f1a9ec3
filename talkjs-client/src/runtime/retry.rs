//! Whether a request is retried: a pure decision.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::backoff::MOST_HONOURED;

/// How often a call is tried, and how long it waits in between.
///
/// The operation decides whether a retry is allowed. An idempotent or keyed one is retried after a lost connection, a
/// timeout, and the statuses 408, 429, 500, 502, 503 and 504. Any other one is retried only when nothing of it was sent,
/// and after a 429 that is described as having no effect (`x-no-effect`).
///
/// The delay before attempt n + 1 is random, up to `base_delay` · 2ⁿ⁻¹ and never more than `max_delay`. If the server
/// asks for a delay itself (`Retry-After`), it comes first, up to 60 seconds; if the server asks for more, the call is
/// not retried.
///
/// ```
/// use std::time::Duration;
/// use talkjs_client::runtime::RetryPolicy;
///
/// let patient = RetryPolicy::new().attempts(6).base_delay(Duration::from_millis(250));
/// assert_eq!(patient.attempts, 6);
/// assert_eq!(RetryPolicy::none().attempts, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The most requests that a call makes, the first one included.
    pub attempts: u32,
    /// The bound of the wait before the second attempt.
    pub base_delay: Duration,
    /// The longest wait.
    pub max_delay: Duration,
}

impl RetryPolicy {
    /// Three attempts, 100 milliseconds, 20 seconds.
    pub const fn new() -> Self {
        Self { attempts: 3, base_delay: Duration::from_millis(100), max_delay: Duration::from_secs(20) }
    }

    /// One attempt and no more.
    pub const fn none() -> Self {
        Self::new().attempts(1)
    }

    /// The same with another number of attempts; zero counts as one.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The same with another bound of the first wait.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The same with another longest wait.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// How often a call was tried, and why not once more.
///
/// Errors have it, and answers among the extensions of their [`http::Response`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempts {
    /// The number of requests that were made.
    pub made: u32,
    /// Why there was no further one.
    pub stop: Stop,
}

/// Why a call is not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The outcome is what it is; another attempt would have the same.
    Final,
    /// Another attempt could take effect a second time.
    Unsafe,
    /// All attempts that the [`RetryPolicy`] has are made.
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
}

impl Attempts {
    /// Nothing was tried.
    pub(crate) const NONE: Self = Self { made: 0, stop: Stop::Final };

    /// The attempts that came with an answer.
    pub(crate) fn of(extensions: &http::Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self::NONE)
    }
}

impl fmt::Display for Attempts {
    /// Their number in parentheses if there was more than one: ` (3 attempts)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.made > 1 { write!(f, " ({} attempts)", self.made) } else { Ok(()) }
    }
}

impl fmt::Display for Stop {
    /// The reason as the end of a sentence, if it says more than the outcome does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Final | Self::Unsafe | Self::AttemptsUsedUp => "",
            Self::BudgetUsedUp => "; not tried again, as too many calls fail",
            Self::OutOfTime => "; no time was left to try again",
            Self::KeyExpired => "; not tried again, as the API may have forgotten its idempotency key",
            Self::WaitTooLong => "; the server asks for a longer wait than 60 s",
        })
    }
}

/// What came of one attempt, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No byte left.
    NotSent,
    /// The request may have arrived, and no whole answer came.
    NoAnswer,
    /// An answer came.
    Answer {
        status: StatusCode,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// The credential was refused, and this machine's clock turned out to be wrong.
    ClockCorrected,
}

/// When to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Without a wait: what was wrong is put right.
    AtOnce,
    /// After the wait that the server asked for, and a random one.
    After(Duration),
    /// The same after 429, which a limiter slows all calls down for.
    Paced(Duration),
}

impl Outcome {
    /// Returns whether the server said that there were too many requests.
    pub(crate) fn is_limited(self) -> bool {
        matches!(self, Self::Answer { status: StatusCode::TOO_MANY_REQUESTS, .. })
    }
}

/// Decides after the attempt number `made`. `is_harmless` says whether the request may take effect once more after what
/// may have happened already.
pub(crate) fn decide(outcome: Outcome, is_harmless: bool, made: u32, attempts: u32) -> Result<Retry, Stop> {
    let retry = match outcome {
        Outcome::ClockCorrected => Retry::AtOnce,
        Outcome::NotSent => Retry::After(Duration::ZERO),
        Outcome::NoAnswer if is_harmless => Retry::After(Duration::ZERO),
        Outcome::NoAnswer => return Err(Stop::Unsafe),
        Outcome::Answer { status, retry_after } => after_answer(status, retry_after.unwrap_or_default(), is_harmless)?,
    };
    if made < attempts { Ok(retry) } else { Err(Stop::AttemptsUsedUp) }
}

fn after_answer(status: StatusCode, wait: Duration, is_harmless: bool) -> Result<Retry, Stop> {
    if !is_transient(status) {
        Err(Stop::Final)
    } else if !is_harmless {
        Err(Stop::Unsafe)
    } else if wait > MOST_HONOURED {
        Err(Stop::WaitTooLong)
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        Ok(Retry::Paced(wait))
    } else {
        Ok(Retry::After(wait))
    }
}

/// Returns whether the same request can have another answer a little later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Outcome {
        Outcome::Answer { status: StatusCode::from_u16(status).unwrap(), retry_after: None }
    }

    const NOW: Result<Retry, Stop> = Ok(Retry::After(Duration::ZERO));

    #[test]
    fn the_table_of_outcomes_and_classes() {
        let mut rows = 0;
        let mut expect = |outcome, repeatable, unrepeatable| {
            assert_eq!(decide(outcome, true, 1, 3), repeatable, "{outcome:?}, repeatable");
            assert_eq!(decide(outcome, false, 1, 3), unrepeatable, "{outcome:?}, not repeatable");
            rows += 2;
        };
        expect(Outcome::NotSent, NOW, NOW);
        expect(Outcome::NoAnswer, NOW, Err(Stop::Unsafe));
        expect(Outcome::ClockCorrected, Ok(Retry::AtOnce), Ok(Retry::AtOnce));
        for status in [408, 500, 502, 503, 504] {
            expect(answer(status), NOW, Err(Stop::Unsafe));
        }
        expect(answer(429), Ok(Retry::Paced(Duration::ZERO)), Err(Stop::Unsafe));
        for status in (100..600).filter(|status| ![408, 429, 500, 502, 503, 504].contains(status)) {
            expect(answer(status), Err(Stop::Final), Err(Stop::Final));
        }
        assert_eq!(rows, 2 * 503);
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        for outcome in [Outcome::NotSent, Outcome::NoAnswer, Outcome::ClockCorrected, answer(503)] {
            assert!(decide(outcome, true, 2, 3).is_ok(), "{outcome:?}");
            assert_eq!(decide(outcome, true, 3, 3), Err(Stop::AttemptsUsedUp), "{outcome:?}");
            assert_eq!(decide(outcome, true, 1, RetryPolicy::none().attempts), Err(Stop::AttemptsUsedUp));
        }
        assert_eq!(RetryPolicy::new().attempts(0), RetryPolicy::none());
    }

    #[test]
    fn the_servers_wait_is_kept_up_to_a_minute() {
        let asking = |seconds| Outcome::Answer {
            status: StatusCode::SERVICE_UNAVAILABLE,
            retry_after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(decide(asking(60), true, 1, 3), Ok(Retry::After(Duration::from_secs(60))));
        assert_eq!(decide(asking(61), true, 1, 3), Err(Stop::WaitTooLong));
    }
}
