//! What time it is for the server, when this machine's clock is wrong.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

use super::backoff::date;

/// A difference that is no reason to do anything: the server's date has whole seconds only, and takes its time to come.
const TOLERANCE: Duration = Duration::from_secs(5);

/// The time as the server has it.
#[derive(Debug, Default)]
pub(crate) struct ServerClock(Mutex<Correction>);

/// What has to be added to this machine's time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Correction {
    #[default]
    None,
    Ahead(Duration),
    Behind(Duration),
}

impl ServerClock {
    /// Returns what is known of the difference.
    pub(crate) fn correction(&self) -> Correction {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns from a refusal, to a request that was made with the correction `used`. Returns whether that was wrong.
    ///
    /// The server wrote its date between `sent` and `received`. An answer with `Age` comes out of a cache, and its date
    /// says nothing.
    pub(crate) fn learn(&self, used: Correction, sent: SystemTime, received: SystemTime, headers: &HeaderMap) -> bool {
        let theirs = date(headers, &DATE).filter(|_| !headers.contains_key(AGE));
        let Some(measured) = theirs.and_then(|theirs| Correction::between(midpoint(sent, received)?, theirs)) else {
            return false;
        };
        let is_wrong = measured.differs_from(used);
        if is_wrong {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = measured;
        }
        is_wrong
    }
}

impl Correction {
    /// Corrects a time of this machine.
    pub(crate) fn apply(self, time: SystemTime) -> SystemTime {
        let corrected = match self {
            Self::None => None,
            Self::Ahead(by) => time.checked_add(by),
            Self::Behind(by) => time.checked_sub(by),
        };
        corrected.unwrap_or(time)
    }

    fn between(ours: SystemTime, theirs: SystemTime) -> Option<Self> {
        let correction = match theirs.duration_since(ours) {
            Ok(ahead) => Self::Ahead(ahead),
            Err(error) => Self::Behind(error.duration()),
        };
        // A difference within the tolerance is none: a clock that was put right needs no correction any more.
        Some(if correction.differs_from(Self::None) { correction } else { Self::None })
    }

    fn differs_from(self, other: Self) -> bool {
        let difference = match (self.parts(), other.parts()) {
            ((ahead, by), (other_ahead, other_by)) if ahead == other_ahead => by.abs_diff(other_by),
            ((_, by), (_, other_by)) => by.saturating_add(other_by),
        };
        difference > TOLERANCE
    }

    fn parts(self) -> (bool, Duration) {
        match self {
            Self::None => (true, Duration::ZERO),
            Self::Ahead(by) => (true, by),
            Self::Behind(by) => (false, by),
        }
    }
}

fn midpoint(sent: SystemTime, received: SystemTime) -> Option<SystemTime> {
    let way = received.duration_since(sent).unwrap_or_default();
    sent.checked_add(way.checked_div(2)?)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap()
    }

    fn headers(date: SystemTime) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, httpdate::fmt_http_date(date).parse().unwrap());
        headers
    }

    fn learn(clock: &ServerClock, ours: u64, theirs: u64) -> bool {
        clock.learn(clock.correction(), at(ours), at(ours), &headers(at(theirs)))
    }

    #[test]
    fn a_clock_that_is_wrong_by_minutes_is_noticed_in_both_directions() {
        for (theirs, offset) in [
            (1_000_600, Correction::Ahead(Duration::from_secs(600))),
            (999_400, Correction::Behind(Duration::from_secs(600))),
        ] {
            let clock = ServerClock::default();
            assert!(learn(&clock, 1_000_000, theirs));
            assert_eq!(clock.correction(), offset);
            assert_eq!(clock.correction().apply(at(1_000_000)), at(theirs));
            assert!(!learn(&clock, 1_000_100, theirs + 100), "known already");
        }
    }

    #[test]
    fn a_clock_that_is_put_right_needs_no_correction_any_more() {
        let clock = ServerClock::default();
        assert!(learn(&clock, 1_000_000, 1_000_600));
        assert!(learn(&clock, 1_000_700, 1_000_700));
        assert_eq!(clock.correction(), Correction::None);
    }

    #[test]
    fn the_server_wrote_its_date_half_way() {
        let clock = ServerClock::default();
        assert!(clock.learn(Correction::None, at(1_000), at(1_020), &headers(at(1_110))));
        assert_eq!(clock.correction(), Correction::Ahead(Duration::from_secs(100)));
    }

    #[test]
    fn a_few_seconds_are_nothing() {
        let clock = ServerClock::default();
        assert!(!learn(&clock, 1_000_000, 1_000_005) && !learn(&clock, 1_000_000, 999_995));
        assert_eq!(clock.correction(), Correction::None);
    }

    #[test]
    fn an_answer_out_of_a_cache_or_without_a_date_says_nothing() {
        let clock = ServerClock::default();
        let mut cached = headers(at(5_000));
        cached.insert(AGE, "3".parse().unwrap());
        let mut garbage = HeaderMap::new();
        garbage.insert(DATE, "yesterday".parse().unwrap());
        for headers in [cached, garbage, HeaderMap::new()] {
            assert!(!clock.learn(Correction::None, at(1), at(2), &headers));
        }
    }

    #[test]
    fn who_used_an_older_correction_learns_that_it_was_wrong() {
        let clock = ServerClock::default();
        let used = clock.correction();
        assert!(learn(&clock, 1_000_000, 1_000_600));
        assert!(clock.learn(used, at(1_000_000), at(1_000_002), &headers(at(1_000_601))), "another call in flight");
    }
}
