//! Converts timestamps of the API to times of the standard library.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::api::Timestamp;
use talkjs_runtime::types::IntoValue;

impl Timestamp {
    /// Returns the time, or `None` if it is out of the range of the system's clock.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    /// use talkjs_client::Timestamp;
    ///
    /// let created = Timestamp::from(1_500);
    /// assert_eq!(created.system_time(), Some(UNIX_EPOCH + Duration::from_millis(1_500)));
    /// ```
    #[must_use]
    pub fn system_time(self) -> Option<SystemTime> {
        let distance = Duration::from_millis(self.get().unsigned_abs());
        if self.get() < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
    }
}

impl From<SystemTime> for Timestamp {
    /// Converts to whole milliseconds, rounded down.
    fn from(time: SystemTime) -> Self {
        let milliseconds = |distance: Duration| i64::try_from(distance.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self::from(milliseconds(since)),
            Err(before) => Self::from(milliseconds(before.duration()).saturating_neg()),
        }
    }
}

impl IntoValue<Timestamp> for SystemTime {
    fn into_value(self) -> Timestamp {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_and_after_1970_go_there_and_back() {
        for milliseconds in [0, 1, -1, 1_700_000_000_123, -86_400_000] {
            let timestamp = Timestamp::from(milliseconds);
            assert_eq!(Timestamp::from(timestamp.system_time().unwrap()), timestamp);
        }
        assert_eq!(Timestamp::from(UNIX_EPOCH + Duration::from_micros(1_999)), Timestamp::from(1));
    }

    #[test]
    fn no_time_is_too_far_to_be_asked_for() {
        for far in [i64::MAX, i64::MIN] {
            // Whether the system reaches so far differs; asking must not panic.
            if let Some(time) = Timestamp::from(far).system_time() {
                assert!(Timestamp::from(time).get().unsigned_abs() >= i64::MAX.unsigned_abs());
            }
        }
    }
}
