//! Problems of a request, as data, with their messages.

use std::fmt;
use std::time::Duration;

use talkjs_rules::Broken;

/// The problem at one place. It contains counts and numbers, but no other values, as these may be personal.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A value violates a constraint of the description.
    Constraint(Broken),
    /// A number is infinite or NaN, which JSON cannot represent.
    NotFinite,
    /// A value that must be unique equals an earlier one.
    SameAs {
        /// The pointer to the earlier one.
        pointer: String,
    },
    /// A path parameter or a key is empty.
    Empty,
    /// A path parameter is `.` or `..`, which cannot be a segment of a URL in any encoding.
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
    /// A key is so old that the API may have forgotten it.
    TooOld {
        /// The highest allowed age.
        max: Duration,
        /// The age found.
        found: Duration,
    },
    /// A part of a request cannot be sent inside a batch.
    NotInBatch,
    /// An idempotency key was used for other content.
    OtherContent,
    /// A header or a cookie contains an invalid character.
    NotInHeader {
        /// The first one.
        character: char,
    },
    /// The name of a header or a cookie, from the description, is invalid.
    NotAName,
    /// A header that callers cannot set: the credential, and those that define the target and the end of a request.
    ReservedHeader,
    /// The body is not an object, and so has no properties for a form or for parts.
    NotAnObject,
    /// The operation also needs a credential for this security scheme, besides one that the client has.
    NoCredential {
        /// The name of the scheme.
        scheme: &'static str,
    },
    /// The media type of an upload is not one of those in the description of the part.
    MediaType {
        /// The media types and ranges that are described.
        allowed: Vec<String>,
        /// The media type found.
        found: String,
    },
    /// The operation's server in the description is not usable.
    Server {
        /// The reason.
        reason: String,
    },
    /// A part that is serialized as JSON contains a stream.
    StreamInJson,
    /// The body can be read only once, and an earlier call has read it.
    BodyUsedUp,
    /// The JSON does not match the type: a property is missing, or a value has another type.
    WrongJson {
        /// The reason, without any value.
        reason: String,
    },
    /// The type has no such property, or only responses have it.
    UnknownProperty,
    /// The value cannot be written as JSON.
    NotJson {
        /// The serializer's message.
        reason: String,
    },
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        Self::Constraint(broken)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constraint(broken) => broken.fmt(f),
            Self::NotFinite => f.write_str("must be a finite number"),
            Self::SameAs { pointer } => write!(f, "must differ from `{pointer}`"),
            Self::Empty => f.write_str("must not be empty"),
            Self::DotSegment => f.write_str("must not be `.` or `..`, which cannot be a segment of a URL"),
            Self::ControlCharacter { character } => {
                write!(f, "must not contain the control character U+{:04X}", u32::from(*character))
            }
            Self::TooManyBytes { max, found } => write!(f, "must be at most {max} bytes long, found {found}"),
            Self::Missing => f.write_str("has no value"),
            Self::TooOld { max, found } => {
                write!(f, "must be at most {} old, found {}", in_minutes(*max), in_minutes(*found))
            }
            Self::NotInBatch => f.write_str("is not supported in a batch; send the call separately"),
            Self::OtherContent => f.write_str("was used for other content before; use a new key for new content"),
            Self::NotInHeader { character } => {
                write!(f, "must be visible ASCII, found U+{:04X}", u32::from(*character))
            }
            Self::NotAName => f.write_str("has an invalid name for a header or cookie"),
            Self::ReservedHeader => f.write_str("is reserved: the client sets it itself"),
            Self::NotAnObject => f.write_str("must be an object"),
            Self::NoCredential { scheme } => {
                write!(f, "has no credential for the security scheme `{scheme}`, which the operation requires as well")
            }
            Self::MediaType { allowed, found } => {
                let allowed: Vec<String> = allowed.iter().map(|media| format!("`{media}`")).collect();
                write!(
                    f,
                    "has an unsupported media type: must be one of {}, found `{}`",
                    allowed.join(", "),
                    found.escape_debug()
                )
            }
            Self::Server { reason } => write!(f, "is not usable: the operation's server {reason}"),
            Self::StreamInJson => {
                f.write_str("contains a stream, which is not supported in JSON; use an upload of bytes in memory")
            }
            Self::BodyUsedUp => f.write_str("was read by an earlier call and can be read only once"),
            Self::WrongJson { reason } => write!(f, "cannot be read: {reason}"),
            Self::UnknownProperty => f.write_str("is an unknown property: requests do not have it"),
            Self::NotJson { reason } => write!(f, "cannot be written as JSON: {reason}"),
        }
    }
}

fn in_minutes(age: Duration) -> String {
    let minutes = age.as_secs() / 60;
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_words() {
        let cases = [
            (Problem::Constraint(Broken::TooFewItems { min: 1, found: 0 }), "must have at least 1 item, found 0"),
            (Problem::NotFinite, "must be a finite number"),
            (Problem::SameAs { pointer: "/messages/0".into() }, "must differ from `/messages/0`"),
            (Problem::Empty, "must not be empty"),
            (Problem::DotSegment, "must not be `.` or `..`, which cannot be a segment of a URL"),
            (Problem::ControlCharacter { character: '\n' }, "must not contain the control character U+000A"),
            (Problem::TooManyBytes { max: 255, found: 300 }, "must be at most 255 bytes long, found 300"),
            (Problem::Missing, "has no value"),
            (
                Problem::TooOld { max: Duration::from_secs(82_800), found: Duration::from_secs(90_299) },
                "must be at most 23 h 00 min old, found 25 h 04 min",
            ),
            (Problem::NotInBatch, "is not supported in a batch; send the call separately"),
            (Problem::OtherContent, "was used for other content before; use a new key for new content"),
            (Problem::ReservedHeader, "is reserved: the client sets it itself"),
            (
                Problem::NoCredential { scheme: "secret" },
                "has no credential for the security scheme `secret`, which the operation requires as well",
            ),
            (
                Problem::MediaType { allowed: vec!["image/png".into(), "audio/*".into()], found: "a/b".into() },
                "has an unsupported media type: must be one of `image/png`, `audio/*`, found `a/b`",
            ),
            (
                Problem::StreamInJson,
                "contains a stream, which is not supported in JSON; use an upload of bytes in memory",
            ),
            (Problem::BodyUsedUp, "was read by an earlier call and can be read only once"),
            (Problem::WrongJson { reason: "no".into() }, "cannot be read: no"),
            (Problem::UnknownProperty, "is an unknown property: requests do not have it"),
            (Problem::NotJson { reason: "no".into() }, "cannot be written as JSON: no"),
        ];
        for (problem, words) in cases {
            assert_eq!(problem.to_string(), words);
        }
    }
}
