//! Writing HTML: markup is a literal of this crate, and whatever is put into it is escaped. And what stands in many places:
//! custom data, avatars, and times, short to look at and exact for machines, in UTC; the script writes them in the visitor's
//! time zone.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};

use crate::percent;

/// HTML that is complete so far.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    pub(super) fn into_string(self) -> String {
        self.0
    }

    /// Appends what [`html!`] has made of a literal and of escaped values.
    pub(super) fn append(&mut self, markup: fmt::Arguments<'_>) {
        // A string takes everything, and the values are text and numbers.
        let _ = self.0.write_fmt(markup);
    }
}

/// Appends markup in which each `{}` stands for a value, which is escaped for text and for attributes in quotes.
///
/// `{name}` does not compile: it would be put in as it is.
macro_rules! html {
    ($html:expr, $markup:literal $(, $value:expr)* $(,)?) => {{
        const { assert!($crate::page::html::has_only_plain_places($markup), "a brace is not part of a plain place") }
        $html.append(format_args!($markup $(, $crate::page::html::Escaped(&$value))*));
    }};
}

pub(super) use html;

/// Whether every brace is part of a `{}`.
pub(super) const fn has_only_plain_places(markup: &str) -> bool {
    let mut rest = markup.as_bytes();
    loop {
        rest = match rest {
            [] => return true,
            [b'{', b'}', after @ ..] => after,
            [b'{' | b'}', ..] => return false,
            [_, after @ ..] => after,
        };
    }
}

/// A value as it stands in HTML.
pub(super) struct Escaped<'v, T: ?Sized>(pub(super) &'v T);

impl<T: Display + ?Sized> Display for Escaped<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", self.0)
    }
}

struct Escaping<'f, 'b>(&'f mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|letter| match letter {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            // HTML has no such character; parsers would put another in its place.
            '\0' => self.0.write_char(char::REPLACEMENT_CHARACTER),
            other => self.0.write_char(other),
        })
    }
}

/// The pairs, or nothing when there are none.
pub(super) fn custom(html: &mut Html, pairs: &BTreeMap<String, String>) {
    if pairs.is_empty() {
        return;
    }
    html!(html, r#"<dl class="custom">"#);
    for (key, value) in pairs {
        html!(html, r#"<div><dt>{}</dt><dd dir="auto">{}</dd></div>"#, key, value);
    }
    html!(html, "</dl>");
}

/// The `id` of an element, made of the kind of what it shows and of ids of the app.
pub(super) fn element(kind: &str, ids: &[&str]) -> String {
    let ids: Vec<_> = ids.iter().map(|id| percent::encode(id)).collect();
    format!("{kind}:{}", ids.join(":"))
}

const COLOURS: usize = 6;

/// The letter that stands for a user, and the number of its colour.
pub(super) fn avatar(name: &str, id: &str) -> (String, usize) {
    let letter = name.chars().find(|letter| letter.is_alphanumeric());
    let colour = id.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    (letter.map_or("?".to_owned(), |letter| letter.to_uppercase().collect()), colour % COLOURS)
}

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

pub(super) fn time(html: &mut Html, unix_milliseconds: i64, now: i64) {
    match (exact(unix_milliseconds), short(unix_milliseconds, now)) {
        (Some(exact), Some(short)) => html!(html, r#"<time datetime="{}" title="{}">{}</time>"#, exact, exact, short),
        _ => html!(html, "<span>{} ms</span>", unix_milliseconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_and_values_are_escaped() {
        let mut html = Html::default();
        html!(html, r#"<a title="{}">{}</a>"#, "\"><script>'", format!("{}&amp;\0", 7));
        assert_eq!(html.into_string(), "<a title=\"&quot;&gt;&lt;script&gt;&#39;\">7&amp;amp;\u{FFFD}</a>");
    }

    #[test]
    fn only_plain_places_are_taken() {
        for (markup, is_taken) in
            [("<p>{}{}</p>", true), ("", true), ("{name}", false), ("{:?}", false), ("{{}}", false)]
        {
            assert_eq!(has_only_plain_places(markup), is_taken, "{markup}");
        }
    }

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
        time(&mut html, -5, 0);
        assert_eq!(html.into_string(), "<span>-5 ms</span>");
    }
}
