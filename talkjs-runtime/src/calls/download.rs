//! A response whose body is read as a stream.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use crate::calls::incoming::Incoming;
use crate::error::Error;
use crate::error::retries::RetrySummary;
use crate::error::transport_error::TransportError;
use crate::send::transport::{BodyStream, collect};

/// The content of a response that is neither JSON nor text. It is only read on demand.
///
/// It is a [`Stream`] of chunks. Each chunk may take as long as one attempt of a call.
#[must_use = "the content is read by `next`, `bytes` or as a stream"]
pub struct Download {
    operation: &'static str,
    is_repeatable: bool,
    limit: usize,
    status: StatusCode,
    headers: HeaderMap,
    retries: RetrySummary,
    chunks: BodyStream,
}

impl Download {
    /// For generated code.
    #[doc(hidden)]
    pub fn new(incoming: Incoming) -> Self {
        let Incoming { call, status, headers, retries, chunks } = incoming;
        Self {
            operation: call.draft.operation().id,
            is_repeatable: call.draft.is_repeatable(),
            limit: call.core.max_response_bytes(),
            status,
            headers,
            retries,
            chunks,
        }
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the response, such as its content type and length.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// # Errors
    ///
    /// If the connection is lost or a chunk does not arrive in time. The stream has ended then.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Reads the rest of the content, up to the client's limit for responses.
    ///
    /// # Errors
    ///
    /// The same as for [`next`](Self::next), and [`Error::ResponseTooLarge`].
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        collect(&mut self.chunks, self.status, self.limit).await.map_err(|error| self.error(error))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        self.chunks.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map_err(|error| self.error(error))))
    }

    fn error(&self, error: TransportError) -> Error {
        Error::from_transport(self.operation, self.is_repeatable, self.retries, error)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for Download {
    /// Shows operation and status. The headers may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
