//! A success response that does not match the description.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use crate::error::retries::RetrySummary;
use crate::error::wording::shortened;

/// A success response that does not match the description.
#[derive(Clone)]
#[non_exhaustive]
pub struct UnexpectedResponse {
    /// The operation that was called.
    pub operation: &'static str,
    /// The status of the response.
    pub status: StatusCode,
    /// The place in the response as a JSON pointer; empty for the whole body. For a missing property it is the place
    /// where the property should be.
    pub pointer: String,
    /// The reason.
    pub reason: String,
    /// The attempts of the call.
    pub retries: RetrySummary,
    /// The whole body, for another reader: the request took effect, and this is the API's response. It can contain
    /// personal data.
    pub body: Bytes,
}

impl UnexpectedResponse {
    /// Creates the error for a response with this status, with its place and reason.
    pub fn new(
        operation: &'static str,
        status: StatusCode,
        pointer: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        let (pointer, reason) = (pointer.into(), reason.into());
        Self { operation, status, pointer, reason, retries: RetrySummary::NONE, body: Bytes::new() }
    }
}

impl fmt::Debug for UnexpectedResponse {
    /// Omits the body, as errors are logged and it can contain personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedResponse")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("pointer", &self.pointer)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response to `{}` ({}) does not match the API's description: ", self.operation, self.status)?;
        if !self.pointer.is_empty() {
            write!(f, "at `{}`: ", shortened(&self.pointer))?;
        }
        f.write_str(&shortened(&self.reason))
    }
}
