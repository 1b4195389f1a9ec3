//! Whole numbers with a fraction or an exponent: `1.0` and `1e3`. In JSON Schema they are integers, and some servers
//! write all numbers like this.
//!
//! serde_json reads such a number as a float, which integer types reject. So text that cannot be read because of one is
//! read a second time, with all of them rewritten; other text has no extra cost.

use serde_json::Number;

/// The JSON with these numbers as plain integers; `None` if there are none. The text is well-formed up to the first
/// error, and strings are not changed.
pub(crate) fn rewritten(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    let mut is_changed = false;
    let mut rest = json;
    while let Some(start) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(start)?;
        out.push_str(before);
        let end = if from.starts_with('"') { end_of_string(from) } else { end_of_number(from) };
        let (token, after) = from.split_at_checked(end)?;
        let whole = plain(token);
        is_changed |= whole.is_some();
        out.push_str(whole.as_deref().unwrap_or(token));
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

/// The length of the string at the front, including quotes.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = true;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at.saturating_add(1),
            _ => {}
        }
    }
    text.len()
}

fn end_of_number(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// The most digits of a 64-bit integer.
const MAX_DIGITS: usize = 20;

/// A whole number without fraction and exponent; `None` if it already has that form, is not whole, or has too many
/// digits for an integer type.
fn plain(number: &str) -> Option<String> {
    if !number.contains(['.', 'e', 'E']) {
        return None;
    }
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !whole.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let zeros = i64::from(exponent).checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let digits = scaled(format!("{whole}{fraction}").trim_start_matches('0'), zeros)?;
    // Not `-0`, which serde_json reads as a float.
    Some(if digits == "0" { digits } else { format!("{sign}{digits}") })
}

/// Digits with this number of zeros added, or removed if no fraction remains.
fn scaled(digits: &str, zeros: i64) -> Option<String> {
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let count = usize::try_from(zeros.unsigned_abs()).ok()?;
    let scaled = if zeros < 0 {
        let (digits, taken) = digits.split_at_checked(digits.len().checked_sub(count)?)?;
        taken.bytes().all(|digit| digit == b'0').then(|| digits.to_owned())?
    } else {
        let length = digits.len().checked_add(count).filter(|length| *length <= MAX_DIGITS)?;
        format!("{digits:0<length$}")
    };
    (1..=MAX_DIGITS).contains(&scaled.len()).then_some(scaled)
}

/// The same for a parsed number: the integer with the value of a float.
pub(crate) fn as_integer(number: &Number) -> Option<Number> {
    if !number.is_f64() {
        return None;
    }
    plain(&number.to_string())?.parse().ok().filter(|whole: &Number| !whole.is_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn whole_numbers_lose_their_fraction_and_their_exponent() {
        for (number, whole) in [
            ("1.0", "1"),
            ("-1.00", "-1"),
            ("1e3", "1000"),
            ("1E+3", "1000"),
            ("1.5e1", "15"),
            ("120e-1", "12"),
            ("0.0", "0"),
            ("-0.0", "0"),
            ("0e99", "0"),
            ("0.5e1", "5"),
            ("9007199254740993.0", "9007199254740993"),
            ("1.8446744073709551615e19", "18446744073709551615"),
        ] {
            assert_eq!(plain(number).as_deref(), Some(whole), "{number}");
        }
        for number in
            ["1", "-1", "0", "1.5", "1e-1", "15e-1", "1e20", "1e999999999", "1e99999999999", "-", "1.5e0", "e5"]
        {
            assert_eq!(plain(number), None, "{number}");
        }
    }

    #[test]
    fn strings_and_other_numbers_stay_as_they_are() {
        let json = r#"{"a 1.0":[1.0,"1.0","\"1.0",-2e2,1.5,3],"b":{"c":[]}}"#;
        let expected = r#"{"a 1.0":[1,"1.0","\"1.0",-200,1.5,3],"b":{"c":[]}}"#;
        assert_eq!(rewritten(json).as_deref(), Some(expected));
        assert_eq!(rewritten(r#"{"é":[1,1.5,"1.0"]}"#), None);
        assert_eq!(rewritten(r#"["1.0"#), None, "a string that does not end");
    }

    #[test]
    fn a_number_that_has_been_read_is_whole_or_not() {
        let number = |value: Value| match value {
            Value::Number(number) => as_integer(&number).map(|whole| whole.to_string()),
            _ => None,
        };
        assert_eq!(number(json!(5.0)).as_deref(), Some("5"));
        assert_eq!(number(json!(1e3)).as_deref(), Some("1000"));
        assert_eq!((number(json!(5)), number(json!(0.5)), number(json!(1e300))), (None, None, None));
        assert_eq!(number(json!(2e19)), None, "no integer type holds it");
    }
}
