//! The bodies of error responses, as the description declares them.

use std::any::Any;
use std::sync::Arc;

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::response::read::given_json;

/// The body of an error response, of a type that only the generated code knows.
pub(crate) type ErrorBody = Arc<dyn Any + Send + Sync>;

/// How the bodies of error responses are read that have a status in a range.
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

/// Reads a body as the type that is declared for it; `None` if it is something else.
pub fn declared<T: DeserializeOwned + Send + Sync + 'static>(body: &[u8]) -> Option<Arc<dyn Any + Send + Sync>> {
    given_json::<T>(body).ok().map(|body| Arc::new(body) as ErrorBody)
}

/// Reads the body of an error response by the first declaration that has its status.
pub(crate) fn read_error(declared: &[DeclaredError], status: StatusCode, body: &[u8]) -> Option<ErrorBody> {
    let declared = declared.iter().find(|error| (error.first..=error.last).contains(&status.as_u16()))?;
    (declared.read)(body)
}
