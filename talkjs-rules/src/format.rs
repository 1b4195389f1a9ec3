//! What texts stand for: checks that refuse only what is certainly wrong.

use std::fmt;

/// A format of texts that is checked before they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Format {
    /// RFC 3339: `2024-01-31T12:00:00Z`.
    DateTime,
    /// RFC 3339: `2024-01-31`.
    Date,
    /// Five groups of hexadecimal digits.
    Uuid,
    /// Something on both sides of one `@`.
    Email,
    /// A scheme, and no spaces.
    Uri,
}

impl Format {
    /// Whether a text can stand for this.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::DateTime => is_date_time(text),
            Self::Date => is_date(text),
            Self::Uuid => is_uuid(text),
            Self::Email => is_email(text),
            Self::Uri => is_uri(text),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DateTime => "a date and time such as 2024-01-31T12:00:00Z",
            Self::Date => "a date such as 2024-01-31",
            Self::Uuid => "a UUID",
            Self::Email => "an email address",
            Self::Uri => "a URI with its scheme",
        })
    }
}

/// The number that so many digits at the front are, and the rest.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let all = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((number.parse().ok().filter(|_| all)?, rest))
}

/// A date at the front, and the rest.
fn date(text: &str) -> Option<&str> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=last).contains(&day).then_some(rest)
}

fn is_date(text: &str) -> bool {
    date(text) == Some("")
}

fn is_date_time(text: &str) -> bool {
    date_time(text).is_some()
}

fn date_time(text: &str) -> Option<()> {
    let rest = date(text)?.strip_prefix(['T', 't', ' '])?;
    let rest = clock(rest)?;
    // A leap second is a 60th one.
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let zone = match rest.strip_prefix(['+', '-']) {
        Some(offset) => clock(offset)?.is_empty(),
        None => matches!(rest, "Z" | "z"),
    };
    (second <= 60 && zone).then_some(())
}

/// Hours and minutes at the front, and the rest.
fn clock(text: &str) -> Option<&str> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    (hour < 24 && minute < 60).then_some(rest)
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| (group.len(), group.bytes().all(|byte| byte.is_ascii_hexdigit())));
    groups.eq([8, 4, 4, 4, 12].map(|length| (length, true)))
}

fn is_email(text: &str) -> bool {
    // A quoted local part may hold an `@`.
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(local, domain)| {
        let is_plain = !local.contains('@') || local.starts_with('"');
        is_plain && !local.is_empty() && !domain.is_empty() && !domain.contains(char::is_whitespace)
    })
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certainly_wrong_is_refused_and_nothing_else() {
        let cases: [(Format, &[&str], &[&str]); 5] = [
            (
                Format::DateTime,
                &["2024-02-29T23:59:60Z", "2024-01-31t12:00:00.123456+05:30", "2024-01-31 12:00:00Z"],
                &["2024-01-31", "2024-01-31T12:00:00", "2024-01-31T24:00:00Z", "2024-01-31T12:00:00+0530", "now"],
            ),
            (
                Format::Date,
                &["2000-02-29", "2024-12-31"],
                &["1900-02-29", "2024-13-01", "2024-1-1", "2024-01-31T", "é"],
            ),
            (
                Format::Uuid,
                &["123e4567-E89b-12d3-a456-426614174000"],
                &["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", ""],
            ),
            (Format::Email, &["a@b", "\"a@b\"@c.d", "ü@é.de"], &["a", "@b", "a@", "a@b@c", "a@b c"]),
            (Format::Uri, &["https://a.b/c?d", "urn:x", "mailto:a@b"], &["/a", "a b:c", "1a:b", "https://a b", ""]),
        ];
        for (format, right, wrong) in cases {
            assert!(right.iter().all(|text| format.fits(text)), "{format:?}");
            assert!(wrong.iter().all(|text| !format.fits(text)), "{format:?}");
        }
    }
}
