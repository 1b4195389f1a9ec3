//! The emulator's time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderValue;

/// The current time of the emulator, in Unix milliseconds.
///
/// It sets the times of users, conversations and messages, decides whether tokens and idempotency keys have expired,
/// and is the `Date` of every response. It never goes back.
#[derive(Debug)]
pub struct Clock {
    /// Nothing: the system's time.
    fixed_at: Option<i64>,
    advanced: AtomicI64,
    latest: AtomicI64,
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Clock {
    /// The system's time, plus the time by which the clock was advanced.
    #[must_use]
    pub fn system() -> Self {
        Self::starting(None)
    }

    /// A clock that is fixed at a time in Unix milliseconds until it is advanced.
    #[must_use]
    pub fn fixed(unix_milliseconds: i64) -> Self {
        Self::starting(Some(unix_milliseconds))
    }

    fn starting(fixed_at: Option<i64>) -> Self {
        Self { fixed_at, advanced: AtomicI64::new(0), latest: AtomicI64::new(i64::MIN) }
    }

    /// The time in Unix milliseconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        let start = self.fixed_at.unwrap_or_else(system_milliseconds);
        let now = start.saturating_add(self.advanced.load(Ordering::SeqCst));
        self.latest.fetch_max(now, Ordering::SeqCst).max(now)
    }

    /// Moves the clock forward, by whole milliseconds.
    pub fn advance(&self, by: Duration) {
        let by = whole_milliseconds(by);
        let _ = self
            .advanced
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |advanced| Some(advanced.saturating_add(by)));
    }
}

pub(crate) fn whole_milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn system_milliseconds() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, whole_milliseconds)
}

/// The end of the year 9999; HTTP has no dates after it.
const END_OF_DATES: u64 = 253_402_300_800;

/// The value of the header `Date` at a time, or nothing outside the years 1970 to 9999.
pub(crate) fn date(now: i64) -> Option<HeaderValue> {
    let second = u64::try_from(now.div_euclid(1000)).ok().filter(|second| *second < END_OF_DATES)?;
    let time = UNIX_EPOCH.checked_add(Duration::from_secs(second))?;
    HeaderValue::from_str(&httpdate::fmt_http_date(time)).ok()
}

pub(crate) mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_until_it_is_advanced() {
        let clock = Clock::fixed(1_000);
        assert_eq!((clock.now(), clock.now()), (1_000, 1_000));
        clock.advance(Duration::from_secs(2));
        assert_eq!(clock.now(), 3_000);
    }

    #[test]
    fn a_system_clock_can_be_advanced_and_never_goes_back() {
        let clock = Clock::system();
        let before = clock.now();
        clock.advance(Duration::from_secs(3_600));
        assert!(clock.now() >= before + 3_600_000);
        clock.advanced.store(-7_200_000, Ordering::SeqCst);
        assert!(clock.now() >= before + 3_600_000);
    }

    #[test]
    fn responses_have_a_date_wherever_http_has_one() {
        let written = |now: i64| date(now).map(|date| date.to_str().unwrap().to_owned());
        assert_eq!(written(784_111_777_999).as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(written(784_111_777_000).as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(written(253_402_300_799_999).as_deref(), Some("Fri, 31 Dec 9999 23:59:59 GMT"));
        assert_eq!([written(-1), written(253_402_300_800_000), written(i64::MAX)], [const { None }; 3]);
    }
}
