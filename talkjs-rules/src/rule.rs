//! The constraints of a description, as data, and what it means to keep them.

use std::borrow::Cow;

use regex_lite::Regex;

use crate::{Format, Number, Problem};

/// One constraint of a schema.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rule<'a> {
    /// The shortest text, in Unicode scalar values.
    MinLength(u64),
    /// The longest text, in Unicode scalar values.
    MaxLength(u64),
    /// A regular expression that a text must match somewhere.
    Pattern(&'a str),
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
    KeyPattern(&'a str),
    /// Rules for each item of a list.
    Items(&'a [Rule<'a>]),
    /// Rules for each value of a map.
    Values(&'a [Rule<'a>]),
    /// What a text stands for.
    Format(Format),
    /// The values allowed, as JSON.
    OneOf(&'a [&'a str]),
}

impl Rule<'_> {
    /// How a text breaks the rule; `None` when it keeps it, or when the rule is not about texts.
    #[must_use]
    pub fn text(&self, text: &str) -> Option<Problem> {
        let problem = match *self {
            Self::MinLength(min) if length(text) < min => Problem::TooShort { min, found: length(text) },
            Self::MaxLength(max) if length(text) > max => Problem::TooLong { max, found: length(text) },
            Self::Pattern(pattern) if !matches(pattern, text) => Problem::NoMatch { pattern: own(pattern) },
            Self::Format(format) if !format.fits(text) => Problem::NotFormat { format },
            _ => return None,
        };
        Some(problem)
    }

    /// How a finite number breaks the rule.
    #[must_use]
    pub fn number(&self, found: Number) -> Option<Problem> {
        let problem = match *self {
            Self::Minimum(min) if found.is_below(min) => Problem::BelowMinimum { min, found },
            Self::Maximum(max) if max.is_below(found) => Problem::AboveMaximum { max, found },
            Self::ExclusiveMinimum(limit) if !limit.is_below(found) => Problem::NotAbove { limit, found },
            Self::ExclusiveMaximum(limit) if !found.is_below(limit) => Problem::NotBelow { limit, found },
            Self::MultipleOf(divisor) if !found.is_multiple_of(divisor) => Problem::NotMultipleOf { divisor, found },
            _ => return None,
        };
        Some(problem)
    }

    /// How a list of so many items breaks the rule.
    #[must_use]
    pub fn items(&self, count: usize) -> Option<Problem> {
        let found = self::count(count);
        let problem = match *self {
            Self::MinItems(min) if found < min => Problem::TooFewItems { min, found },
            Self::MaxItems(max) if found > max => Problem::TooManyItems { max, found },
            _ => return None,
        };
        Some(problem)
    }

    /// How an object of so many members breaks the rule.
    #[must_use]
    pub fn members(&self, count: usize) -> Option<Problem> {
        let found = self::count(count);
        let problem = match *self {
            Self::MinProperties(min) if found < min => Problem::TooFewMembers { min, found },
            Self::MaxProperties(max) if found > max => Problem::TooManyMembers { max, found },
            _ => return None,
        };
        Some(problem)
    }

    /// How one of the keys of an object breaks the rule.
    #[must_use]
    pub fn keys<'k>(&self, mut keys: impl Iterator<Item = &'k str>) -> Option<Problem> {
        let Self::KeyPattern(pattern) = *self else { return None };
        let regex = Regex::new(pattern).ok()?;
        keys.any(|key| !regex.is_match(key)).then(|| Problem::KeyNoMatch { pattern: own(pattern) })
    }
}

/// The first two items that are equal, as the rule `UniqueItems` forbids.
#[must_use]
pub fn repeated<T: PartialEq>(items: &[T]) -> Option<Problem> {
    items.iter().enumerate().find_map(|(second, item)| {
        let first = items.iter().take(second).position(|earlier| earlier == item)?;
        Some(Problem::RepeatedItem { first, second })
    })
}

/// Whether a text matches a pattern somewhere. A pattern that this engine cannot read refuses nothing: the generator
/// keeps such patterns as documentation, and a caller could do nothing about them.
fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).ok().is_none_or(|regex| regex.is_match(text))
}

fn length(text: &str) -> u64 {
    count(text.chars().count())
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
