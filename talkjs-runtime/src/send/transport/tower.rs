//! A `tower` service as transport.

use std::fmt;

use bytes::Bytes;
use http::{Request, Response};
use tower_service::Service;

use crate::boxed::{BoxError, BoxFuture};
use crate::error::transport_error::TransportError;
use crate::request::body::RequestBody;
use crate::send::transport::{AttemptLimits, Transport};

/// Sends requests through a [`tower::Service`](tower_service::Service), such as a stack of `tower::ServiceBuilder`
/// around another transport. The service is cloned for each request, and polled for readiness.
///
/// An error of the service that is a [`TransportError`] is kept; any other one counts as
/// [`NoResponse`](TransportError::NoResponse), since it is unknown whether the request was sent. Do not use a layer
/// that retries requests: only the client knows what may be retried.
///
/// A service returns whole responses, so a [`Download`](crate::Download) is one chunk; and it cannot drop connections
/// after a misdelivered response.
///
/// ```
/// use talkjs_runtime::transport::{AttemptLimits, HttpTransport, TowerTransport, TransportService};
/// use std::time::Duration;
/// use tower::ServiceBuilder;
///
/// # fn main() -> Result<(), talkjs_runtime::Error> {
/// let inner = TransportService::new(HttpTransport::new(Duration::from_secs(3)));
/// let stack = ServiceBuilder::new().concurrency_limit(8).service(inner);
/// let core = talkjs_runtime::ClientCore::builder("http://127.0.0.1:4010").transport(TowerTransport::new(stack)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TowerTransport<S>(S);

impl<S> TowerTransport<S> {
    /// Creates a transport from a service.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TowerTransport")
    }
}

impl<S> Transport for TowerTransport<S>
where
    S: Service<Request<RequestBody>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    /// The limits are in the extensions of the request, where [`TransportService`] finds them.
    fn send(
        &self,
        mut request: Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let mut service = self.0.clone();
        request.extensions_mut().insert(limits);
        Box::pin(async move {
            let ready = std::future::poll_fn(|context| service.poll_ready(context)).await;
            // A service that is not ready has sent nothing.
            ready.map_err(|error| TransportError::NotSent(error.into()))?;
            service.call(request).await.map_err(|error| transport_error(error.into()))
        })
    }
}

fn transport_error(error: BoxError) -> TransportError {
    match error.downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) => TransportError::NoResponse(error),
    }
}

/// A transport as a [`tower::Service`](tower_service::Service), to be the innermost one of a [`TowerTransport`].
#[derive(Clone)]
pub struct TransportService<T>(std::sync::Arc<T>);

impl<T> TransportService<T> {
    /// Creates a service from a transport.
    pub fn new(transport: T) -> Self {
        Self(std::sync::Arc::new(transport))
    }
}

impl<T> fmt::Debug for TransportService<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportService")
    }
}

impl<T: Transport + 'static> Service<Request<RequestBody>> for TransportService<T> {
    type Response = Response<Bytes>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Response<Bytes>, TransportError>>;

    fn poll_ready(&mut self, _context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), TransportError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let transport = std::sync::Arc::clone(&self.0);
        let limits = request.extensions().get().copied().unwrap_or_default();
        Box::pin(async move { transport.send(request, limits).await })
    }
}
