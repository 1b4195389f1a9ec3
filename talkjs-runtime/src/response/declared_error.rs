//! Reads the bodies of error responses that the description declares.

use std::any::Any;
use std::sync::Arc;

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::response::read::given_json;

/// The body of an error response, whose type only the generated code knows.
pub(crate) type ErrorBody = Arc<dyn Any + Send + Sync>;

/// The reader for error responses with a status in a range.
#[derive(Clone, Copy, Debug)]
pub struct DeclaredError {
    first: u16,
    last: u16,
    read: fn(&[u8]) -> Option<ErrorBody>,
}

impl DeclaredError {
    /// Reads the bodies of the statuses from `first` to `last`.
    pub const fn new(first: u16, last: u16, read: fn(&[u8]) -> Option<Arc<dyn Any + Send + Sync>>) -> Self {
        Self { first, last, read }
    }
}

/// Reads a body as its declared type; `None` if it does not match.
pub fn declared<T: DeserializeOwned + Send + Sync + 'static>(body: &[u8]) -> Option<Arc<dyn Any + Send + Sync>> {
    given_json::<T>(body).ok().map(|body| Arc::new(body) as ErrorBody)
}

/// Reads the body of an error response with the first declaration for its status.
pub(crate) fn read_error(declared: &[DeclaredError], status: StatusCode, body: &[u8]) -> Option<ErrorBody> {
    let declared = declared.iter().find(|error| (error.first..=error.last).contains(&status.as_u16()))?;
    (declared.read)(body)
}
