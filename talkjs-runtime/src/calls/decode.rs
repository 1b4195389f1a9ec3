//! How a success response is read.

use std::fmt;

use http::StatusCode;

use crate::calls::download::Download;
use crate::response::read::Mismatch;

/// How a success answer is read.
pub enum Decode<T> {
    /// When its body is there as a whole.
    Body(fn(&[u8]) -> Result<T, Mismatch>),
    /// Not at all: the caller gets the body as it comes.
    Stream(fn(Download) -> T),
    /// As its status says.
    ByStatus(fn(StatusCode) -> Decode<T>),
}

impl<T> Clone for Decode<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Decode<T> {}

impl<T> fmt::Debug for Decode<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Body(_) => "Body",
            Self::Stream(_) => "Stream",
            Self::ByStatus(_) => "ByStatus",
        })
    }
}

/// How the answer with a status is read.
pub fn by_status<T>(mut decode: Decode<T>, status: StatusCode) -> Decode<T> {
    while let Decode::ByStatus(choose) = decode {
        decode = choose(status);
    }
    decode
}
