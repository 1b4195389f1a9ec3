//! The body of a request: a list of chunks, so that a file goes into a larger body without a copy.

use std::fmt;
use std::slice;
use std::sync::Arc;

use bytes::Bytes;

/// The body of a request, in chunks that are sent one after the other.
///
/// A JSON body is one chunk. A body with files has each file as a chunk of its own. Cloning is cheap and copies no
/// bytes. `Debug` shows the length only.
///
/// ```
/// use bytes::Bytes;
/// use talkjs_runtime::transport::RequestBody;
///
/// let body: RequestBody = ["{", "}"].map(Bytes::from).into_iter().collect();
/// assert_eq!(body.len(), 2);
/// assert_eq!(body.chunks().count(), 2);
/// assert_eq!(body.to_bytes(), "{}");
/// ```
#[derive(Clone, Default)]
pub struct RequestBody(Content);

#[derive(Clone)]
enum Content {
    /// The whole body; empty when there is none.
    One(Bytes),
    /// Several chunks that are not empty. The first `taken` of them are gone.
    Many { chunks: Arc<[Bytes]>, taken: usize },
}

impl Default for Content {
    fn default() -> Self {
        Self::One(Bytes::new())
    }
}

impl RequestBody {
    /// Returns the length of all chunks together, in bytes.
    pub fn len(&self) -> usize {
        match &self.0 {
            Content::One(chunk) => chunk.len(),
            Content::Many { .. } => self.chunks().map(Bytes::len).fold(0, usize::saturating_add),
        }
    }

    /// Returns whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// Returns the chunks in the order in which they are sent. None of them is empty.
    pub fn chunks(&self) -> impl Iterator<Item = &Bytes> {
        self.as_slice().iter()
    }

    /// Returns the whole body. Copies it if it has several chunks.
    pub fn to_bytes(&self) -> Bytes {
        match self.as_slice() {
            [] => Bytes::new(),
            [chunk] => chunk.clone(),
            chunks => chunks.concat().into(),
        }
    }

    /// Returns the whole body if it has at most one chunk.
    pub(crate) fn as_one(&self) -> Option<&[u8]> {
        match self.as_slice() {
            [] => Some(&[]),
            [chunk] => Some(chunk),
            _ => None,
        }
    }

    /// Takes the first chunk out.
    pub(crate) fn take_chunk(&mut self) -> Option<Bytes> {
        match &mut self.0 {
            Content::One(chunk) => Some(std::mem::take(chunk)).filter(|chunk| !chunk.is_empty()),
            Content::Many { chunks, taken } => {
                let chunk = chunks.get(*taken)?.clone();
                *taken = taken.saturating_add(1);
                Some(chunk)
            }
        }
    }

    fn as_slice(&self) -> &[Bytes] {
        match &self.0 {
            Content::One(chunk) if chunk.is_empty() => &[],
            Content::One(chunk) => slice::from_ref(chunk),
            Content::Many { chunks, taken } => chunks.get(*taken..).unwrap_or_default(),
        }
    }
}

impl From<Bytes> for RequestBody {
    fn from(chunk: Bytes) -> Self {
        Self(Content::One(chunk))
    }
}

impl FromIterator<Bytes> for RequestBody {
    /// Makes a body of chunks. Empty ones are left out.
    fn from_iter<I: IntoIterator<Item = Bytes>>(chunks: I) -> Self {
        let chunks = chunks.into_iter().filter(|chunk| !chunk.is_empty()).collect();
        Self(Content::Many { chunks, taken: 0 })
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestBody({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(chunks: &[&'static str]) -> RequestBody {
        chunks.iter().copied().map(Bytes::from).collect()
    }

    #[test]
    fn body_has_the_bytes_of_its_chunks_in_order() {
        let several = body(&["ab", "", "c"]);
        assert_eq!(several.chunks().collect::<Vec<_>>(), ["ab", "c"]);
        assert_eq!((several.len(), several.is_empty()), (3, false));
        assert_eq!(several.to_bytes(), "abc");
        assert_eq!(several.as_one(), None);
    }

    #[test]
    fn body_of_one_chunk_is_that_chunk_without_a_copy() {
        let chunk = Bytes::from(vec![b'a'; 3]);
        for body in [RequestBody::from(chunk.clone()), [Bytes::new(), chunk.clone()].into_iter().collect()] {
            assert_eq!(body.chunks().collect::<Vec<_>>(), ["aaa"]);
            assert_eq!(body.to_bytes().as_ptr(), chunk.as_ptr());
            assert_eq!(body.as_one(), Some(&chunk[..]));
        }
    }

    #[test]
    fn empty_body_has_no_chunks() {
        for mut empty in [RequestBody::default(), Bytes::new().into(), body(&[]), body(&[""])] {
            assert_eq!((empty.len(), empty.is_empty(), empty.chunks().count()), (0, true, 0));
            assert_eq!(empty.to_bytes(), "");
            assert_eq!(empty.as_one(), Some(&b""[..]));
            assert_eq!(empty.take_chunk(), None);
        }
    }

    #[test]
    fn taking_chunks_leaves_the_rest_and_clones_whole() {
        for chunks in [&["ab"][..], &["ab", "c", "d"]] {
            let mut taken = body(chunks);
            if let [chunk] = chunks {
                taken = Bytes::from(*chunk).into();
            }
            let whole = taken.clone();
            for (number, chunk) in chunks.iter().enumerate() {
                assert_eq!(taken.len(), chunks[number..].concat().len());
                assert_eq!(taken.take_chunk().unwrap(), *chunk);
            }
            assert!(taken.is_empty() && taken.take_chunk().is_none());
            assert_eq!(whole.to_bytes(), chunks.concat());
        }
    }

    #[test]
    fn debug_shows_the_length_only() {
        assert_eq!(
            format!("{:?} {:?}", body(&["canary"]), body(&["can", "ary"])),
            "RequestBody(6 bytes) RequestBody(6 bytes)"
        );
    }

    #[test]
    fn body_is_no_larger_than_one_chunk() {
        assert_eq!(size_of::<RequestBody>(), size_of::<Bytes>());
    }
}
