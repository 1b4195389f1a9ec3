//! Whether anything of a request has left: what decides if it can be sent again.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::body::RequestBody;
use super::transport::BoxError;

const WAITING: u8 = 0;
const LEFT: u8 = 1;
const CALLED_BACK: u8 = 2;

/// A request on its way out.
///
/// An HTTP library looks at a body only when it has a connection to write it to, and writes nothing before. So as long
/// as the body was not looked at, nothing has left; and once it was called back, nothing will.
#[derive(Clone, Debug, Default)]
pub(crate) struct Departure(Arc<AtomicU8>);

impl Departure {
    /// The body of the request that is watched.
    pub(crate) fn body(&self, content: RequestBody) -> Departing {
        Departing { content, departure: self.clone() }
    }

    /// Keeps the request here, if nothing of it has left. Returns whether that is so.
    pub(crate) fn call_back(&self) -> bool {
        !self.change(CALLED_BACK, LEFT)
    }

    /// Lets the request go, unless it was called back.
    fn leave(&self) -> bool {
        !self.change(LEFT, CALLED_BACK)
    }

    /// Moves on from waiting; returns whether the other had been chosen already.
    fn change(&self, to: u8, other: u8) -> bool {
        self.0.compare_exchange(WAITING, to, Ordering::SeqCst, Ordering::SeqCst) == Err(other)
    }
}

/// A body that notes when it is looked at.
#[derive(Debug)]
pub(crate) struct Departing {
    content: RequestBody,
    departure: Departure,
}

impl Body for Departing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.departure.leave() {
            return Poll::Ready(Some(Err("it was called back".into())));
        }
        Poll::Ready(self.content.take_chunk().map(|chunk| Ok(Frame::data(chunk))))
    }

    /// A request without a body leaves with this question. One that was called back gives no answer that would let it.
    fn is_end_stream(&self) -> bool {
        self.content.is_empty() && self.departure.leave()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.content.len()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn poll(body: &mut Departing) -> Option<Result<Bytes, String>> {
        match Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(frame) => {
                frame.map(|frame| frame.map(|frame| frame.into_data().unwrap()).map_err(|error| error.to_string()))
            }
            Poll::Pending => panic!("it is all there"),
        }
    }

    #[test]
    fn what_nobody_looked_at_can_be_called_back_and_stays() {
        let departure = Departure::default();
        let mut body = departure.body(Bytes::from_static(b"abc").into());
        assert_eq!(body.size_hint().exact(), Some(3));
        assert!(departure.call_back() && departure.call_back());
        assert_eq!(poll(&mut body), Some(Err("it was called back".to_owned())));
    }

    #[test]
    fn what_was_looked_at_has_left() {
        let departure = Departure::default();
        let mut body = departure.body(Bytes::from_static(b"abc").into());
        assert!(!body.is_end_stream(), "asking a body with content is not looking at it");
        assert_eq!(poll(&mut body), Some(Ok(Bytes::from_static(b"abc"))));
        assert!(!departure.call_back());
        assert!(body.is_end_stream());
        assert_eq!(poll(&mut body), None);
    }

    #[test]
    fn a_body_of_several_chunks_leaves_with_the_first_and_ends_with_the_last() {
        let departure = Departure::default();
        let mut body = departure.body(["abc", "de"].map(Bytes::from).into_iter().collect());
        assert_eq!(body.size_hint().exact(), Some(5));
        assert_eq!(poll(&mut body), Some(Ok(Bytes::from_static(b"abc"))));
        assert!(!departure.call_back());
        assert!(!body.is_end_stream(), "there is another chunk");
        assert_eq!(body.size_hint().exact(), Some(2));
        assert_eq!(poll(&mut body), Some(Ok(Bytes::from_static(b"de"))));
        assert!(body.is_end_stream());
        assert_eq!(poll(&mut body), None);
    }

    #[test]
    fn a_request_without_a_body_leaves_when_its_end_is_asked_for() {
        let departure = Departure::default();
        assert!(departure.body(RequestBody::default()).is_end_stream());
        assert!(!departure.call_back());

        let departure = Departure::default();
        let body = departure.body(RequestBody::default());
        assert!(departure.call_back());
        assert!(!body.is_end_stream());
    }
}
