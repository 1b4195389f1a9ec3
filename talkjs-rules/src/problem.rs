//! What is wrong with a request, as facts; the words for them are here and nowhere else.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::{Format, Number};

/// What is wrong at one place. Values are not part of it, as they may be personal; counts and numbers are.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
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
    /// A number is no multiple.
    NotMultipleOf {
        /// What it has to be a multiple of.
        divisor: Number,
        /// The number found.
        found: Number,
    },
    /// A number is infinite or not a number, which JSON cannot say.
    NotFinite,
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
    /// An object has too few members.
    TooFewMembers {
        /// The smallest count allowed.
        min: u64,
        /// The count found.
        found: u64,
    },
    /// An object has too many members.
    TooManyMembers {
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
    /// Not exactly one of some members is there.
    NotExactlyOne {
        /// The members to choose from.
        of: Vec<Cow<'static, str>>,
        /// Those that are there.
        found: Vec<Cow<'static, str>>,
    },
    /// A text is not what its format asks for.
    NotFormat {
        /// The format.
        format: Format,
    },
    /// A value is none of those that are allowed.
    NotListed {
        /// Those that are, as JSON.
        values: Vec<Cow<'static, str>>,
    },
    /// A value that must be unique is the same as an earlier one.
    SameAs {
        /// The pointer to the earlier one.
        pointer: String,
    },
    /// A path parameter or a key is empty.
    Empty,
    /// A path parameter is `.` or `..`, which no URL can carry as a segment in any encoding.
    DotSegment,
    /// A path parameter or a key contains a control character.
    ControlCharacter {
        /// The first one.
        character: char,
    },
    /// A path parameter, a key or the URL has too many bytes.
    TooManyBytes {
        /// The largest count allowed.
        max: usize,
        /// The count found.
        found: usize,
    },
    /// A path parameter or a key has no value.
    Missing,
    /// A key was made too long ago for the API to remember it for sure.
    TooOld {
        /// The greatest age allowed.
        max: Duration,
        /// The age found.
        found: Duration,
    },
    /// A part of a request cannot be sent inside of a batch.
    NotInBatch,
    /// An idempotency key was used for other content.
    OtherContent,
    /// A header or a cookie contains a character that it cannot carry.
    NotInHeader {
        /// The first one.
        character: char,
    },
    /// The name of a header or a cookie, which the description gives, cannot be one.
    NotAName,
    /// A header that is not the caller's to set: the credential, and what says where a request ends and who it is for.
    ReservedHeader,
    /// The body is no object, and so has no members to be written as a form or as parts.
    NoMembers,
    /// The server that the description names for the operation cannot be used.
    Server {
        /// Why.
        reason: String,
    },
    /// The value cannot be written as JSON.
    NotJson {
        /// What the serializer said.
        reason: String,
    },
}

impl fmt::Display for Problem {
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
            Self::NotFinite => f.write_str("must be a finite number"),
            Self::TooFewItems { min, found } => {
                write!(f, "must have at least {}, found {found}", counted(*min, "item"))
            }
            Self::TooManyItems { max, found } => {
                write!(f, "must have at most {}, found {found}", counted(*max, "item"))
            }
            Self::RepeatedItem { first, second } => {
                write!(f, "must not repeat an item, items {first} and {second} are equal")
            }
            Self::TooFewMembers { min, found } => {
                write!(f, "must have at least {}, found {found}", counted(*min, "member"))
            }
            Self::TooManyMembers { max, found } => {
                write!(f, "must have at most {}, found {found}", counted(*max, "member"))
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
            Self::SameAs { pointer } => write!(f, "must differ from `{pointer}`"),
            Self::Empty => f.write_str("must not be empty"),
            Self::DotSegment => f.write_str("must not be `.` or `..`, a URL cannot carry it as a segment"),
            Self::ControlCharacter { character } => {
                write!(f, "must not contain the control character U+{:04X}", u32::from(*character))
            }
            Self::TooManyBytes { max, found } => write!(f, "must be at most {max} bytes long, found {found}"),
            Self::Missing => f.write_str("has no value"),
            Self::TooOld { max, found } => {
                write!(f, "must be at most {} old, found {}", in_minutes(*max), in_minutes(*found))
            }
            Self::NotInBatch => f.write_str("cannot be sent inside of a batch; make the call on its own"),
            Self::OtherContent => f.write_str("was used for other content before; use a new key for a new content"),
            Self::NotInHeader { character } => {
                write!(f, "must be visible ASCII, found U+{:04X}", u32::from(*character))
            }
            Self::NotAName => f.write_str("has a name that no header and no cookie can have"),
            Self::ReservedHeader => f.write_str("is written by the client itself and cannot be set"),
            Self::NoMembers => f.write_str("must be an object"),
            Self::Server { reason } => write!(f, "cannot be made of the operation's server, which {reason}"),
            Self::NotJson { reason } => write!(f, "cannot be written as JSON: {reason}"),
        }
    }
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

fn in_minutes(age: Duration) -> String {
    let minutes = age.as_secs() / 60;
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

fn listed(names: &[Cow<'static, str>]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_words() {
        let n = Number::I64;
        let cases = [
            (Problem::TooShort { min: 1, found: 0 }, "must be at least 1 character long, found 0"),
            (Problem::TooLong { max: 20, found: 25 }, "must be at most 20 characters long, found 25"),
            (Problem::NoMatch { pattern: "^a$".into() }, "must match the pattern `^a$`"),
            (Problem::BelowMinimum { min: n(1), found: n(0) }, "must be at least 1, found 0"),
            (Problem::AboveMaximum { max: n(100), found: n(101) }, "must be at most 100, found 101"),
            (Problem::NotAbove { limit: n(0), found: n(0) }, "must be more than 0, found 0"),
            (
                Problem::NotBelow { limit: Number::F64(0.5), found: Number::F64(0.5) },
                "must be less than 0.5, found 0.5",
            ),
            (Problem::NotMultipleOf { divisor: n(5), found: n(7) }, "must be a multiple of 5, found 7"),
            (Problem::NotFinite, "must be a finite number"),
            (Problem::TooFewItems { min: 1, found: 0 }, "must have at least 1 item, found 0"),
            (Problem::TooManyItems { max: 10, found: 11 }, "must have at most 10 items, found 11"),
            (Problem::RepeatedItem { first: 0, second: 2 }, "must not repeat an item, items 0 and 2 are equal"),
            (Problem::TooFewMembers { min: 2, found: 1 }, "must have at least 2 members, found 1"),
            (Problem::TooManyMembers { max: 100, found: 101 }, "must have at most 100 members, found 101"),
            (Problem::KeyNoMatch { pattern: "^fcm:".into() }, "has a key that does not match the pattern `^fcm:`"),
            (
                Problem::NotExactlyOne { of: vec!["text".into(), "location".into()], found: vec![] },
                "must have exactly one of `text`, `location`, found none",
            ),
            (
                Problem::NotExactlyOne {
                    of: vec!["text".into(), "location".into()],
                    found: vec!["text".into(), "location".into()],
                },
                "must have exactly one of `text`, `location`, found `text`, `location`",
            ),
            (Problem::NotFormat { format: Format::Date }, "must be a date such as 2024-01-31"),
            (Problem::NotListed { values: vec!["1.5".into(), "\"a\"".into()] }, "must be one of 1.5, \"a\""),
            (Problem::NotListed { values: vec!["true".into()] }, "must be true"),
            (Problem::SameAs { pointer: "/messages/0".into() }, "must differ from `/messages/0`"),
            (Problem::Empty, "must not be empty"),
            (Problem::DotSegment, "must not be `.` or `..`, a URL cannot carry it as a segment"),
            (Problem::ControlCharacter { character: '\n' }, "must not contain the control character U+000A"),
            (Problem::TooManyBytes { max: 255, found: 300 }, "must be at most 255 bytes long, found 300"),
            (Problem::Missing, "has no value"),
            (
                Problem::TooOld { max: Duration::from_secs(82_800), found: Duration::from_secs(90_299) },
                "must be at most 23 h 00 min old, found 25 h 04 min",
            ),
            (Problem::NotInBatch, "cannot be sent inside of a batch; make the call on its own"),
            (Problem::OtherContent, "was used for other content before; use a new key for a new content"),
            (Problem::ReservedHeader, "is written by the client itself and cannot be set"),
            (Problem::NotJson { reason: "no".into() }, "cannot be written as JSON: no"),
        ];
        for (problem, words) in cases {
            assert_eq!(problem.to_string(), words);
        }
    }
}
