//! Why a body could not be sent whole.

use std::error::Error as StdError;
use std::fmt;

use crate::boxed::BoxError;

/// Why a body that is read while it is sent could not be sent whole.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// The stream or the file ended before its length.
    TooShort {
        /// The length that was announced, in bytes.
        length: u64,
        /// The length found.
        found: u64,
    },
    /// The stream or the file has more bytes than its length. The bytes up to the length are not sent whole either.
    TooLong {
        /// The length that was announced, in bytes.
        length: u64,
        /// The bytes found so far; there may be more.
        found: u64,
    },
    /// The stream can be read once, and it has been read.
    UsedUp,
    /// The stream or the file cannot be read.
    Unreadable(BoxError),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { length, found } => {
                write!(f, "it has {found} bytes, and its length was said to be {length}")
            }
            Self::TooLong { length, found } => {
                write!(f, "it has {found} bytes or more, and its length was said to be {length}")
            }
            Self::UsedUp => f.write_str("it can be read once, and it has been read"),
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
