//! Reads a response that is part of another one, as in a batch.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use crate::calls::decode::Decode;
use crate::error::Error;
use crate::error::api_error::ApiError;
use crate::error::unexpected::UnexpectedResponse;
use crate::response::read::{Mismatch, read_body};

/// Reads a response to a call as the call itself would, for a batch of calls that are sent together.
pub struct ResponseReader<T> {
    operation: &'static str,
    is_repeatable: bool,
    decode: Decode<T>,
}

impl<T> ResponseReader<T> {
    pub(crate) fn new(operation: &'static str, is_repeatable: bool, decode: Decode<T>) -> Self {
        Self { operation, is_repeatable, decode }
    }

    /// Reads a response.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the status is not a success, [`Error::UnexpectedResponse`] if the body is something else, and for
    /// calls that return a [`Download`](crate::Download).
    pub fn read(&self, status: StatusCode, body: Bytes) -> Result<T, Error> {
        if !status.is_success() {
            let mut response = http::Response::new(body);
            *response.status_mut() = status;
            return Err(Error::Api(Box::new(ApiError::new(self.operation, self.is_repeatable, response))));
        }
        let read = self.decode.of_whole(status);
        read_body(status, &body, read).map_err(|Mismatch { pointer, reason }| {
            let response = UnexpectedResponse::new(self.operation, status, pointer, reason);
            UnexpectedResponse { body: body.clone(), ..response }.into()
        })
    }
}

impl<T> Clone for ResponseReader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ResponseReader<T> {}

impl<T> fmt::Debug for ResponseReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseReader").field("operation", &self.operation).finish_non_exhaustive()
    }
}
