//! Reads a response inside another one, such as in a batch.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;

use crate::calls::decode::Decode;
use crate::error::Error;
use crate::error::api_error::ApiError;
use crate::error::typed_error::{DeclaredBody, TypedError};
use crate::error::unexpected::UnexpectedResponse;
use crate::request::operation::Operation;
use crate::response::declared_error::read_error;
use crate::response::read::{Mismatch, read_body};
use crate::response::undeclared::Undeclared;

/// Reads the response of a call in the same way as the call itself, for a batch of calls that are sent together.
pub struct ResponseReader<T, E = Undeclared> {
    operation: &'static Operation,
    is_repeatable: bool,
    decode: Decode<T>,
    errors: PhantomData<fn() -> E>,
}

impl<T, E> ResponseReader<T, E> {
    pub(crate) fn new(operation: &'static Operation, is_repeatable: bool, decode: Decode<T>) -> Self {
        Self { operation, is_repeatable, decode, errors: PhantomData }
    }

    /// Reads a response.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the status is not a success, [`Error::UnexpectedResponse`] if the body does not match, and for
    /// calls that return a [`Download`](crate::Download).
    pub fn read(&self, status: StatusCode, body: Bytes) -> Result<T, Error> {
        if !status.is_success() {
            let mut response = http::Response::new(body);
            *response.status_mut() = status;
            let mut error = ApiError::new(self.operation.id, self.is_repeatable, response);
            error.set_declared(read_error(self.operation.errors, status, &error.body));
            return Err(Error::Api(Box::new(error)));
        }
        let read = self.decode.of_whole(status);
        read_body(status, &body, read).map_err(|Mismatch { pointer, reason }| {
            let response = UnexpectedResponse::new(self.operation.id, status, pointer, reason);
            UnexpectedResponse { body: body.clone(), ..response }.into()
        })
    }

    /// Reads a response; the body of a declared error response has its type.
    ///
    /// # Errors
    ///
    /// [`TypedError::Declared`] for an error response whose body matches the description; otherwise the same as
    /// [`read`](Self::read).
    pub fn read_typed(&self, status: StatusCode, body: Bytes) -> Result<T, TypedError<E>>
    where
        E: DeclaredBody,
    {
        self.read(status, body).map_err(TypedError::from)
    }
}

impl<T, E> Clone for ResponseReader<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Copy for ResponseReader<T, E> {}

impl<T, E> fmt::Debug for ResponseReader<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseReader").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}
