//! Times on the page: short to look at, exact for machines. In UTC; the script writes them in the visitor's time zone.

use super::html::{Html, html};

/// The date and the time of day, or nothing before 1970 and after 9999.
fn parts(unix_milliseconds: i64) -> Option<(String, String)> {
    let seconds = u64::try_from(unix_milliseconds).ok()? / 1000;
    let (year, month, day) = date(seconds / 86_400)?;
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    Some((format!("{year}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}")))
}

/// Year, month and day of a number of days since the start of 1970.
fn date(mut days: u64) -> Option<(u64, usize, u64)> {
    let mut ends_within = |span: u64| match days.checked_sub(span) {
        Some(rest) => {
            days = rest;
            false
        }
        None => true,
    };
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let year = (1970..10_000).find(|&year| ends_within(365_u64.saturating_add(is_leap(year).into())))?;
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month = months.into_iter().position(ends_within)?;
    Some((year, month.saturating_add(1), days.saturating_add(1)))
}

/// A time as RFC 3339 writes it, or nothing where that has no words for it.
pub(super) fn exact(unix_milliseconds: i64) -> Option<String> {
    let (date, time) = parts(unix_milliseconds)?;
    Some(format!("{date}T{time}.{:03}Z", unix_milliseconds % 1000))
}

/// The time of day, with the date unless it is today's.
fn short(unix_milliseconds: i64, now: i64) -> Option<String> {
    let ((date, time), (today, _)) = (parts(unix_milliseconds)?, parts(now)?);
    Some(if date == today { time } else { format!("{date} {time}") })
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
        assert_eq!(exact(i64::MAX), None);
        assert_eq!(exact(951_782_400_000).as_deref(), Some("2000-02-29T00:00:00.000Z"));
        assert_eq!(exact(1_798_761_599_000).as_deref(), Some("2026-12-31T23:59:59.000Z"));
        assert_eq!(exact(4_107_542_400_000).as_deref(), Some("2100-03-01T00:00:00.000Z"));
    }

    #[test]
    fn a_time_beyond_the_calendar_is_a_number() {
        let mut html = Html::default();
        write(&mut html, -5, 0);
        assert_eq!(html.into_string(), "<span>-5 ms</span>");
    }
}
