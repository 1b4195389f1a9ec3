//! The retry policy of a call.

use std::time::Duration;

/// The longest delay that a server can request.
pub(crate) const MOST_HONOURED: Duration = Duration::from_secs(60);

/// The number of attempts of a call, and the delays between them.
///
/// The operation decides whether a retry is allowed. An idempotent or keyed one is retried after a lost connection, a
/// timeout, and the statuses 408, 429, 500, 502, 503 and 504. Any other one is retried only when nothing of it was sent,
/// and after a 429 that is described as having no effect (`x-no-effect`). A request with a stream that can be read only once
/// is not retried after the stream was read.
///
/// The delay before attempt n + 1 is random, up to `base_delay` · 2ⁿ⁻¹ and never more than `max_delay`. If the server
/// asks for a delay itself (`Retry-After`), it comes first, up to 60 seconds; if the server asks for more, the call is
/// not retried.
///
/// ```
/// use std::time::Duration;
/// use talkjs_runtime::retry::RetryPolicy;
///
/// let patient = RetryPolicy::new().attempts(6).base_delay(Duration::from_millis(250));
/// assert_eq!(patient.attempts, 6);
/// assert_eq!(RetryPolicy::none().attempts, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The most attempts of a call, including the first one.
    pub attempts: u32,
    /// The bound of the delay before the second attempt.
    pub base_delay: Duration,
    /// The longest delay.
    pub max_delay: Duration,
}

impl RetryPolicy {
    /// Three attempts, a base delay of 100 milliseconds, a longest delay of 20 seconds.
    pub const fn new() -> Self {
        Self { attempts: 3, base_delay: Duration::from_millis(100), max_delay: Duration::from_secs(20) }
    }

    /// A single attempt.
    pub const fn none() -> Self {
        Self::new().attempts(1)
    }

    /// The same with another number of attempts; zero counts as one.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The same with another base delay.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The same with another longest delay.
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
