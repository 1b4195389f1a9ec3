//! How long an idempotency key tells a repeat from a new request.

use std::time::{Duration, SystemTime};

use talkjs_rules::Problem;
use tokio::time::Instant;

/// How old a key may be when a request is sent under it. TalkJS remembers keys for 24 hours, as a third party says; the
/// last hour is for clocks that differ and for requests that are on their way.
const MAX_AGE: Duration = Duration::from_secs(23 * 60 * 60);

/// The age of a key, by this machine's clock and by its timer, whichever says more: clocks are set back, and timers stand
/// still while a machine sleeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyAge {
    minted_at: SystemTime,
    at_start: Duration,
    start: Instant,
}

impl KeyAge {
    pub(crate) fn since(minted_at: SystemTime) -> Self {
        Self { minted_at, at_start: elapsed(minted_at), start: Instant::now() }
    }

    /// Says when the key is too old: a server that has forgotten it would take a repeat for a new request.
    pub(crate) fn problem(&self) -> Option<Problem> {
        let found = elapsed(self.minted_at).max(self.at_start.saturating_add(self.start.elapsed()));
        (found > MAX_AGE).then_some(Problem::TooOld { max: MAX_AGE, found })
    }
}

fn elapsed(moment: SystemTime) -> Duration {
    SystemTime::now().duration_since(moment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn a_key_is_good_for_23_hours() {
        let ago = |age| KeyAge::since(SystemTime::now().checked_sub(age).unwrap()).problem();
        assert_eq!(MAX_AGE.as_secs(), 82_800);
        assert_eq!(ago(MAX_AGE - MINUTE), None);
        assert!(matches!(ago(MAX_AGE + MINUTE), Some(Problem::TooOld { max: MAX_AGE, found }) if found > MAX_AGE));
        let later = SystemTime::now().checked_add(MINUTE).unwrap();
        assert_eq!(KeyAge::since(later).problem(), None, "a clock that is a little behind");
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_stands_still_makes_no_key_younger() {
        let key = KeyAge::since(SystemTime::now());
        tokio::time::advance(MAX_AGE - MINUTE).await;
        assert_eq!(key.problem(), None);
        tokio::time::advance(2 * MINUTE).await;
        assert!(key.problem().is_some());
    }
}
