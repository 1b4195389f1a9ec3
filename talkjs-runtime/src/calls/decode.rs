//! Selects how a success response is read.

use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::calls::incoming::Incoming;
use crate::response::media_type::choose;
use crate::response::read::{Mismatch, Read, undescribed};

/// The way a success response is read.
pub enum Decode<T> {
    /// By its whole body.
    Body(fn(&[u8]) -> Result<T, Mismatch>),
    /// Not at all: the caller gets the body as a stream.
    Stream(fn(Incoming) -> T),
    /// Depending on its status.
    ByStatus(fn(StatusCode) -> Decode<T>),
    /// Depending on its content type: groups of media types, the preferred one first, and how a response of each is
    /// read.
    ByContentType(&'static [&'static [&'static str]], fn(usize) -> Decode<T>),
}

/// The way a response is read, once status and headers are known.
pub(crate) enum Chosen<T> {
    Body(Read<T>),
    Stream(fn(Incoming) -> T),
    Undescribed(Mismatch),
}

impl<T> Decode<T> {
    /// Chooses by status and headers. Without a content type, the preferred one is used.
    pub(crate) fn choose(self, status: StatusCode, headers: &HeaderMap) -> Chosen<T> {
        let mut decode = self;
        loop {
            decode = match decode {
                Self::Body(read) => return Chosen::Body(read),
                Self::Stream(give) => return Chosen::Stream(give),
                Self::ByStatus(of_status) => of_status(status),
                Self::ByContentType(groups, of_group) => match choose(groups, headers) {
                    Ok(index) => of_group(index),
                    Err(mismatch) => return Chosen::Undescribed(mismatch),
                },
            }
        }
    }

    /// The way to read a response that is part of another one and has no headers.
    pub(crate) fn of_whole(self, status: StatusCode) -> Read<T> {
        match self.choose(status, &HeaderMap::new()) {
            Chosen::Body(read) => read,
            // A stream cannot be part of another response.
            Chosen::Stream(_) | Chosen::Undescribed(_) => undescribed,
        }
    }
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
            Self::ByContentType(..) => "ByContentType",
        })
    }
}
