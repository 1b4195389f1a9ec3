//! The body of a request: a list of pieces, so that a file becomes part of a larger body without a copy.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::request::body_error::BodyError;
use crate::request::content::{Content, ExactChunks};

/// The body of a request, as pieces that are sent one after the other: bytes, and streams that are read while they are
/// sent.
///
/// A JSON body is one chunk of bytes. In a body with files, each file is a separate piece. Cloning is cheap and copies
/// no bytes. `Debug` shows only the length.
///
/// ```
/// use bytes::Bytes;
/// use talkjs_runtime::transport::RequestBody;
///
/// let body: RequestBody = ["{", "}"].map(Bytes::from).into_iter().collect();
/// assert_eq!(body.len(), 2);
/// assert!(!body.is_streamed());
/// assert_eq!(body.to_bytes().unwrap(), "{}");
/// ```
#[derive(Clone, Default)]
pub struct RequestBody(Pieces);

#[derive(Clone)]
enum Pieces {
    /// The whole body; empty if there is none.
    One(Bytes),
    /// Non-empty pieces.
    Many(Arc<[Content]>),
}

impl Default for Pieces {
    fn default() -> Self {
        Self::One(Bytes::new())
    }
}

impl RequestBody {
    /// Returns the length of all pieces together, in bytes.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Pieces::One(chunk) => u64::try_from(chunk.len()).unwrap_or(u64::MAX),
            Pieces::Many(pieces) => pieces.iter().map(Content::len).fold(0, u64::saturating_add),
        }
    }

    /// Returns whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether a piece is read while it is sent.
    pub fn is_streamed(&self) -> bool {
        self.pieces().iter().any(|piece| matches!(piece, Content::Stream(_)))
    }

    /// Returns whether a piece that can be read only once has been read, so that the body cannot be sent again.
    pub fn is_used_up(&self) -> bool {
        self.pieces().iter().any(Content::is_used_up)
    }

    /// Returns the chunks in the order in which they are sent; none of them is empty. Returns `None` if the body
    /// [is streamed](Self::is_streamed).
    pub fn chunks(&self) -> Option<Vec<&Bytes>> {
        match &self.0 {
            Pieces::One(chunk) if chunk.is_empty() => Some(Vec::new()),
            Pieces::One(chunk) => Some(vec![chunk]),
            Pieces::Many(pieces) => pieces.iter().map(Content::bytes).collect(),
        }
    }

    /// Returns the whole body, or `None` if it [is streamed](Self::is_streamed). Copies it if it has several chunks.
    pub fn to_bytes(&self) -> Option<Bytes> {
        Some(match self.chunks()?.as_slice() {
            [] => Bytes::new(),
            [chunk] => (*chunk).clone(),
            chunks => chunks.iter().map(|chunk| &***chunk).collect::<Vec<&[u8]>>().concat().into(),
        })
    }

    /// Reads the body, for a transport that sends it: a [`Stream`] of chunks.
    ///
    /// Streams are read when it is their turn. A stream that can be read only once is then used up, for all clones of
    /// the body.
    pub fn read(self) -> BodyChunks {
        BodyChunks { left: self.len(), body: self, next: 0, open: None }
    }

    /// Returns the whole body if it is at most one chunk of bytes.
    pub(crate) fn as_one(&self) -> Option<&[u8]> {
        match &self.0 {
            Pieces::One(chunk) => Some(chunk),
            Pieces::Many(_) => None,
        }
    }

    /// The pieces of a body that may have streams.
    fn pieces(&self) -> &[Content] {
        match &self.0 {
            Pieces::One(_) => &[],
            Pieces::Many(pieces) => pieces,
        }
    }
}

impl From<Bytes> for RequestBody {
    fn from(chunk: Bytes) -> Self {
        Self(Pieces::One(chunk))
    }
}

impl FromIterator<Bytes> for RequestBody {
    /// Creates a body from chunks. Empty ones are skipped.
    fn from_iter<I: IntoIterator<Item = Bytes>>(chunks: I) -> Self {
        chunks.into_iter().map(Content::Bytes).collect()
    }
}

impl FromIterator<Content> for RequestBody {
    fn from_iter<I: IntoIterator<Item = Content>>(pieces: I) -> Self {
        let mut pieces: Vec<_> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
        Self(match pieces.as_mut_slice() {
            [] => Pieces::default(),
            [Content::Bytes(chunk)] => Pieces::One(std::mem::take(chunk)),
            _ => Pieces::Many(pieces.into()),
        })
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestBody({} bytes)", self.len())
    }
}

/// The chunks of a [`RequestBody`] that is being read. It ends after an error.
pub struct BodyChunks {
    body: RequestBody,
    /// The piece after the current one.
    next: usize,
    open: Option<ExactChunks>,
    left: u64,
}

impl BodyChunks {
    /// Returns the number of remaining bytes.
    pub fn left(&self) -> u64 {
        self.left
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            if let Some(open) = &mut self.open {
                match ready!(Pin::new(open).poll_next(context)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => self.open = None,
                }
            }
            match self.next_piece() {
                Some(Content::Stream(source)) => self.open = Some(source.open()?),
                Some(Content::Bytes(chunk)) => return Poll::Ready(Some(Ok(chunk))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn next_piece(&mut self) -> Option<Content> {
        match &mut self.body.0 {
            Pieces::One(chunk) => Some(std::mem::take(chunk)).filter(|chunk| !chunk.is_empty()).map(Content::Bytes),
            Pieces::Many(pieces) => {
                let piece = pieces.get(self.next)?.clone();
                self.next = self.next.saturating_add(1);
                Some(piece)
            }
        }
    }

    fn end(&mut self) {
        (self.body, self.open, self.left) = (RequestBody::default(), None, 0);
    }
}

impl Stream for BodyChunks {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.poll_chunk(context));
        match &chunk {
            Some(Ok(chunk)) => {
                let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                self.left = self.left.saturating_sub(length);
            }
            Some(Err(_)) | None => self.end(),
        }
        Poll::Ready(chunk)
    }
}

impl fmt::Debug for BodyChunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyChunks({} bytes left)", self.left)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;
    use crate::request::content::{Chunks, Source};

    fn body(chunks: &[&'static str]) -> RequestBody {
        chunks.iter().copied().map(Bytes::from).collect()
    }

    /// What a body has to say, up to its end or its error.
    fn read(body: &RequestBody) -> (Vec<Bytes>, Option<String>) {
        let (mut chunks, mut found) = (body.clone().read(), Vec::new());
        loop {
            match Pin::new(&mut chunks).poll_next(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Some(Ok(chunk))) => found.push(chunk),
                Poll::Ready(Some(Err(error))) => return (found, Some(error.to_string())),
                Poll::Ready(None) => return (found, None),
                // A stream of a test is pending only after an empty chunk.
                Poll::Pending => {}
            }
        }
    }

    /// A stream of chunks that are there.
    struct Ready(std::vec::IntoIter<Bytes>);

    impl Stream for Ready {
        type Item = Result<Bytes, crate::boxed::BoxError>;

        fn poll_next(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next().map(Ok))
        }
    }

    fn chunks(chunks: &[&'static str]) -> Chunks {
        let chunks: Vec<_> = chunks.iter().copied().map(Bytes::from).collect();
        Box::pin(Ready(chunks.into_iter()))
    }

    fn streamed(length: u64, given: &'static [&'static str]) -> RequestBody {
        let stream = Content::Stream(Source::restartable(length, move || chunks(given)));
        [Content::Bytes("<".into()), stream, Content::Bytes(">".into())].into_iter().collect()
    }

    #[test]
    fn body_has_the_bytes_of_its_chunks_in_order() {
        let several = body(&["ab", "", "c"]);
        assert_eq!(several.chunks().unwrap(), ["ab", "c"]);
        assert_eq!((several.len(), several.is_empty(), several.is_streamed()), (3, false, false));
        assert_eq!(several.to_bytes().unwrap(), "abc");
        assert_eq!(several.as_one(), None);
    }

    #[test]
    fn body_of_one_chunk_is_that_chunk_without_a_copy() {
        let chunk = Bytes::from(vec![b'a'; 3]);
        for body in [RequestBody::from(chunk.clone()), [Bytes::new(), chunk.clone()].into_iter().collect()] {
            assert_eq!(body.chunks().unwrap(), ["aaa"]);
            assert_eq!(body.to_bytes().unwrap().as_ptr(), chunk.as_ptr());
            assert_eq!(body.as_one(), Some(&chunk[..]));
        }
    }

    #[test]
    fn empty_body_has_no_chunks() {
        for empty in [RequestBody::default(), Bytes::new().into(), body(&[]), body(&[""])] {
            assert_eq!((empty.len(), empty.is_empty(), empty.chunks().unwrap().len()), (0, true, 0));
            assert_eq!(empty.to_bytes().unwrap(), "");
            assert_eq!(empty.as_one(), Some(&b""[..]));
            assert_eq!(read(&empty), (Vec::new(), None));
        }
    }

    #[test]
    fn reading_counts_down_and_leaves_clones_whole() {
        for chunks in [&["ab"][..], &["ab", "c", "d"]] {
            let whole = body(chunks);
            let mut reading = whole.clone().read();
            for (number, chunk) in chunks.iter().enumerate() {
                assert_eq!(reading.left(), chunks[number..].concat().len() as u64);
                let next = Pin::new(&mut reading).poll_next(&mut Context::from_waker(Waker::noop()));
                assert!(matches!(next, Poll::Ready(Some(Ok(next))) if next == *chunk));
            }
            assert_eq!(reading.left(), 0);
            assert_eq!(whole.to_bytes().unwrap(), chunks.concat());
        }
    }

    #[test]
    fn streams_are_read_in_their_turn_and_hold_no_bytes() {
        let body = streamed(4, &["a", "", "bcd"]);
        assert_eq!((body.len(), body.is_streamed(), body.is_used_up()), (6, true, false));
        assert!(body.chunks().is_none() && body.to_bytes().is_none() && body.as_one().is_none());
        for _ in 0..2 {
            assert_eq!(read(&body), (["<", "a", "bcd", ">"].map(Bytes::from).to_vec(), None));
        }
    }

    #[test]
    fn stream_that_is_shorter_or_longer_than_its_length_is_an_error_before_the_end() {
        let (sent, error) = read(&streamed(4, &["a", "bc"]));
        assert_eq!(sent.concat(), b"<abc");
        assert_eq!(error.unwrap(), "it has 3 bytes, but its length was declared as 4");
        for (longer, before) in [(&["a", "bc", "", "d", "e"][..], &b"<abc"[..]), (&["abc", "def"], b"<abc")] {
            let (sent, error) = read(&streamed(4, longer));
            assert_eq!(sent.concat(), before);
            let error = error.unwrap();
            assert!(error.ends_with("bytes or more, but its length was declared as 4"), "{error}");
        }
    }

    #[test]
    fn stream_that_can_be_read_once_is_used_up_for_all_clones() {
        let source = Content::Stream(Source::once(2, chunks(&["ab"])));
        let body: RequestBody = [Content::Bytes("<".into()), source].into_iter().collect();
        let clone = body.clone();
        let mut reading = body.clone().read();
        let mut next = || Pin::new(&mut reading).poll_next(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(next(), Poll::Ready(Some(Ok(chunk))) if chunk == "<"));
        assert!(!clone.is_used_up(), "its turn has not come");
        assert!(matches!(next(), Poll::Ready(Some(Ok(chunk))) if chunk == "ab"));
        assert!(clone.is_used_up());
        assert_eq!(read(&clone).1.unwrap(), "it can be read only once, and has been read");
    }

    #[test]
    fn debug_shows_the_length_only() {
        assert_eq!(
            format!("{:?} {:?} {:?}", body(&["canary"]), body(&["can", "ary"]), streamed(4, &["canary"])),
            "RequestBody(6 bytes) RequestBody(6 bytes) RequestBody(6 bytes)"
        );
        assert_eq!(format!("{:?}", body(&["canary"]).read()), "BodyChunks(6 bytes left)");
    }

    #[test]
    fn body_is_no_larger_than_one_chunk() {
        assert_eq!(size_of::<RequestBody>(), size_of::<Bytes>());
    }
}
