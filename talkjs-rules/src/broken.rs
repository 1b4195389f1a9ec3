//! How a value breaks a constraint, as data. The messages for violations are written only here.

use std::borrow::Cow;
use std::fmt;

use crate::{Format, Number};

/// A violation: how a value breaks a constraint. It holds counts and numbers but no other values, as those may be
/// personal.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Broken {
    /// A text is too short. Lengths count Unicode scalar values.
    TooShort {
        /// The shortest length allowed.
        min: u64,
        /// The length found.
        found: u64,
    },
    /// A text is too long. Lengths count Unicode scalar values.
    TooLong {
        /// The longest length allowed.
        max: u64,
        /// The length found.
        found: u64,
    },
    /// A text does not match its pattern.
    NoMatch {
        /// The regular expression.
        pattern: Cow<'static, str>,
    },
    /// A number is too small.
    BelowMinimum {
        /// The smallest number allowed.
        min: Number,
        /// The number found.
        found: Number,
    },
    /// A number is too large.
    AboveMaximum {
        /// The largest number allowed.
        max: Number,
        /// The number found.
        found: Number,
    },
    /// A number is not above its exclusive limit.
    NotAbove {
        /// The limit, itself not allowed.
        limit: Number,
        /// The number found.
        found: Number,
    },
    /// A number is not below its exclusive limit.
    NotBelow {
        /// The limit, itself not allowed.
        limit: Number,
        /// The number found.
        found: Number,
    },
    /// A number is not a multiple of the divisor.
    NotMultipleOf {
        /// The divisor.
        divisor: Number,
        /// The number found.
        found: Number,
    },
    /// A list has too few items.
    TooFewItems {
        /// The smallest count allowed.
        min: u64,
        /// The count found.
        found: u64,
    },
    /// A list has too many items.
    TooManyItems {
        /// The largest count allowed.
        max: u64,
        /// The count found.
        found: u64,
    },
    /// Two items of a list are equal.
    RepeatedItem {
        /// The position of the first of them, from 0.
        first: usize,
        /// The position of the second.
        second: usize,
    },
    /// An object has too few properties.
    TooFewProperties {
        /// The smallest count allowed.
        min: u64,
        /// The count found.
        found: u64,
    },
    /// An object has too many properties.
    TooManyProperties {
        /// The largest count allowed.
        max: u64,
        /// The count found.
        found: u64,
    },
    /// A key of an object does not match the pattern for keys.
    KeyNoMatch {
        /// The regular expression.
        pattern: Cow<'static, str>,
    },
    /// Not exactly one of some properties is present.
    NotExactlyOne {
        /// The properties to choose from.
        of: Vec<Cow<'static, str>>,
        /// Those that are present.
        found: Vec<Cow<'static, str>>,
    },
    /// A text does not have its format.
    NotFormat {
        /// The format.
        format: Format,
    },
    /// A value is not one of the allowed ones.
    NotListed {
        /// The allowed values, as JSON.
        values: Vec<Cow<'static, str>>,
    },
}

impl Broken {
    /// The violation if not exactly one of some properties, or of groups of them, is present.
    #[must_use]
    pub fn unless_exactly_one(choices: &[(Cow<'static, str>, bool)]) -> Option<Self> {
        let is_there = |(_, is_there): &&(Cow<'static, str>, bool)| *is_there;
        let found: Vec<_> = choices.iter().filter(is_there).map(|(name, _)| name.clone()).collect();
        let of = || choices.iter().map(|(name, _)| name.clone()).collect();
        (found.len() != 1).then(|| Self::NotExactlyOne { of: of(), found })
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { min, found } => {
                write!(f, "must be at least {} long, found {found}", counted(*min, "character"))
            }
            Self::TooLong { max, found } => {
                write!(f, "must be at most {} long, found {found}", counted(*max, "character"))
            }
            Self::NoMatch { pattern } => write!(f, "must match the pattern `{pattern}`"),
            Self::BelowMinimum { min, found } => write!(f, "must be at least {min}, found {found}"),
            Self::AboveMaximum { max, found } => write!(f, "must be at most {max}, found {found}"),
            Self::NotAbove { limit, found } => write!(f, "must be more than {limit}, found {found}"),
            Self::NotBelow { limit, found } => write!(f, "must be less than {limit}, found {found}"),
            Self::NotMultipleOf { divisor, found } => write!(f, "must be a multiple of {divisor}, found {found}"),
            Self::TooFewItems { min, found } => {
                write!(f, "must have at least {}, found {found}", counted(*min, "item"))
            }
            Self::TooManyItems { max, found } => {
                write!(f, "must have at most {}, found {found}", counted(*max, "item"))
            }
            Self::RepeatedItem { first, second } => {
                write!(f, "must not repeat an item, items {first} and {second} are equal")
            }
            Self::TooFewProperties { min, found } => {
                write!(f, "must have at least {}, found {found}", counted(*min, "property"))
            }
            Self::TooManyProperties { max, found } => {
                write!(f, "must have at most {}, found {found}", counted(*max, "property"))
            }
            Self::KeyNoMatch { pattern } => write!(f, "has a key that does not match the pattern `{pattern}`"),
            Self::NotExactlyOne { of, found } if found.is_empty() => {
                write!(f, "must have exactly one of {}, found none", listed(of))
            }
            Self::NotExactlyOne { of, found } => {
                write!(f, "must have exactly one of {}, found {}", listed(of), listed(found))
            }
            Self::NotFormat { format } => write!(f, "must be {format}"),
            Self::NotListed { values } => match values.as_slice() {
                [only] => write!(f, "must be {only}"),
                values => write!(f, "must be one of {}", values.join(", ")),
            },
        }
    }
}

fn counted(count: u64, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("{count} {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}

fn listed(names: &[Cow<'static, str>]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_constraint_has_its_words() {
        let n = Number::I64;
        let cases = [
            (Broken::TooShort { min: 1, found: 0 }, "must be at least 1 character long, found 0"),
            (Broken::TooLong { max: 20, found: 25 }, "must be at most 20 characters long, found 25"),
            (Broken::NoMatch { pattern: "^a$".into() }, "must match the pattern `^a$`"),
            (Broken::BelowMinimum { min: n(1), found: n(0) }, "must be at least 1, found 0"),
            (Broken::AboveMaximum { max: n(100), found: n(101) }, "must be at most 100, found 101"),
            (Broken::NotAbove { limit: n(0), found: n(0) }, "must be more than 0, found 0"),
            (Broken::NotBelow { limit: Number::F64(0.5), found: Number::F64(0.5) }, "must be less than 0.5, found 0.5"),
            (Broken::NotMultipleOf { divisor: n(5), found: n(7) }, "must be a multiple of 5, found 7"),
            (Broken::TooFewItems { min: 1, found: 0 }, "must have at least 1 item, found 0"),
            (Broken::TooManyItems { max: 10, found: 11 }, "must have at most 10 items, found 11"),
            (Broken::RepeatedItem { first: 0, second: 2 }, "must not repeat an item, items 0 and 2 are equal"),
            (Broken::TooFewProperties { min: 2, found: 1 }, "must have at least 2 properties, found 1"),
            (Broken::TooManyProperties { max: 100, found: 101 }, "must have at most 100 properties, found 101"),
            (Broken::KeyNoMatch { pattern: "^fcm:".into() }, "has a key that does not match the pattern `^fcm:`"),
            (
                Broken::NotExactlyOne { of: vec!["text".into(), "location".into()], found: vec![] },
                "must have exactly one of `text`, `location`, found none",
            ),
            (
                Broken::NotExactlyOne {
                    of: vec!["text".into(), "location".into()],
                    found: vec!["text".into(), "location".into()],
                },
                "must have exactly one of `text`, `location`, found `text`, `location`",
            ),
            (Broken::NotFormat { format: Format::Date }, "must be a date such as 2024-01-31"),
            (Broken::NotListed { values: vec!["1.5".into(), "\"a\"".into()] }, "must be one of 1.5, \"a\""),
            (Broken::NotListed { values: vec!["true".into()] }, "must be true"),
            (Broken::TooFewProperties { min: 1, found: 0 }, "must have at least 1 property, found 0"),
        ];
        for (broken, words) in cases {
            assert_eq!(broken.to_string(), words);
        }
    }

    #[test]
    fn exactly_one_is_neither_none_nor_two() {
        let found = |text, file| {
            let broken = Broken::unless_exactly_one(&[("text".into(), text), ("file".into(), file)]);
            broken.map(|broken| broken.to_string())
        };
        assert_eq!((found(true, false), found(false, true)), (None, None));
        assert_eq!(found(false, false).unwrap(), "must have exactly one of `text`, `file`, found none");
        assert_eq!(found(true, true).unwrap(), "must have exactly one of `text`, `file`, found `text`, `file`");
    }
}
