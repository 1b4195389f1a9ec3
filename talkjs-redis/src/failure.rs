//! Why Redis cannot be asked.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use redis::{ErrorKind, RedisError};

/// Why Redis did not say when a request may be sent. It contains no key, no address and no password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// No reply came in time.
    Slow {
        /// The time that it had.
        after: Duration,
    },
    /// Redis cannot be reached, or the connection broke.
    Connection,
    /// Redis replied with an error.
    Server {
        /// Its code, such as `LOADING`, `READONLY` or `NOPERM`.
        code: String,
    },
    /// The reply belongs to another request.
    WrongReply,
    /// The settings of the connection do not work, such as TLS without the cargo feature for it.
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
            Self::Settings => f.write_str("the settings of the connection to Redis do not work"),
        }
    }
}

impl StdError for Failure {}

/// A request was not sent, as Redis could not be asked ([`WhenUnavailable::FailClosed`](crate::WhenUnavailable::FailClosed)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// Why Redis could not be asked.
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
