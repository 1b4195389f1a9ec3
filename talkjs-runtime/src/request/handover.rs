//! Passes `Bytes` through serde without a copy.
//!
//! Serde has byte slices and no owned bytes: `serialize_bytes` gets a `&[u8]`, and a serializer that keeps it has to
//! copy it. So [`serialize`] offers the `Bytes` beside the slice, in a thread-local variable, and [`receive`] takes them
//! from there. Other serializers use the slice and ignore the offer.

use std::cell::Cell;
use std::ptr;

use bytes::Bytes;
use serde::Serializer;

/// What [`Upload`] is called when it is serialized, by which the multipart encoder knows it.
pub(crate) const UPLOAD: &str = "$runtime::Upload";

thread_local! {
    static OFFER: Cell<Option<Bytes>> = const { Cell::new(None) };
}

/// Serializes the bytes as a slice, and offers them to [`receive`] meanwhile.
pub(crate) fn serialize<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    replace(Some(bytes.clone()));
    let result = serializer.serialize_bytes(bytes);
    replace(None);
    result
}

/// Returns the slice as `Bytes`: those that are offered if the slice is all of them, else a copy.
///
/// Address and length decide. The offer keeps its memory alive, so nothing else can be at that address.
pub(crate) fn receive(slice: &[u8]) -> Bytes {
    match replace(None) {
        Some(bytes) if ptr::eq(&*bytes, slice) => bytes,
        _ => Bytes::copy_from_slice(slice),
    }
}

/// Replaces the offer, and returns the one before. A thread that is about to end has none.
fn replace(bytes: Option<Bytes>) -> Option<Bytes> {
    OFFER.try_with(|offer| offer.replace(bytes)).ok().flatten()
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    struct Offered<'b>(&'b Bytes);

    impl Serialize for Offered<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize(self.0, serializer)
        }
    }

    /// Offers bytes while a function runs, as a serializer would.
    fn during<T>(bytes: &Bytes, run: impl FnOnce() -> T) -> T {
        replace(Some(bytes.clone()));
        let result = run();
        replace(None);
        result
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
        assert_ne!(receive(&bytes).as_ptr(), bytes.as_ptr(), "nothing is offered");
    }

    #[test]
    fn offer_ends_with_the_serialization() {
        let bytes = Bytes::from(vec![1, 2, 3]);
        assert_eq!(serde_json::to_string(&Offered(&bytes)).unwrap(), "[1,2,3]");
        assert_eq!(replace(None), None);
    }
}
