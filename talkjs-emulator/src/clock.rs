//! The emulator's time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderValue;

/// What the emulator takes for the time, in Unix milliseconds.
///
/// It stamps users, conversations and messages, judges tokens and idempotency keys, and shows in the `Date` of every
/// answer. It never goes back.
#[derive(Debug)]
pub struct Clock {
    start: Start,
    advanced: AtomicI64,
    latest: AtomicI64,
}

#[derive(Debug)]
enum Start {
    System,
    Fixed(i64),
}

impl Clock {
    /// The system's time, plus what the clock is advanced by.
    #[must_use]
    pub fn system() -> Self {
        Self::starting(Start::System)
    }

    /// A clock that stands still at a time in Unix milliseconds until it is advanced.
    #[must_use]
    pub fn fixed(unix_milliseconds: i64) -> Self {
        Self::starting(Start::Fixed(unix_milliseconds))
    }

    fn starting(start: Start) -> Self {
        Self { start, advanced: AtomicI64::new(0), latest: AtomicI64::new(i64::MIN) }
    }

    /// The time in Unix milliseconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        let start = match self.start {
            Start::System => system_milliseconds(),
            Start::Fixed(at) => at,
        };
        let now = start.saturating_add(self.advanced.load(Ordering::SeqCst));
        self.latest.fetch_max(now, Ordering::SeqCst).max(now)
    }

    /// Moves the clock forward, by whole milliseconds.
    pub fn advance(&self, by: Duration) {
        let by = milliseconds(by);
        let _ = self
            .advanced
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |advanced| Some(advanced.saturating_add(by)));
    }
}

/// A duration in whole milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn system_milliseconds() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, milliseconds)
}

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The date of answers, which is the same for a second.
#[derive(Debug, Default)]
pub(crate) struct Dates(Mutex<Option<(i64, HeaderValue)>>);

impl Dates {
    /// The value of the header `Date` at a time, or nothing outside the years 1970 to 9999.
    pub(crate) fn header(&self, now: i64) -> Option<HeaderValue> {
        let second = now.div_euclid(1000);
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some((known, date)) if *known == second => Some(date.clone()),
            _ => {
                let date = HeaderValue::from_str(&http_date(now)?).ok()?;
                *latest = Some((second, date.clone()));
                Some(date)
            }
        }
    }
}

/// A time as HTTP writes it, or nothing outside the years 1970 to 9999.
fn http_date(unix_milliseconds: i64) -> Option<String> {
    let mut seconds = u64::try_from(unix_milliseconds).ok()? / 1000;
    let days = seconds / 86_400;
    seconds %= 86_400;
    let (year, month, day) = date(days)?;
    Some(format!(
        "{}, {day:02} {} {year} {:02}:{:02}:{:02} GMT",
        DAYS.get(usize::try_from(days % 7).ok()?)?,
        MONTHS.get(month)?,
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
    ))
}

/// The year, the month from 0 and the day from 1 of a number of days since the start of 1970.
pub(crate) fn date(mut days: u64) -> Option<(u64, usize, u64)> {
    let year = (1970..10_000).find(|&year| take(&mut days, year_length(year)))?;
    let month = (0..12).find(|&month| take(&mut days, month_length(year, month)))?;
    Some((year, month, days.saturating_add(1)))
}

/// Whether the days end within a span; else the span is taken off them.
fn take(days: &mut u64, span: u64) -> bool {
    match days.checked_sub(span) {
        Some(rest) => {
            *days = rest;
            false
        }
        None => true,
    }
}

fn year_length(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn month_length(year: u64, month: usize) -> u64 {
    match month {
        1 if is_leap(year) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
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
    fn dates_are_written_as_http_does() {
        let written = |seconds: i64| http_date(seconds * 1_000);
        assert_eq!(written(0).as_deref(), Some("Thu, 01 Jan 1970 00:00:00 GMT"));
        assert_eq!(written(784_111_777).as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(written(951_782_400).as_deref(), Some("Tue, 29 Feb 2000 00:00:00 GMT"));
        assert_eq!(written(1_798_761_599).as_deref(), Some("Thu, 31 Dec 2026 23:59:59 GMT"));
        assert_eq!(written(-1), None);
        assert_eq!(http_date(i64::MAX), None);
    }
}
