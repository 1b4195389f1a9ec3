//! A recorded request.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use serde::de::DeserializeOwned;

use crate::error::header_names::HeaderNames;
use crate::response::read::{Mismatch, given_json};
use crate::send::transport::AttemptLimits;
use crate::time::Instant;

/// A request to a [`ScriptedTransport`](crate::test_util::ScriptedTransport), including its credential.
///
/// URL, headers and body can contain credentials and personal data. `Debug` omits their contents.
#[derive(Clone)]
#[non_exhaustive]
pub struct SentRequest {
    /// The number of the request at its transport, from 0. Each attempt of a call counts.
    pub number: usize,
    /// The operation, by its `operationId`; `request` for a [`RawRequest`](crate::RawRequest), and empty for a request
    /// that does not come from a client.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The URL.
    pub url: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The bytes of the body; empty if there is none.
    pub body: Bytes,
    /// The limits of the attempt.
    pub limits: AttemptLimits,
    /// The time at which the transport received the request, by tokio's clock.
    pub at: Instant,
}

impl SentRequest {
    pub(crate) fn new(number: usize, head: http::request::Parts, body: Bytes, limits: AttemptLimits) -> Self {
        Self {
            number,
            operation: limits.operation,
            method: head.method,
            url: head.uri,
            headers: head.headers,
            body,
            limits,
            at: Instant::now(),
        }
    }

    /// Returns the path of the URL, without the query, escaped.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Returns the value of a header; `None` if there is no such header, or if its value is not visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// If the body is not JSON, or does not match the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Mismatch> {
        given_json(&self.body)
    }
}

impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentRequest")
            .field("number", &self.number)
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("headers", &HeaderNames(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
