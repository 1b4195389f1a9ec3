//! Uploads: bytes, a file or a stream, with a name.

use std::fmt;
#[cfg(not(target_arch = "wasm32"))]
use std::{io, path::Path};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::Deserializer;
use serde::ser::{SerializeStruct as _, Serializer};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncRead;

use crate::boxed::BoxError;
use crate::request::check::Check;
use crate::request::content::{Content, Source};
use crate::request::handover::{self, UPLOAD};
use crate::types::convert::{Generated, IntoValue};
#[cfg(not(target_arch = "wasm32"))]
use crate::types::file_chunks::{self, FileChunks};
use crate::types::reader_chunks::{Converted, ReaderChunks};

/// Content to upload, with its name and media type: a part of a multipart body, or a whole body of bytes.
///
/// | created by | in memory | sent again after a failure |
/// |---|---|---|
/// | [`new`](Self::new), and `From` bytes and texts | whole; sending copies nothing | yes |
/// | [`from_file`](Self::from_file) | up to 256 KiB at a time | yes, the file is opened for each attempt |
/// | [`restartable`](Self::restartable) | one chunk of the stream at a time | yes, each attempt has its own stream |
/// | [`from_stream`](Self::from_stream), [`from_reader`](Self::from_reader) | one chunk at a time | only until the stream was read for the first time |
///
/// "Yes" applies if the operation allows a retry. After an attempt whose stream was read and cannot be read again there
/// is no retry, not even with another credential after a 401:
/// [`StopReason::BodyUsedUp`](crate::retry::StopReason::BodyUsedUp).
///
/// Streams are sent with their length (`Content-Length`). If the stream is shorter or longer, the request is aborted
/// before it is complete and the call fails with [`BodyError`](crate::transport::BodyError), which contains both
/// lengths. A length of 0 sends nothing and reads nothing.
///
/// The timeout of an attempt (15 seconds if not set) starts again with each chunk that is read from a stream or a file,
/// so a long upload does not exceed it but a stalled one does. The timeout of the whole call (60 seconds if not set)
/// still applies: increase it for a large upload with `.timeout(…)`.
///
/// ```
/// use talkjs_runtime::types::Upload;
///
/// let upload = Upload::new("not really a picture").file_name("a.png").content_type("image/png");
/// assert_eq!(upload.len(), 20);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Upload {
    content: Content,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl Upload {
    /// Creates an upload from bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { content: Content::Bytes(bytes.into()), file_name: None, content_type: None }
    }

    /// Creates an upload from a file, with its name. Its length is read now; its content is read when it is sent, 256
    /// KiB at a time, on a blocking thread of tokio. If the length has changed by then, the call fails.
    ///
    /// ```no_run
    /// # async fn example() -> std::io::Result<()> {
    /// use talkjs_runtime::types::Upload;
    ///
    /// let film = Upload::from_file("films/cats.mp4").await?.content_type("video/mp4");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such file, if it is a folder or a device, or outside of a tokio runtime.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        let file_name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let length = file_chunks::length(path.clone()).await?;
        let source = Source::restartable(length, move || Box::pin(FileChunks::new(path.clone(), length)));
        Ok(Self { content: Content::Stream(source), file_name, content_type: None })
    }

    /// Creates an upload from a stream of chunks, with its length in bytes. It can be read once.
    ///
    /// ```
    /// use talkjs_runtime::types::Upload;
    /// # use std::{convert::Infallible, pin::Pin, task::{Context, Poll}};
    /// # struct Report;
    /// # impl futures_core::Stream for Report {
    /// #     type Item = Result<Vec<u8>, Infallible>;
    /// #     fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> { Poll::Ready(None) }
    /// # }
    /// # let report = || Report;
    ///
    /// let once = Upload::from_stream(3_000_000, report()).file_name("report.csv");
    /// assert_eq!(once.len(), 3_000_000);
    /// ```
    pub fn from_stream<S, B, E>(length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::of(Source::once(length, Box::pin(Converted::new(stream))))
    }

    /// Creates an upload from a reader, with its length in bytes. It can be read once.
    ///
    /// ```
    /// use talkjs_runtime::types::Upload;
    ///
    /// let upload = Upload::from_reader(5, &b"hello"[..]);
    /// ```
    pub fn from_reader(length: u64, reader: impl AsyncRead + Send + 'static) -> Self {
        Self::of(Source::once(length, Box::pin(ReaderChunks::new(reader))))
    }

    /// Creates an upload from a function that returns a stream of chunks for each attempt, with its length in bytes.
    /// Each stream must have the same bytes.
    ///
    /// ```
    /// use talkjs_runtime::types::Upload;
    /// # use std::{convert::Infallible, pin::Pin, task::{Context, Poll}};
    /// # struct Report;
    /// # impl futures_core::Stream for Report {
    /// #     type Item = Result<Vec<u8>, Infallible>;
    /// #     fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> { Poll::Ready(None) }
    /// # }
    /// # fn report(number: u64) -> Report { Report }
    ///
    /// let again = Upload::restartable(3_000_000, || report(7)).file_name("report.csv");
    /// ```
    pub fn restartable<S, B, E>(length: u64, open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::of(Source::restartable(length, move || Box::pin(Converted::new(open()))))
    }

    fn of(source: Source) -> Self {
        Self { content: Content::Stream(source), file_name: None, content_type: None }
    }

    /// Sets the name of the file. By default a part has the name of its property. A whole body has no name.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type. By default the part or the body has that of the description, or else
    /// `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Returns the bytes, if they are in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        self.content.bytes()
    }

    /// Returns the length in bytes.
    pub fn len(&self) -> u64 {
        self.content.len()
    }

    /// Returns whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Splits it for use as a whole body.
    pub(crate) fn into_body(self) -> (Option<String>, Content) {
        (self.content_type, self.content)
    }
}

impl fmt::Debug for Upload {
    /// Shows only the size.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({} bytes)", self.len())
    }
}

macro_rules! from_bytes {
    ($($bytes:ty),+) => {
        $(impl From<$bytes> for Upload {
            fn from(bytes: $bytes) -> Self {
                Self::new(bytes)
            }
        })+
    };
}

from_bytes!(Bytes, Vec<u8>, Box<[u8]>, String, &'static [u8], &'static str);

impl<const N: usize> From<&'static [u8; N]> for Upload {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::new(bytes.as_slice())
    }
}

impl Serialize for Upload {
    /// For the parts of a multipart body. Other formats do not support streams.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct(UPLOAD, 3)?;
        parts.serialize_field("bytes", &Offered(&self.content))?;
        parts.serialize_field("file_name", &self.file_name)?;
        parts.serialize_field("content_type", &self.content_type)?;
        parts.end()
    }
}

struct Offered<'c>(&'c Content);

impl Serialize for Offered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        handover::serialize(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Upload {
    /// Reads a string, for responses that repeat an upload.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Check for Upload {}
impl Generated for Upload {}

#[diagnostic::do_not_recommend]
impl IntoValue<Upload> for Bytes {
    fn into_value(self) -> Upload {
        Upload::new(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Upload> for Vec<u8> {
    fn into_value(self) -> Upload {
        Upload::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Upload;

    #[test]
    fn streams_are_equal_if_they_are_the_same() {
        let reader = || Upload::from_reader(6, &b"canary"[..]);
        let upload = reader();
        assert_eq!(upload, upload.clone());
        assert_ne!(upload, reader());
        assert_ne!(upload, Upload::new("canary"));
        assert_eq!(Upload::from(b"canary"), Upload::from("canary"));
    }

    #[test]
    fn stream_is_no_json() {
        let error = serde_json::to_string(&Upload::from_reader(6, &b"canary"[..])).unwrap_err();
        assert_eq!(error.to_string(), "a stream can only be a part of a multipart body or a whole body");
    }

    #[test]
    fn debug_shows_only_the_size() {
        assert_eq!(format!("{:?}", Upload::new("canary").file_name("x")), "Upload(6 bytes)");
        assert_eq!(format!("{:?}", Upload::from_reader(6, &b"canary"[..])), "Upload(6 bytes)");
    }
}
