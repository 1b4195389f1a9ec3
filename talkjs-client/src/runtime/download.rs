//! An answer whose body is given on as it comes.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::error::Error;
use super::retry::Attempts;
use super::transport::{Chunks, TransportError};

/// The content of an answer that is neither JSON nor text. It is not read before it is asked for.
///
/// It is a [`Stream`] of chunks. Waiting for a chunk may take as long as one attempt of a call.
#[must_use = "the content is read by `next`, `bytes` or as a stream"]
pub struct Download {
    operation: &'static str,
    is_repeatable: bool,
    limit: usize,
    status: StatusCode,
    headers: HeaderMap,
    attempts: Attempts,
    chunks: Chunks,
}

impl Download {
    pub(crate) fn new(
        operation: &'static str,
        is_repeatable: bool,
        limit: usize,
        answer: http::Response<Chunks>,
    ) -> Self {
        let (head, chunks) = answer.into_parts();
        let attempts = Attempts::of(&head.extensions);
        Self { operation, is_repeatable, limit, status: head.status, headers: head.headers, attempts, chunks }
    }

    /// Returns the status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the answer, such as its content type and length.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// # Errors
    ///
    /// When the connection breaks or nothing comes in time. There is nothing more after that.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Reads what is left of the content, up to the limit that the client has for answers.
    ///
    /// # Errors
    ///
    /// As for [`next`](Self::next), and [`Error::AnswerTooLarge`].
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        collect(&mut self.chunks, self.status, self.limit).await.map_err(|error| self.error(error))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        self.chunks.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map_err(|error| self.error(error))))
    }

    fn error(&self, error: TransportError) -> Error {
        Error::from_transport(self.operation, self.is_repeatable, self.attempts, error)
    }
}

/// Reads a body up to a limit.
pub(crate) async fn collect(chunks: &mut Chunks, status: StatusCode, limit: usize) -> Result<Bytes, TransportError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = poll_fn(|context| chunks.as_mut().poll_next(context)).await {
        let chunk = chunk?;
        if chunk.len() > limit.saturating_sub(body.len()) {
            return Err(TransportError::TooLarge { status, limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for Download {
    /// Names operation and status. The headers may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
