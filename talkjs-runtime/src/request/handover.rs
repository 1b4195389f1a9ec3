//! Passes the content of an upload through serde without a copy.
//!
//! Serde supports byte slices, but neither owned bytes nor streams: `serialize_bytes` gets a `&[u8]`, and a serializer
//! that keeps it has to copy it. So [`serialize`] offers the content beside the slice, in a thread-local variable, and
//! [`receive`] takes it from there. Other serializers use the slice and ignore the offer; a stream, which has no slice,
//! is an error for them.

use std::cell::Cell;
use std::ptr;

use bytes::Bytes;
use serde::Serializer;
use serde::ser::Error as _;

use crate::request::content::Content;

/// The name of [`Upload`] in serde, by which the multipart encoder recognises it.
pub(crate) const UPLOAD: &str = "$runtime::Upload";

thread_local! {
    static OFFER: Cell<Option<Content>> = const { Cell::new(None) };
}

/// Serializes the bytes as a slice, a stream as an empty slice, and offers the content to [`receive`] meanwhile.
pub(crate) fn serialize<S: Serializer>(content: &Content, serializer: S) -> Result<S::Ok, S::Error> {
    replace(Some(content.clone()));
    let slice = if let Content::Bytes(bytes) = content { bytes.as_ref() } else { &[] };
    let result = serializer.serialize_bytes(slice);
    match replace(None) {
        Some(Content::Stream(_)) => {
            Err(S::Error::custom("a stream can only be a part of a multipart body or a whole body"))
        }
        _ => result,
    }
}

/// Returns the slice as content: the offered content if the slice is all of it, otherwise a copy.
///
/// They are compared by address and length. The offer keeps its memory alive, so nothing else can have that address.
pub(crate) fn receive(slice: &[u8]) -> Content {
    match replace(None) {
        Some(Content::Bytes(bytes)) if ptr::eq(&*bytes, slice) => Content::Bytes(bytes),
        Some(stream @ Content::Stream(_)) => stream,
        _ => Content::Bytes(Bytes::copy_from_slice(slice)),
    }
}

/// Replaces the offer, and returns the previous one. A thread that is about to end has none.
fn replace(content: Option<Content>) -> Option<Content> {
    OFFER.try_with(|offer| offer.replace(content)).ok().flatten()
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    struct Offered<'c>(&'c Content);

    impl Serialize for Offered<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize(self.0, serializer)
        }
    }

    /// Offers bytes while a function runs, as a serializer would.
    fn during(bytes: &Bytes, run: impl FnOnce() -> Content) -> Bytes {
        replace(Some(Content::Bytes(bytes.clone())));
        let result = run();
        replace(None);
        in_memory(result)
    }

    fn in_memory(content: Content) -> Bytes {
        let Content::Bytes(bytes) = content else { panic!("no stream was offered") };
        bytes
    }

    #[test]
    fn offered_slice_is_received_without_a_copy() {
        let bytes = Bytes::from(vec![1, 2, 3]);
        assert_eq!(during(&bytes, || receive(&bytes)).as_ptr(), bytes.as_ptr());
    }

    #[test]
    fn every_other_slice_is_copied() {
        let bytes = Bytes::from(vec![1, 2, 3]);
        let other = [4, 5, 6];
        for slice in [&other[..], &bytes[..2], &bytes[1..], &[]] {
            let received = during(&bytes, || receive(slice));
            assert_eq!(received, slice);
            assert!(slice.is_empty() || received.as_ptr() != slice.as_ptr());
        }
        assert_ne!(in_memory(receive(&bytes)).as_ptr(), bytes.as_ptr(), "nothing is offered");
    }

    #[test]
    fn offer_ends_with_the_serialization() {
        let bytes = Content::Bytes(Bytes::from(vec![1, 2, 3]));
        assert_eq!(serde_json::to_string(&Offered(&bytes)).unwrap(), "[1,2,3]");
        assert!(replace(None).is_none());
    }
}
