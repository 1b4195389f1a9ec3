//! The trait for transports.

pub(crate) mod connection;
#[cfg(target_arch = "wasm32")]
pub(crate) mod fetch;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod http;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod pool;
pub(crate) mod send_watch;
#[cfg(feature = "rustls-ring")]
pub(crate) mod tls;
#[cfg(feature = "tower")]
pub(crate) mod tower;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use ::http::StatusCode;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use crate::boxed::{BoxFuture, BoxStream};
use crate::error::transport_error::TransportError;
use crate::request::body::RequestBody;

/// The body of a response as a stream.
pub type BodyStream = BoxStream<Result<Bytes, TransportError>>;

/// Sends one request and returns the whole response.
///
/// Implement it to use another HTTP stack, or to inspect requests in tests. An implementation sends each request at
/// most once: it follows no redirects and makes no retries, since only the layer above knows what may be retried.
pub trait Transport: Send + Sync {
    /// Sends the request within the limits. The request contains its credential, so it must not be logged unchanged.
    /// Its body can have several chunks and streams, which are sent one after the other: [`RequestBody::read`].
    fn send(
        &self,
        request: ::http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<::http::Response<Bytes>, TransportError>>;

    /// Sends the request and returns the response as soon as its head has arrived. The time limit applies to the head, and the
    /// one for chunks to each chunk of the body; the limit of its length is ignored.
    ///
    /// The default implementation waits for the whole response and returns it as one chunk.
    fn open(
        &self,
        request: ::http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<::http::Response<BodyStream>, TransportError>> {
        let sending = self.send(request, limits);
        Box::pin(async move { Ok(sending.await?.map(one_chunk)) })
    }

    /// Returns whether the transport ends every exchange within its limits, and says after a time-out whether anything was
    /// sent. The layer above then runs no timer beside it, but for a body that is streamed. The default implementation returns
    /// false: an exchange that takes longer is given up, and counts as [`Timeout`](TransportError::Timeout).
    fn keeps_time(&self) -> bool {
        false
    }

    /// Closes the idle connections. It is called after a response that cannot belong to its request: some proxies
    /// deliver a response twice, and then every response on that connection belongs to the request before. The default
    /// implementation does nothing.
    fn drop_connections(&self) {}
}

macro_rules! forwarded {
    ($($pointer:ident),+) => {
        $(impl<T: Transport + ?Sized> Transport for $pointer<T> {
            fn send(&self, request: ::http::Request<RequestBody>, limits: AttemptLimits) -> BoxFuture<'_, Result<::http::Response<Bytes>, TransportError>> {
                (**self).send(request, limits)
            }

            fn open(&self, request: ::http::Request<RequestBody>, limits: AttemptLimits) -> BoxFuture<'_, Result<::http::Response<BodyStream>, TransportError>> {
                (**self).open(request, limits)
            }

            fn keeps_time(&self) -> bool {
                (**self).keeps_time()
            }

            fn drop_connections(&self) {
                (**self).drop_connections();
            }
        })+
    };
}

forwarded!(Arc, Box);

/// A complete body, as one chunk.
pub(crate) fn one_chunk(body: Bytes) -> BodyStream {
    Box::pin(Once(Some(body)))
}

struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().filter(|body| !body.is_empty()).map(Ok))
    }
}

/// The limits of one attempt, and its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptLimits {
    /// The time from the first attempt to connect to the last byte of the response. If the body of the request [is
    /// streamed](RequestBody::is_streamed), the time starts again with each chunk that is read from it.
    pub timeout: Duration,
    /// The timeout for one chunk of a streamed response; by default the timeout.
    pub chunk_timeout: Option<Duration>,
    /// The longest response body in bytes.
    pub response_bytes: usize,
    /// The operation, by its `operationId`; empty for a request that does not come from a client.
    pub operation: &'static str,
}

impl Default for AttemptLimits {
    /// 15 seconds and 8 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(15), chunk_timeout: None, response_bytes: 8 * 1024 * 1024, operation: "" }
    }
}

/// Reads a body up to a limit.
pub(crate) async fn collect(
    chunks: &mut BodyStream,
    status: StatusCode,
    limit: usize,
) -> Result<Bytes, TransportError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = poll_fn(|context| chunks.as_mut().poll_next(context)).await {
        let chunk = chunk?;
        if chunk.len() > limit.saturating_sub(body.len()) {
            return Err(TransportError::TooLarge { status, limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
