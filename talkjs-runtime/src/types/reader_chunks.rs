//! Readers and streams of other crates, as chunks of a body.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use crate::boxed::BoxError;

/// The size of a read, in bytes.
const CHUNK: usize = 64 * 1024;

/// The data of a reader, in chunks.
pub(crate) struct ReaderChunks<R> {
    reader: Pin<Box<R>>,
    buffer: Vec<u8>,
}

impl<R> ReaderChunks<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader: Box::pin(reader), buffer: Vec::new() }
    }
}

impl<R: AsyncRead> Stream for ReaderChunks<R> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, buffer } = &mut *self;
        buffer.resize(CHUNK, 0);
        let mut read = ReadBuf::new(buffer);
        ready!(reader.as_mut().poll_read(context, &mut read))?;
        let chunk = Bytes::copy_from_slice(read.filled());
        Poll::Ready(Some(Ok(chunk)).filter(|chunk| !matches!(chunk, Ok(chunk) if chunk.is_empty())))
    }
}

/// The items of a stream, as chunks.
pub(crate) struct Converted<S>(Pin<Box<S>>);

impl<S> Converted<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self(Box::pin(stream))
    }
}

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.0.as_mut().poll_next(context);
        chunk.map(|chunk| chunk.map(|chunk| chunk.map(Into::into).map_err(Into::into)))
    }
}
