//! Detects whether anything of a request was sent, which decides whether it can be sent again.

use std::pin::Pin;
#[cfg(not(target_arch = "wasm32"))]
use std::pin::pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
#[cfg(not(target_arch = "wasm32"))]
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};

use crate::boxed::BoxError;
use crate::request::body::{BodyChunks, RequestBody};
use crate::request::body_error::BodyError;
use crate::time::Instant;
#[cfg(not(target_arch = "wasm32"))]
use crate::time::timeout;

const WAITING: u8 = 0;
const SENT: u8 = 1;
const CANCELLED: u8 = 2;

/// Detects for a transport whether anything of a request was sent, if the HTTP library does not report it: its timeout
/// is the same error before and after it has a connection.
///
/// An HTTP library polls a body only once it has a connection for it. So as long as the body was not polled, nothing
/// was sent. A transport sends the [`body`](Self::body) of the watch, and after an error calls
/// [`cancel_unsent`](Self::cancel_unsent): if it returns true, the error is
/// [`TransportError::NotSent`](crate::transport::TransportError::NotSent).
///
/// ```
/// use talkjs_runtime::transport::{RequestBody, SendWatch};
///
/// let watch = SendWatch::default();
/// let body = watch.body(RequestBody::default());
/// // The library could not connect, and has not polled the body:
/// assert!(watch.cancel_unsent());
/// drop(body);
/// ```
#[derive(Clone, Debug, Default)]
pub struct SendWatch(Arc<Sending>);

#[derive(Debug, Default)]
struct Sending {
    state: AtomicU8,
    stream: Mutex<Streaming>,
}

/// The state of a streamed body.
#[derive(Debug, Default)]
struct Streaming {
    last_chunk: Option<Instant>,
    error: Option<BodyError>,
}

impl SendWatch {
    /// Returns the body to send. There is one for each watch.
    pub fn body(&self, content: RequestBody) -> WatchedBody {
        WatchedBody { is_streamed: content.is_streamed(), chunks: content.read(), watch: self.clone() }
    }

    /// Takes the error with which the body ended, if it could not be read. The library's own error after that is less
    /// specific.
    pub fn take_body_error(&self) -> Option<BodyError> {
        self.streaming().error.take()
    }

    /// Waits for an exchange until its timeout, which starts again with each chunk of a streamed body.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) async fn within<F: Future>(&self, after: Duration, exchange: F) -> Option<F::Output> {
        let mut exchange = pin!(exchange);
        let start = Instant::now();
        loop {
            let begin = self.streaming().last_chunk.unwrap_or(start);
            if let Ok(result) = timeout(after.saturating_sub(begin.elapsed()), exchange.as_mut()).await {
                return Some(result);
            }
            if self.streaming().last_chunk.unwrap_or(start) == begin {
                return None;
            }
        }
    }

    fn streaming(&self) -> MutexGuard<'_, Streaming> {
        self.0.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prevents the request from being sent, if nothing of it was sent yet. Returns whether that is so; from then on
    /// the body returns an error.
    pub fn cancel_unsent(&self) -> bool {
        !self.change(CANCELLED, SENT)
    }

    /// Marks the request as sent, unless it was cancelled.
    fn mark_sent(&self) -> bool {
        !self.change(SENT, CANCELLED)
    }

    /// Changes the state from waiting; returns whether the other state had been chosen already.
    fn change(&self, to: u8, other: u8) -> bool {
        self.0.state.compare_exchange(WAITING, to, Ordering::SeqCst, Ordering::SeqCst) == Err(other)
    }
}

/// A body that detects when it is polled.
#[derive(Debug)]
pub struct WatchedBody {
    chunks: BodyChunks,
    is_streamed: bool,
    watch: SendWatch,
}

impl Body for WatchedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.watch.mark_sent() {
            return Poll::Ready(Some(Err("the request was cancelled".into())));
        }
        let chunk = ready!(Pin::new(&mut self.chunks).poll_next(context)).transpose();
        if self.is_streamed {
            self.watch.streaming().last_chunk = Some(Instant::now());
        }
        Poll::Ready(match chunk {
            Ok(chunk) => chunk.map(|chunk| Ok(Frame::data(chunk))),
            Err(error) => {
                self.watch.streaming().error = Some(error);
                Some(Err("the body could not be read".into()))
            }
        })
    }

    /// A request without a body is sent after this call. A cancelled one is not at its end, so that the library polls
    /// it.
    fn is_end_stream(&self) -> bool {
        self.chunks.left() == 0 && self.watch.mark_sent()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.chunks.left())
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;
    use crate::request::content::{Content, Source};

    /// A stream whose turn does not come.
    struct Empty;

    impl futures_core::Stream for Empty {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(None)
        }
    }

    fn poll(body: &mut WatchedBody) -> Option<Result<Bytes, String>> {
        match Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(frame) => {
                frame.map(|frame| frame.map(|frame| frame.into_data().unwrap()).map_err(|error| error.to_string()))
            }
            Poll::Pending => panic!("it is all there"),
        }
    }

    #[test]
    fn what_nobody_looked_at_can_be_called_back_and_stays() {
        let watch = SendWatch::default();
        let mut body = watch.body(Bytes::from_static(b"abc").into());
        assert_eq!(body.size_hint().exact(), Some(3));
        assert!(watch.cancel_unsent() && watch.cancel_unsent());
        assert_eq!(poll(&mut body), Some(Err("the request was cancelled".to_owned())));
    }

    #[test]
    fn what_was_looked_at_has_left() {
        let watch = SendWatch::default();
        let mut body = watch.body(Bytes::from_static(b"abc").into());
        assert!(!body.is_end_stream(), "asking a body with content is not looking at it");
        assert_eq!(poll(&mut body), Some(Ok(Bytes::from_static(b"abc"))));
        assert!(!watch.cancel_unsent());
        assert!(body.is_end_stream());
        assert_eq!(poll(&mut body), None);
    }

    #[test]
    fn a_body_of_several_chunks_leaves_with_the_first_and_ends_with_the_last() {
        let watch = SendWatch::default();
        let mut body = watch.body(["abc", "de"].map(Bytes::from).into_iter().collect());
        assert_eq!(body.size_hint().exact(), Some(5));
        assert_eq!(poll(&mut body), Some(Ok(Bytes::from_static(b"abc"))));
        assert!(!watch.cancel_unsent());
        assert!(!body.is_end_stream(), "there is another chunk");
        assert_eq!(body.size_hint().exact(), Some(2));
        assert_eq!(poll(&mut body), Some(Ok(Bytes::from_static(b"de"))));
        assert!(body.is_end_stream());
        assert_eq!(poll(&mut body), None);
    }

    #[tokio::test(start_paused = true)]
    async fn time_begins_anew_with_each_chunk_of_a_streamed_body_and_of_no_other() {
        let second = Duration::from_secs(1);
        let exchange = |content: RequestBody| async {
            let watch = SendWatch::default();
            let mut body = watch.body(content);
            let sending = async {
                for _ in 0..3 {
                    tokio::time::sleep(second * 3).await;
                    poll(&mut body);
                }
            };
            watch.within(second * 4, sending).await.is_some()
        };
        let chunks = || ["a", "b", "c"].map(Bytes::from);
        let streamed = || {
            let mut pieces: Vec<_> = chunks().map(Content::Bytes).into();
            pieces.push(Content::Stream(Source::once(1, Box::pin(Empty))));
            pieces.into_iter().collect()
        };
        assert!(exchange(streamed()).await);
        assert!(!exchange(chunks().into_iter().collect()).await);
    }

    #[test]
    fn a_request_without_a_body_leaves_when_its_end_is_asked_for() {
        let watch = SendWatch::default();
        assert!(watch.body(RequestBody::default()).is_end_stream());
        assert!(!watch.cancel_unsent());

        let watch = SendWatch::default();
        let body = watch.body(RequestBody::default());
        assert!(watch.cancel_unsent());
        assert!(!body.is_end_stream());
    }
}
