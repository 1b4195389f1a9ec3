//! How single values are shown: text in HTML, ids of elements, avatars, and times, in short for people and in full for
//! machines, in UTC; the script converts them to the visitor's time zone.

use std::fmt::{self, Write};

use minijinja::value::Value as Data;
use minijinja::{Error, Output, State};
use serde_json::{Map, Value, json};

use crate::percent;

/// Writes a value into the template, escaped for text and for attributes in quotes.
pub(super) fn escape(output: &mut Output<'_>, _: &mut State<'_, '_>, value: &Data) -> Result<(), Error> {
    if value.is_safe() {
        write!(output, "{value}")?;
    } else if !value.is_none() {
        write!(Escaping(output), "{value}")?;
    }
    Ok(())
}

pub(super) fn escaped(text: &str) -> String {
    let mut escaping = Escaping(String::new());
    // Writing to a string cannot fail.
    let _ = escaping.write_str(text);
    escaping.0
}

struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|letter| match letter {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            // HTML has no such character; parsers would replace it.
            '\0' => self.0.write_char(char::REPLACEMENT_CHARACTER),
            other => self.0.write_char(other),
        })
    }
}

/// The properties of all objects in one.
pub(super) fn merged<const N: usize>(objects: [Value; N]) -> Map<String, Value> {
    let maps = objects.into_iter().map(|object| if let Value::Object(map) = object { map } else { Map::new() });
    maps.flatten().collect()
}

/// The `id` of an element, from the kind of its content and ids of the app.
pub(super) fn element(kind: &str, ids: &[&str]) -> String {
    let ids: Vec<_> = ids.iter().map(|id| percent::encode(id)).collect();
    format!("{kind}:{}", ids.join(":"))
}

const COLOURS: usize = 6;

/// The letter of a user's avatar, and the number of its colour.
pub(super) fn avatar(name: &str, id: &str) -> (String, usize) {
    let letter = name.chars().find(|letter| letter.is_alphanumeric());
    let colour = id.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    (letter.map_or("?".to_owned(), |letter| letter.to_uppercase().collect()), colour % COLOURS)
}

/// A time in RFC 3339, and the time of day with the date unless it is today; only a number before 1970 and after 9999.
pub(super) fn moment(unix_milliseconds: i64, now: i64) -> Value {
    let Some((date, time)) = parts(unix_milliseconds) else {
        return json!({"milliseconds": unix_milliseconds});
    };
    let exact = format!("{date}T{time}.{:03}Z", unix_milliseconds % 1000);
    let is_today = parts(now).is_some_and(|(today, _)| today == date);
    json!({"exact": exact, "short": if is_today { time } else { format!("{date} {time}") }})
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_for_elements_and_attributes() {
        assert_eq!(escaped("\"><script>'&amp;\0"), "&quot;&gt;&lt;script&gt;&#39;&amp;amp;\u{FFFD}");
    }

    #[test]
    fn only_another_day_has_a_date() {
        let (time, day) = (784_111_777_042, 86_400_000);
        let exact = "1994-11-06T08:49:37.042Z";
        assert_eq!(moment(time, time + 3_600_000), json!({"exact": exact, "short": "08:49:37"}));
        assert_eq!(moment(time, time + day), json!({"exact": exact, "short": "1994-11-06 08:49:37"}));
        assert_eq!(moment(951_782_400_000, 0)["exact"], "2000-02-29T00:00:00.000Z");
        assert_eq!(moment(1_798_761_599_000, 0)["exact"], "2026-12-31T23:59:59.000Z");
        assert_eq!(moment(4_107_542_400_000, 0)["exact"], "2100-03-01T00:00:00.000Z");
    }

    #[test]
    fn a_time_beyond_the_calendar_is_a_number() {
        for time in [-5, i64::MAX] {
            assert_eq!(moment(time, 0), json!({"milliseconds": time}));
        }
    }
}
