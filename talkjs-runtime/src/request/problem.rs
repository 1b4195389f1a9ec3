//! What is wrong with a request, as facts, with the words for them.

use std::fmt;
use std::time::Duration;

use talkjs_rules::Broken;

/// What is wrong at one place. Values are not part of it, as they may be personal; counts and numbers are.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A value breaks a constraint of the description.
    Constraint(Broken),
    /// A number is infinite or not a number, which JSON cannot say.
    NotFinite,
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
    /// The body is no object, and so has no properties to be written as a form or as parts.
    NoMembers,
    /// The operation needs a credential for this security scheme beside one that the client has.
    NoCredential {
        /// The name of the scheme.
        scheme: &'static str,
    },
    /// An upload is of none of the media types that the description gives to the part.
    MediaType {
        /// The media types and ranges that are described.
        allowed: Vec<String>,
        /// The media type found.
        found: String,
    },
    /// The server that the description names for the operation cannot be used.
    Server {
        /// Why.
        reason: String,
    },
    /// A part that is written as JSON contains a stream.
    StreamInJson,
    /// The body can be read only once, and an earlier call has read it.
    BodyUsedUp,
    /// The JSON does not fit the type: a property is missing, or a value is of another type.
    WrongJson {
        /// Why, without any value.
        reason: String,
    },
    /// The type has no such property, or one that only responses have.
    UnknownProperty,
    /// The value cannot be written as JSON.
    NotJson {
        /// What the serializer said.
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
            Self::NoCredential { scheme } => {
                write!(f, "has no credential for the security scheme `{scheme}`, which the operation requires as well")
            }
            Self::MediaType { allowed, found } => {
                let allowed: Vec<String> = allowed.iter().map(|media| format!("`{media}`")).collect();
                write!(f, "must have one of the media types {}, found `{}`", allowed.join(", "), found.escape_debug())
            }
            Self::Server { reason } => write!(f, "cannot be made of the operation's server, which {reason}"),
            Self::StreamInJson => f.write_str("contains a stream, which JSON cannot; use an upload of bytes in memory"),
            Self::BodyUsedUp => f.write_str("was read by an earlier call and can be read only once"),
            Self::WrongJson { reason } => write!(f, "cannot be read: {reason}"),
            Self::UnknownProperty => f.write_str("is no property of the description that is sent"),
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
            (
                Problem::NoCredential { scheme: "secret" },
                "has no credential for the security scheme `secret`, which the operation requires as well",
            ),
            (
                Problem::MediaType { allowed: vec!["image/png".into(), "audio/*".into()], found: "a/b".into() },
                "must have one of the media types `image/png`, `audio/*`, found `a/b`",
            ),
            (Problem::StreamInJson, "contains a stream, which JSON cannot; use an upload of bytes in memory"),
            (Problem::BodyUsedUp, "was read by an earlier call and can be read only once"),
            (Problem::WrongJson { reason: "no".into() }, "cannot be read: no"),
            (Problem::UnknownProperty, "is no property of the description that is sent"),
            (Problem::NotJson { reason: "no".into() }, "cannot be written as JSON: no"),
        ];
        for (problem, words) in cases {
            assert_eq!(problem.to_string(), words);
        }
    }
}
