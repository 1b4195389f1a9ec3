//! The age of idempotency keys.

use std::time::{Duration, SystemTime};

use crate::request::problem::Problem;
use crate::time::{Instant, system_time};

/// The age of a key, by this machine's clock or by its timer, whichever is greater: clocks can be set back, and timers
/// stop while a machine sleeps.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyKeyAge {
    minted_at: SystemTime,
    at_start: Duration,
    start: Instant,
}

impl IdempotencyKeyAge {
    /// The age of a key that was created at a time.
    pub fn since(minted_at: SystemTime) -> Self {
        Self { minted_at, at_start: elapsed(minted_at), start: Instant::now() }
    }

    /// The age of a key that is made now.
    pub(crate) fn new() -> Self {
        Self { minted_at: system_time(), at_start: Duration::ZERO, start: Instant::now() }
    }

    /// Returns a problem if the key is older than `max`: a server that has forgotten it would treat a retry as a new
    /// request.
    pub fn problem(&self, max: Duration) -> Option<Problem> {
        let found = elapsed(self.minted_at).max(self.at_start.saturating_add(self.start.elapsed()));
        (found > max).then_some(Problem::TooOld { max, found })
    }
}

fn elapsed(moment: SystemTime) -> Duration {
    system_time().duration_since(moment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_AGE: Duration = Duration::from_secs(23 * 60 * 60);
    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn a_key_is_good_for_its_lifetime() {
        let ago = |age| IdempotencyKeyAge::since(SystemTime::now().checked_sub(age).unwrap()).problem(MAX_AGE);
        assert_eq!(ago(MAX_AGE - MINUTE), None);
        assert!(matches!(ago(MAX_AGE + MINUTE), Some(Problem::TooOld { max: MAX_AGE, found }) if found > MAX_AGE));
        let later = SystemTime::now().checked_add(MINUTE).unwrap();
        assert_eq!(IdempotencyKeyAge::since(later).problem(MAX_AGE), None, "a clock that is a little behind");
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_stands_still_makes_no_key_younger() {
        let key = IdempotencyKeyAge::since(SystemTime::now());
        tokio::time::advance(MAX_AGE - MINUTE).await;
        assert_eq!(key.problem(MAX_AGE), None);
        tokio::time::advance(2 * MINUTE).await;
        assert!(key.problem(MAX_AGE).is_some());
    }
}
