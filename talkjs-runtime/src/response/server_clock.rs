//! The server's time, for machines with a wrong clock.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

use crate::response::retry_after::date;
use crate::time::system_time;

/// A difference that is ignored: the server's date has whole seconds only, and takes time to arrive.
const TOLERANCE: Duration = Duration::from_secs(5);

/// The largest difference that is corrected. A credential that expires after seconds must not become valid for years
/// because of a proxy with a wrong date.
const MOST_CORRECTED: Duration = Duration::from_secs(60 * 60);

/// The server's time: this machine's clock, with a correction from rejected credentials. Clones share the correction.
///
/// A client corrects its clock if a response has the status 401 and a `Date` (and no `Age`) that differs by more than 5
/// seconds and by at most one hour. A larger difference is not corrected; it is reported in the error of the call.
///
/// ```
/// use talkjs_runtime::ClientCore;
/// use talkjs_runtime::auth::ClockOffset;
///
/// # fn main() -> Result<(), talkjs_runtime::Error> {
/// let core = ClientCore::builder("http://127.0.0.1:4010/v1").build()?;
/// assert_eq!(core.server_clock().offset(), ClockOffset::None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct ServerClock(Arc<Mutex<ClockOffset>>);

/// The difference between the server's clock and this machine's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockOffset {
    /// No known difference.
    #[default]
    None,
    /// The server's clock is ahead by this much.
    Ahead(Duration),
    /// The server's clock is behind by this much.
    Behind(Duration),
}

/// The information about the clock from a rejected credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lesson {
    /// The time was right, or the response has no information.
    Nothing,
    /// The time was wrong, and is corrected.
    Corrected,
    /// The time was wrong by more than is corrected.
    TooFar(ClockOffset),
}

impl ServerClock {
    /// Returns the server's time, as far as it is known.
    pub fn now(&self) -> SystemTime {
        self.offset().apply(system_time())
    }

    /// Returns the correction, at most one hour in either direction.
    pub fn offset(&self) -> ClockOffset {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Updates the correction after a 401 for a request that was made with the offset `used`.
    ///
    /// The server wrote its date between `sent` and `received`. A response with `Age` comes from a cache, so its date
    /// is ignored.
    pub(crate) fn learn(
        &self,
        used: ClockOffset,
        sent: SystemTime,
        received: SystemTime,
        headers: &HeaderMap,
    ) -> Lesson {
        let theirs = date(headers, &DATE).filter(|_| !headers.contains_key(AGE));
        let measured = theirs.and_then(|theirs| Some(ClockOffset::between(midpoint(sent, received)?, theirs)));
        match measured {
            Some(offset) if offset.is_too_far() => Lesson::TooFar(offset),
            Some(offset) if offset.differs_from(used) => {
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = offset;
                Lesson::Corrected
            }
            _ => Lesson::Nothing,
        }
    }
}

impl ClockOffset {
    /// Corrects a time of this machine.
    pub(crate) fn apply(self, time: SystemTime) -> SystemTime {
        let corrected = match self {
            Self::None => None,
            Self::Ahead(by) => time.checked_add(by),
            Self::Behind(by) => time.checked_sub(by),
        };
        corrected.unwrap_or(time)
    }

    fn between(ours: SystemTime, theirs: SystemTime) -> Self {
        let offset = match theirs.duration_since(ours) {
            Ok(ahead) => Self::Ahead(ahead),
            Err(error) => Self::Behind(error.duration()),
        };
        // A difference within the tolerance is ignored: a clock that was corrected needs no correction any more.
        if offset.differs_from(Self::None) { offset } else { Self::None }
    }

    fn differs_from(self, other: Self) -> bool {
        let difference = match (self.parts(), other.parts()) {
            ((ahead, by), (other_ahead, other_by)) if ahead == other_ahead => by.abs_diff(other_by),
            ((_, by), (_, other_by)) => by.saturating_add(other_by),
        };
        difference > TOLERANCE
    }

    fn is_too_far(self) -> bool {
        self.parts().1 > MOST_CORRECTED
    }

    fn parts(self) -> (bool, Duration) {
        match self {
            Self::None => (true, Duration::ZERO),
            Self::Ahead(by) => (true, by),
            Self::Behind(by) => (false, by),
        }
    }
}

impl fmt::Display for ClockOffset {
    /// `2 h 05 min ahead`, or days if there are two or more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (direction, by) = match self {
            Self::None => return f.write_str("0 min"),
            Self::Ahead(by) => ("ahead", by),
            Self::Behind(by) => ("behind", by),
        };
        let minutes = by.as_secs() / 60;
        let (hours, days) = (minutes / 60, minutes / 60 / 24);
        match days {
            0 | 1 => write!(f, "{hours} h {:02} min {direction}", minutes % 60),
            _ => write!(f, "{days} days {direction}"),
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
        Lesson::Corrected == clock.learn(clock.offset(), at(ours), at(ours), &headers(at(theirs)))
    }

    #[test]
    fn a_clock_that_is_wrong_by_minutes_is_noticed_in_both_directions() {
        for (theirs, offset) in [
            (1_000_600, ClockOffset::Ahead(Duration::from_secs(600))),
            (999_400, ClockOffset::Behind(Duration::from_secs(600))),
        ] {
            let clock = ServerClock::default();
            assert!(learn(&clock, 1_000_000, theirs));
            assert_eq!(clock.offset(), offset);
            assert_eq!(clock.offset().apply(at(1_000_000)), at(theirs));
            assert!(!learn(&clock, 1_000_100, theirs + 100), "known already");
        }
    }

    #[test]
    fn a_clock_that_is_put_right_needs_no_correction_any_more() {
        let clock = ServerClock::default();
        assert!(learn(&clock, 1_000_000, 1_000_600));
        assert!(learn(&clock, 1_000_700, 1_000_700));
        assert_eq!(clock.offset(), ClockOffset::None);
    }

    #[test]
    fn the_server_wrote_its_date_half_way() {
        let clock = ServerClock::default();
        assert_eq!(clock.learn(ClockOffset::None, at(1_000), at(1_020), &headers(at(1_110))), Lesson::Corrected);
        assert_eq!(clock.offset(), ClockOffset::Ahead(Duration::from_secs(100)));
    }

    #[test]
    fn a_few_seconds_are_nothing() {
        let clock = ServerClock::default();
        assert!(!learn(&clock, 1_000_000, 1_000_005) && !learn(&clock, 1_000_000, 999_995));
        assert_eq!(clock.offset(), ClockOffset::None);
    }

    #[test]
    fn a_response_from_a_cache_or_without_a_date_is_ignored() {
        let clock = ServerClock::default();
        let mut cached = headers(at(5_000));
        cached.insert(AGE, "3".parse().unwrap());
        let mut garbage = HeaderMap::new();
        garbage.insert(DATE, "yesterday".parse().unwrap());
        for headers in [cached, garbage, HeaderMap::new()] {
            assert_eq!(clock.learn(ClockOffset::None, at(1), at(2), &headers), Lesson::Nothing);
        }
    }

    #[test]
    fn who_used_an_older_correction_learns_that_it_was_wrong() {
        let clock = ServerClock::default();
        let used = clock.offset();
        assert!(learn(&clock, 1_000_000, 1_000_600));
        let lesson = clock.learn(used, at(1_000_000), at(1_000_002), &headers(at(1_000_601)));
        assert_eq!(lesson, Lesson::Corrected, "another call in flight");
    }

    #[test]
    fn more_than_an_hour_is_not_corrected() {
        const HOUR: u64 = 3600;
        let (ours, hour) = (1_000_000, Duration::from_secs(HOUR));
        for (theirs, offset) in [(ours + HOUR, ClockOffset::Ahead(hour)), (ours - HOUR, ClockOffset::Behind(hour))] {
            let clock = ServerClock::default();
            assert!(learn(&clock, ours, theirs));
            assert_eq!(clock.offset(), offset);
        }
        for theirs in [ours + HOUR + 1, ours - HOUR - 1, 4_102_444_799, 0] {
            let clock = ServerClock::default();
            let lesson = clock.learn(ClockOffset::None, at(ours), at(ours), &headers(at(theirs)));
            assert!(matches!(lesson, Lesson::TooFar(_)), "{theirs}: {lesson:?}");
            assert_eq!(clock.offset(), ClockOffset::None);
        }
    }

    #[test]
    fn an_offset_reads_as_hours_or_days() {
        let offset = |seconds| Duration::from_secs(seconds);
        assert_eq!(ClockOffset::Ahead(offset(3_600 + 5 * 60 + 59)).to_string(), "1 h 05 min ahead");
        assert_eq!(ClockOffset::Behind(offset(48 * 3_600 - 1)).to_string(), "47 h 59 min behind");
        assert_eq!(ClockOffset::Ahead(offset(73 * 365 * 86_400)).to_string(), "26645 days ahead");
    }
}
