//! Why an exchange has no response.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::boxed::BoxError;
use crate::request::body_error::BodyError;

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// No byte of the request has left: there was no connection, or no credential.
    NotSent(BoxError),
    /// The request may have arrived, and no whole answer came back.
    NoResponse(BoxError),
    /// The request may have arrived, and no whole answer came back in time.
    Timeout {
        /// The time that was given.
        after: Duration,
    },
    /// The body of the request could not be read to its end, so that the server got only a part of it.
    Body(BodyError),
    /// An answer came and is longer than allowed.
    TooLarge {
        /// The status of the answer.
        status: StatusCode,
        /// The longest body allowed, in bytes.
        limit: usize,
    },
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(_) => f.write_str("nothing was sent"),
            Self::NoResponse(_) => f.write_str("no response"),
            Self::Timeout { after } => write!(f, "no response within {after:?}"),
            Self::Body(_) => f.write_str("the body of the request could not be read to its end"),
            Self::TooLarge { status, limit } => write!(f, "the body of the response ({status}) exceeds {limit} bytes"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NotSent(source) | Self::NoResponse(source) => Some(&**source),
            Self::Body(source) => Some(source),
            Self::Timeout { .. } | Self::TooLarge { .. } => None,
        }
    }
}
