//! The reason why a body could not be sent completely.

use std::error::Error as StdError;
use std::fmt;

use crate::boxed::BoxError;

/// The reason why a streamed body could not be sent completely.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// The stream or the file is shorter than its length.
    TooShort {
        /// The declared length, in bytes.
        length: u64,
        /// The actual length.
        found: u64,
    },
    /// The stream or the file is longer than its length. In this case the server does not get the whole length either.
    TooLong {
        /// The declared length, in bytes.
        length: u64,
        /// The bytes found so far; there may be more.
        found: u64,
    },
    /// The stream can be read only once, and has been read.
    UsedUp,
    /// The stream or the file cannot be read.
    Unreadable(BoxError),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { length, found } => {
                write!(f, "it has {found} bytes, but its length was declared as {length}")
            }
            Self::TooLong { length, found } => {
                write!(f, "it has {found} bytes or more, but its length was declared as {length}")
            }
            Self::UsedUp => f.write_str("it can be read only once, and has been read"),
            Self::Unreadable(_) => f.write_str("it cannot be read"),
        }
    }
}

impl StdError for BodyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unreadable(source) => Some(&**source),
            Self::TooShort { .. } | Self::TooLong { .. } | Self::UsedUp => None,
        }
    }
}
