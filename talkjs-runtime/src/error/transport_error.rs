//! The reason why a request has no response.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::boxed::BoxError;
use crate::request::body_error::BodyError;

/// The reason why a request has no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// Nothing of the request was sent: there was no connection, or no credential.
    NotSent(BoxError),
    /// The request may have arrived, and no complete response came back.
    NoResponse(BoxError),
    /// The request may have arrived, and no complete response came back in time.
    Timeout {
        /// The timeout.
        after: Duration,
    },
    /// The body of the request could not be read completely, so the server received only a part of it.
    Body(BodyError),
    /// The response is larger than allowed.
    TooLarge {
        /// The status of the response.
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
            Self::Body(_) => f.write_str("the body of the request could not be read completely"),
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
