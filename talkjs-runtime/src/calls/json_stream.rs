//! A response that is a stream of JSON values.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use futures_core::stream::FusedStream;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::calls::frames::Frames;
use crate::calls::incoming::Incoming;
use crate::error::Error;
use crate::response::json_splitter::JsonSplitter;
use crate::response::read_frame::{self, ReadFrame};
use crate::response::splitter::Splitter;

/// The values of a response that is a sequence of JSON texts (`application/x-ndjson`, `application/jsonl`,
/// `application/json-seq` and the like), as they arrive. It is a [`Stream`] of `Result<T, Error>`.
///
/// It has the limits and errors of an [`EventStream`](crate::EventStream).
///
/// ```no_run
/// use talkjs_runtime::http::Method;
/// use talkjs_runtime::{ClientCore, Error, RawRequest, serde_json};
///
/// # async fn example(core: ClientCore) -> Result<(), Error> {
/// let mut lines = RawRequest::new(&core, Method::GET, "/export").send_lines::<serde_json::Value>().await?;
/// while let Some(line) = lines.next().await {
///     println!("{}", line?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "values are read by `next` or as a stream"]
pub struct JsonStream<T> {
    frames: Frames,
    read: ReadFrame<T>,
    skips_mismatches: bool,
}

impl<T> JsonStream<T> {
    fn new(incoming: Incoming, splitter: JsonSplitter, read: ReadFrame<T>) -> Self {
        Self { frames: Frames::new(incoming, Splitter::Json(splitter)), read, skips_mismatches: false }
    }

    /// Continues after a value that does not match the description: its error is an item, and others follow.
    pub fn skip_mismatches(mut self) -> Self {
        self.skips_mismatches = true;
        self
    }

    /// Sets how long the stream may be silent while it is being read; 60 seconds if not set. A longer silence is an
    /// error.
    pub fn max_silence(mut self, limit: Duration) -> Self {
        self.frames.max_silence = limit;
        self
    }

    /// Sets the largest size of a value in bytes; 1 MiB if not set. A larger one is an error.
    pub fn max_value_bytes(mut self, limit: usize) -> Self {
        self.frames.max_bytes = limit;
        self
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.frames.status()
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.frames.headers()
    }

    /// Returns the next value, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Stream`] if the connection is lost, if the stream is silent for too long, and if a value is too large
    /// or does not match the description.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let frame = match ready!(self.frames.poll(context)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        let read = (self.read)(&frame).map_err(|mismatch| self.frames.mismatch(mismatch));
        if read.is_err() && !self.skips_mismatches {
            self.frames.end();
        }
        Poll::Ready(Some(read))
    }
}

/// Values in lines. For generated code.
pub fn json_lines<T: DeserializeOwned>(incoming: Incoming) -> JsonStream<T> {
    JsonStream::new(incoming, JsonSplitter::lines(), read_frame::json)
}

/// Values in records. For generated code.
pub fn json_records<T: DeserializeOwned>(incoming: Incoming) -> JsonStream<T> {
    JsonStream::new(incoming, JsonSplitter::records(), read_frame::record)
}

impl<T> Stream for JsonStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> FusedStream for JsonStream<T> {
    /// Returns whether the stream has ended and all its values were returned.
    fn is_terminated(&self) -> bool {
        self.frames.has_ended()
    }
}

impl<T> fmt::Debug for JsonStream<T> {
    /// Shows operation and status. The received data may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonStream").field(&self.frames).finish()
    }
}
