//! Times on the page: short to look at, exact for machines. In UTC; the script writes them in the visitor's time zone.

use super::html::{Html, html};
use crate::clock;

/// A time, taken apart.
struct Moment {
    date: String,
    hour: u64,
    minute: u64,
    second: u64,
    millisecond: u64,
}

impl Moment {
    /// Nothing before 1970 and after 9999.
    fn of(unix_milliseconds: i64) -> Option<Self> {
        let milliseconds = u64::try_from(unix_milliseconds).ok()?;
        let seconds = milliseconds / 1000;
        let (year, month, day) = clock::date(seconds / 86_400)?;
        Some(Self {
            date: format!("{year}-{:02}-{day:02}", month.saturating_add(1)),
            hour: seconds / 3600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            millisecond: milliseconds % 1000,
        })
    }

    fn clock(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

/// A time as RFC 3339 writes it, or nothing where that has no words for it.
pub(super) fn exact(unix_milliseconds: i64) -> Option<String> {
    let moment = Moment::of(unix_milliseconds)?;
    Some(format!("{}T{}.{:03}Z", moment.date, moment.clock(), moment.millisecond))
}

/// The time of day, with the date unless it is today's.
fn short(unix_milliseconds: i64, now: i64) -> Option<String> {
    let (moment, today) = (Moment::of(unix_milliseconds)?, Moment::of(now)?);
    Some(if moment.date == today.date { moment.clock() } else { format!("{} {}", moment.date, moment.clock()) })
}

pub(super) fn write(html: &mut Html, unix_milliseconds: i64, now: i64) {
    match (exact(unix_milliseconds), short(unix_milliseconds, now)) {
        (Some(exact), Some(short)) => html!(html, r#"<time datetime="{}" title="{}">{}</time>"#, exact, exact, short),
        _ => html!(html, "<span>{} ms</span>", unix_milliseconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_day_has_a_date() {
        let (time, day) = (784_111_777_042, 86_400_000);
        assert_eq!(exact(time).as_deref(), Some("1994-11-06T08:49:37.042Z"));
        assert_eq!(short(time, time + 3_600_000).as_deref(), Some("08:49:37"));
        assert_eq!(short(time, time + day).as_deref(), Some("1994-11-06 08:49:37"));
        assert_eq!(exact(-1), None);
    }

    #[test]
    fn a_time_beyond_the_calendar_is_a_number() {
        let mut html = Html::default();
        write(&mut html, -5, 0);
        assert_eq!(html.into_string(), "<span>-5 ms</span>");
    }
}
