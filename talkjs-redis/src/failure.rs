//! The reasons why Redis is unavailable.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use redis::{ErrorKind, RedisError};

/// The reason why Redis could not reserve a place. It contains no key, address or password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// There was no reply in time.
    Slow {
        /// The time limit.
        after: Duration,
    },
    /// Redis cannot be reached, or the connection was lost.
    Connection,
    /// Redis replied with an error.
    Server {
        /// The error code, such as `LOADING`, `READONLY` or `NOPERM`.
        code: String,
    },
    /// The reply belongs to another request.
    WrongReply,
    /// The settings of the connection are not usable, such as TLS without its cargo feature.
    Settings,
}

impl Failure {
    pub(crate) fn of(error: &RedisError) -> Self {
        match (error.code(), error.kind()) {
            (Some(code), _) => Self::Server { code: code.to_owned() },
            (None, ErrorKind::AuthenticationFailed) => Self::Server { code: "WRONGPASS".to_owned() },
            (None, ErrorKind::Parse | ErrorKind::UnexpectedReturnType) => Self::WrongReply,
            (None, ErrorKind::InvalidClientConfig) => Self::Settings,
            (None, _) => Self::Connection,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slow { after } => write!(f, "Redis did not reply within {after:?}"),
            Self::Connection => f.write_str("Redis cannot be reached"),
            Self::Server { code } => write!(f, "Redis replied with the error {code}"),
            Self::WrongReply => f.write_str("the reply of Redis belongs to another request"),
            Self::Settings => f.write_str("the settings of the connection to Redis are not usable"),
        }
    }
}

impl StdError for Failure {}

/// A request was not sent because Redis is unavailable
/// ([`WhenUnavailable::FailClosed`](crate::WhenUnavailable::FailClosed)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// The reason why Redis is unavailable.
    pub failure: Failure,
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the shared rate limit is not available: {}", self.failure)
    }
}

impl StdError for Unavailable {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.failure)
    }
}
