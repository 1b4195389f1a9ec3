//! The result of one request in a script.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;

use crate::error::header_names::HeaderNames;
use crate::error::transport_error::TransportError;

/// The result of one request: a response or a failure, at once or after a delay.
///
/// An invalid play, such as one with the status 1000, is a response with the status 501 whose message contains the
/// reason.
#[derive(Clone)]
pub struct Play {
    outcome: Outcome,
    delay: Duration,
}

#[derive(Clone)]
enum Outcome {
    Response(Box<http::Response<Bytes>>),
    Failure(Arc<dyn Fn() -> TransportError + Send + Sync>),
    Timeout,
}

impl Play {
    /// A response with a status, a body and no headers.
    pub fn response(status: u16, body: impl Into<Bytes>) -> Self {
        let Ok(status) = StatusCode::from_u16(status) else { return Self::mistake(&format!("the status is {status}")) };
        let mut response = http::Response::new(body.into());
        *response.status_mut() = status;
        response.into()
    }

    /// A response with a JSON body and the content type `application/json`.
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self::response(status, body).header(CONTENT_TYPE.as_str(), "application/json"),
            Err(error) => Self::mistake(&error.to_string()),
        }
    }

    /// The connection is refused, so nothing is sent.
    pub fn not_sent() -> Self {
        Self::failure(|| TransportError::NotSent(Box::new(io::Error::from(io::ErrorKind::ConnectionRefused))))
    }

    /// The request is sent, and the connection is reset before the response.
    pub fn no_response() -> Self {
        Self::failure(|| TransportError::NoResponse(Box::new(io::Error::from(io::ErrorKind::ConnectionReset))))
    }

    /// The request is sent, and there is no response until its [timeout](crate::transport::AttemptLimits::timeout).
    pub fn timeout() -> Self {
        Self { outcome: Outcome::Timeout, delay: Duration::ZERO }
    }

    /// Any failure.
    ///
    /// ```
    /// use talkjs_runtime::test_util::Play;
    /// use talkjs_runtime::transport::TransportError;
    ///
    /// let play = Play::failure(|| TransportError::NotSent("no route to the host".into()));
    /// ```
    pub fn failure(error: impl Fn() -> TransportError + Send + Sync + 'static) -> Self {
        Self { outcome: Outcome::Failure(Arc::new(error)), delay: Duration::ZERO }
    }

    /// Adds a header to a response. A failure has no headers.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let Outcome::Response(response) = &mut self.outcome else { return self };
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            return Self::mistake(&format!("the header `{name}` has an invalid name or value"));
        };
        response.headers_mut().append(name, value);
        self
    }

    /// Delays the response or the failure. A delay that exceeds the timeout of the request ends with a timeout; if
    /// nothing was sent until then, the error is [`TransportError::NotSent`].
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// An invalid script. The status is one that no client retries.
    pub(crate) fn mistake(message: &str) -> Self {
        Self::json(StatusCode::NOT_IMPLEMENTED.as_u16(), &json!({"message": format!("invalid script: {message}")}))
    }

    pub(crate) fn delay(&self) -> Duration {
        if matches!(self.outcome, Outcome::Timeout) { Duration::MAX } else { self.delay }
    }

    pub(crate) fn into_result(self, timeout: Duration) -> Result<http::Response<Bytes>, TransportError> {
        match self.outcome {
            Outcome::Response(response) => Ok(*response),
            Outcome::Failure(error) => Err(error()),
            Outcome::Timeout => Err(TransportError::Timeout { after: timeout }),
        }
    }
}

impl<B: Into<Bytes>> From<http::Response<B>> for Play {
    /// Uses a response unchanged, with its extensions.
    fn from(response: http::Response<B>) -> Self {
        Self { outcome: Outcome::Response(Box::new(response.map(Into::into))), delay: Duration::ZERO }
    }
}

impl fmt::Debug for Play {
    /// Omits the values of headers and the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut play = f.debug_struct("Play");
        match &self.outcome {
            Outcome::Response(response) => play
                .field("status", &response.status())
                .field("headers", &HeaderNames(response.headers()))
                .field("body", &format_args!("{} bytes", response.body().len())),
            Outcome::Failure(error) => play.field("failure", &format_args!("{}", error())),
            Outcome::Timeout => play.field("failure", &"timeout"),
        };
        play.field("delay", &self.delay).finish()
    }
}
