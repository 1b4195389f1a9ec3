//! The constraints of a description, as data, and what it means to keep them.

use std::cmp::Ordering;
use std::fmt;

use regex_lite::Regex;
use serde_json::Value;

use super::check::Checker;
pub use super::format::Format;
use super::violation::Problem;

/// One constraint of a schema.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// The shortest text, in Unicode scalar values.
    MinLength(u64),
    /// The longest text, in Unicode scalar values.
    MaxLength(u64),
    /// A regular expression that a text must match somewhere.
    Pattern(&'static str),
    /// The smallest number.
    Minimum(Number),
    /// The largest number.
    Maximum(Number),
    /// The number must be above this one.
    ExclusiveMinimum(Number),
    /// The number must be below this one.
    ExclusiveMaximum(Number),
    /// The number must be a whole multiple of this one.
    MultipleOf(Number),
    /// The fewest items of a list.
    MinItems(u64),
    /// The most items of a list.
    MaxItems(u64),
    /// No two items of a list are equal.
    UniqueItems,
    /// The fewest members of an object.
    MinProperties(u64),
    /// The most members of an object.
    MaxProperties(u64),
    /// A regular expression that every key of a map must match (`x-key-pattern`).
    KeyPattern(&'static str),
    /// Rules for each item of a list.
    Items(&'static [Rule]),
    /// Rules for each value of a map.
    Values(&'static [Rule]),
    /// What a text stands for.
    Format(Format),
    /// The values allowed, as JSON.
    OneOf(&'static [&'static str]),
}

/// A number of a rule or of a value: whole numbers stay exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    I64(i64),
    /// Any other number, and whole ones beyond `i64`.
    F64(f64),
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self::I64(number)
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::F64(number)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I64(number) => number.fmt(f),
            Self::F64(number) => number.fmt(f),
        }
    }
}

impl Number {
    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::I64(a), Self::I64(b)) => Some(a.cmp(&b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }

    fn is_below(self, other: Self) -> bool {
        self.compare(other) == Some(Ordering::Less)
    }

    #[expect(clippy::cast_precision_loss, reason = "only for a comparison with a number that is a float already")]
    fn as_f64(self) -> f64 {
        match self {
            Self::I64(number) => number as f64,
            Self::F64(number) => number,
        }
    }

    fn is_multiple_of(self, divisor: Self) -> bool {
        match (self, divisor) {
            (Self::I64(number), Self::I64(divisor)) => number.checked_rem(divisor).is_none_or(|rest| rest == 0),
            _ => {
                // 0.3 is a multiple of 0.1 although their quotient is 2.9999999999999996.
                let quotient = self.as_f64() / divisor.as_f64();
                (quotient - quotient.round()).abs() <= f64::EPSILON * quotient.abs().max(1.0)
            }
        }
    }
}

/// Checks a text against the rules that are about texts.
pub(crate) fn check_text(text: &str, rules: &'static [Rule], checker: &mut Checker) {
    for rule in rules {
        match *rule {
            Rule::MinLength(min) if length(text) < min => {
                checker.report(Problem::TooShort { min, found: length(text) });
            }
            Rule::MaxLength(max) if length(text) > max => {
                checker.report(Problem::TooLong { max, found: length(text) });
            }
            Rule::Pattern(pattern) if regex(pattern).is_some_and(|known| !known.is_match(text)) => {
                checker.report(Problem::NoMatch { pattern });
            }
            Rule::Format(format) if !format.fits(text) => checker.report(Problem::NotFormat { format }),
            _ => {}
        }
    }
}

/// Checks a value against the values that are allowed.
pub(crate) fn check_listed(value: &Value, rules: &'static [Rule], checker: &mut Checker) {
    for rule in rules {
        if let Rule::OneOf(values) = *rule
            && !values.iter().any(|listed| is_listed(value, listed))
        {
            checker.report(Problem::NotListed { values });
        }
    }
}

fn is_listed(value: &Value, listed: &str) -> bool {
    match (value, serde_json::from_str(listed)) {
        (Value::Number(value), Ok(Value::Number(listed))) => *value == listed || value.as_f64() == listed.as_f64(),
        (value, listed) => listed.is_ok_and(|listed: Value| listed == *value),
    }
}

/// Checks a number against the rules that are about numbers.
pub(crate) fn check_number(found: Number, rules: &'static [Rule], checker: &mut Checker) {
    if !found.as_f64().is_finite() {
        return checker.report(Problem::NotFinite);
    }
    for rule in rules {
        match *rule {
            Rule::Minimum(min) if found.is_below(min) => checker.report(Problem::BelowMinimum { min, found }),
            Rule::Maximum(max) if max.is_below(found) => checker.report(Problem::AboveMaximum { max, found }),
            Rule::ExclusiveMinimum(limit) if !limit.is_below(found) => {
                checker.report(Problem::NotAbove { limit, found });
            }
            Rule::ExclusiveMaximum(limit) if !found.is_below(limit) => {
                checker.report(Problem::NotBelow { limit, found });
            }
            Rule::MultipleOf(divisor) if !found.is_multiple_of(divisor) => {
                checker.report(Problem::NotMultipleOf { divisor, found });
            }
            _ => {}
        }
    }
}

/// Checks the length of a list, and that its items differ when the rules want that.
pub(crate) fn check_items<T: PartialEq>(items: &[T], rules: &'static [Rule], checker: &mut Checker) {
    let found = count(items.len());
    for rule in rules {
        match *rule {
            Rule::MinItems(min) if found < min => checker.report(Problem::TooFewItems { min, found }),
            Rule::MaxItems(max) if found > max => checker.report(Problem::TooManyItems { max, found }),
            Rule::UniqueItems => {
                if let Some((first, second)) = first_repetition(items) {
                    checker.report(Problem::RepeatedItem { first, second });
                }
            }
            _ => {}
        }
    }
}

/// Checks the number of members and their keys.
pub(crate) fn check_members<'k>(
    mut keys: impl ExactSizeIterator<Item = &'k String>,
    rules: &'static [Rule],
    checker: &mut Checker,
) {
    let found = count(keys.len());
    for rule in rules {
        match *rule {
            Rule::MinProperties(min) if found < min => checker.report(Problem::TooFewMembers { min, found }),
            Rule::MaxProperties(max) if found > max => checker.report(Problem::TooManyMembers { max, found }),
            Rule::KeyPattern(pattern) => {
                let known = regex(pattern);
                if known.is_some_and(|known| keys.any(|key| !known.is_match(key))) {
                    checker.report(Problem::KeyNoMatch { pattern });
                }
            }
            _ => {}
        }
    }
}

fn length(text: &str) -> u64 {
    count(text.chars().count())
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Reads a pattern. One that this engine cannot read refuses nothing: the generator keeps such
/// patterns as documentation, and a caller could do nothing about them.
fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

fn first_repetition<T: PartialEq>(items: &[T]) -> Option<(usize, usize)> {
    items.iter().enumerate().find_map(|(second, item)| {
        let first = items.iter().take(second).position(|earlier| earlier == item)?;
        Some((first, second))
    })
}
