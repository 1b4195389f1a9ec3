//! The content of a body: bytes in memory, and streams that are read while they are sent.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::boxed::{BoxError, BoxStream};
use crate::request::body_error::BodyError;

/// A piece of a body.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Content {
    Bytes(Bytes),
    Stream(Source),
}

impl Content {
    /// Returns the length in bytes.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Stream(source) => source.length,
        }
    }

    /// Returns the bytes, if they are in memory.
    pub(crate) fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Stream(_) => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether it was read and cannot be read again.
    pub(crate) fn is_used_up(&self) -> bool {
        matches!(self, Self::Stream(source) if source.is_used_up())
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.len())
    }
}

/// The chunks of a stream, of any length.
pub(crate) type Chunks = BoxStream<Result<Bytes, BoxError>>;

/// The source of a stream of known length. Clones share it.
#[derive(Clone)]
pub(crate) struct Source {
    length: u64,
    origin: Arc<Origin>,
}

enum Origin {
    /// Empty after it was read.
    Once(Mutex<Option<Chunks>>),
    Restartable(Box<dyn Fn() -> Chunks + Send + Sync>),
}

impl Hash for Source {
    /// Clones have the same source and are equal.
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.origin).hash(state);
    }
}

impl Source {
    /// A stream that can be read once.
    pub(crate) fn once(length: u64, stream: Chunks) -> Self {
        Self { length, origin: Arc::new(Origin::Once(Mutex::new(Some(stream)))) }
    }

    /// A function that returns the same stream each time.
    pub(crate) fn restartable(length: u64, open: impl Fn() -> Chunks + Send + Sync + 'static) -> Self {
        Self { length, origin: Arc::new(Origin::Restartable(Box::new(open))) }
    }

    fn is_used_up(&self) -> bool {
        match &*self.origin {
            Origin::Once(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).is_none(),
            Origin::Restartable(_) => false,
        }
    }

    /// Starts reading.
    pub(crate) fn open(&self) -> Result<ExactChunks, BodyError> {
        let chunks = match &*self.origin {
            Origin::Once(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).take(),
            Origin::Restartable(open) => Some(open()),
        };
        let chunks = chunks.ok_or(BodyError::UsedUp)?;
        Ok(ExactChunks { chunks: Mutex::new(chunks), length: self.length, found: 0, last: None })
    }
}

impl PartialEq for Source {
    /// Streams are equal if they have the same source.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.origin, &other.origin)
    }
}

impl Eq for Source {}

/// The chunks of a stream, with a check of its length. It ends after an error.
///
/// The last chunk is returned only after the end of the stream: if a stream is too long, the server never gets its
/// whole length, and so cannot mistake it for complete.
pub(crate) struct ExactChunks {
    /// Never locked: it makes this `Sync`, which the HTTP library requires of a body.
    chunks: Mutex<Chunks>,
    length: u64,
    found: u64,
    last: Option<Bytes>,
}

impl Stream for ExactChunks {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let chunks = self.chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
            let Some(chunk) = ready!(chunks.as_mut().poll_next(context)) else {
                let (length, found) = (self.length, self.found);
                let is_short = found < length;
                return Poll::Ready(match self.last.take() {
                    _ if is_short => Some(Err(BodyError::TooShort { length, found })),
                    last => last.map(Ok),
                });
            };
            let chunk = chunk.map_err(body_error)?;
            if chunk.is_empty() {
                // A stream of empty chunks must not cause a busy loop.
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.found = self.found.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            let (length, found) = (self.length, self.found);
            if found > length {
                return Poll::Ready(Some(Err(BodyError::TooLong { length, found })));
            }
            if found < length {
                return Poll::Ready(Some(Ok(chunk)));
            }
            self.last = Some(chunk);
        }
    }
}

/// A stream may itself have detected a wrong length.
fn body_error(error: BoxError) -> BodyError {
    match error.downcast::<BodyError>() {
        Ok(error) => *error,
        Err(error) => BodyError::Unreadable(error),
    }
}
