//! Dates, times and durations.

/// The number in the first `count` digits, and the rest.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let all = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((number.parse().ok().filter(|_| all)?, rest))
}

/// Reads a date at the front; returns the rest.
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

/// Reads hours and minutes at the front; returns the rest.
fn hours_and_minutes(text: &str) -> Option<&str> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    (hour < 24 && minute < 60).then_some(rest)
}

/// Reads a time of day at the front; returns the rest, which is its offset.
fn clock(text: &str) -> Option<&str> {
    let rest = hours_and_minutes(text)?;
    // A leap second is second 60.
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    (second <= 60).then_some(rest)
}

fn is_offset(text: &str) -> bool {
    match text.strip_prefix(['+', '-']) {
        Some(offset) => hours_and_minutes(offset) == Some(""),
        None => matches!(text, "Z" | "z"),
    }
}

pub(super) fn is_date(text: &str) -> bool {
    date(text) == Some("")
}

pub(super) fn is_date_time(text: &str) -> bool {
    let time = date(text).and_then(|rest| rest.strip_prefix(['T', 't', ' ']));
    time.and_then(clock).is_some_and(is_offset)
}

/// RFC 3339 requires an offset; many servers accept and send times without one.
pub(super) fn is_time(text: &str) -> bool {
    clock(text).is_some_and(|offset| offset.is_empty() || is_offset(offset))
}

/// Units of a duration, in order: those of the date, and after `T` those of the time.
const DATE_UNITS: &str = "YMD";
const TIME_UNITS: &str = "HMS";

/// `P3DT12H` or `P2W`. As in ISO 8601 and unlike RFC 3339, units between two others may be absent, and the last number
/// may have a fraction.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix('P') else { return false };
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    if time.is_none() && is_amounts(date, "W") {
        return true;
    }
    let is_whole_date = time.is_none() || !date.contains(['.', ',']);
    is_whole_date
        && (is_amounts(date, DATE_UNITS) || (date.is_empty() && time.is_some()))
        && time.is_none_or(|time| is_amounts(time, TIME_UNITS))
}

/// One or more numbers, each followed by its unit; units are in order, and each is there at most once.
fn is_amounts(text: &str, mut units: &str) -> bool {
    let mut rest = text;
    while let Some((number, unit)) =
        rest.find(|c: char| c.is_ascii_alphabetic()).and_then(|end| rest.split_at_checked(end))
    {
        let mut letters = unit.chars();
        let later = letters.next().and_then(|unit| units.split_once(unit));
        let Some((_, later)) = later.filter(|_| is_amount(number, letters.as_str().is_empty())) else { return false };
        (units, rest) = (later, letters.as_str());
    }
    !text.is_empty() && rest.is_empty()
}

/// Digits, and a fraction if this is the last number.
fn is_amount(number: &str, is_last: bool) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match number.split_once(['.', ',']) {
        Some((whole, fraction)) => is_last && is_digits(whole) && is_digits(fraction),
        None => is_digits(number),
    }
}
