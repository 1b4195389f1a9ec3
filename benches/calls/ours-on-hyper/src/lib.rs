//! The calls by talkjs-client, over a transport of hyper instead of reqwest: what would such a transport give?

use bytes::{Bytes, BytesMut};
use harness::Contestant;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use ours::Ours;
use talkjs_runtime::transport::{AttemptLimits, RequestBody, SendWatch, Transport, TransportError, WatchedBody};
use talkjs_runtime::{BoxError, BoxFuture};

/// Our client with another transport.
pub struct OursOnHyper(Ours);

impl Contestant for OursOnHyper {
    async fn new(server: &str) -> Self {
        Self(Ours::with(server, |client| client.transport(Hyper::new())))
    }

    async fn upsert_user(&self) {
        self.0.upsert_user().await;
    }

    async fn send_messages(&self) {
        self.0.send_messages().await;
    }

    async fn list_messages(&self) {
        self.0.list_messages().await;
    }
}

/// Plain http over pooled connections, each request at most once; without proxies and TLS, which cost a request nothing.
struct Hyper(Client<HttpConnector, WatchedBody>);

impl Hyper {
    fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self(Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build(connector))
    }

    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
        watch: &SendWatch,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let response = self.0.request(request.map(|body| watch.body(body))).await;
        let (head, mut body) = response.map_err(|error| failed(error, watch))?.into_parts();
        let (mut first, mut more) = (Bytes::new(), BytesMut::new());
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(|error| failed(error, watch))?.into_data() else { continue };
            if chunk.len() > limits.response_bytes - first.len().max(more.len()) {
                return Err(TransportError::TooLarge { status: head.status, limit: limits.response_bytes });
            }
            if first.is_empty() {
                first = chunk;
            } else {
                if more.is_empty() {
                    more.extend_from_slice(&first);
                }
                more.extend_from_slice(&chunk);
            }
        }
        let body = if more.is_empty() { first } else { more.freeze() };
        Ok(http::Response::from_parts(head, body))
    }
}

impl Transport for Hyper {
    fn send(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let watch = SendWatch::default();
            match tokio::time::timeout(limits.timeout, self.exchange(request, limits, &watch)).await {
                Ok(result) => result,
                Err(elapsed) if watch.cancel_unsent() => Err(TransportError::NotSent(elapsed.into())),
                Err(_) => Err(TransportError::Timeout { after: limits.timeout }),
            }
        })
    }
}

/// A request that failed was not sent, or has no response.
fn failed(error: impl Into<BoxError>, watch: &SendWatch) -> TransportError {
    if watch.cancel_unsent() { TransportError::NotSent(error.into()) } else { TransportError::NoResponse(error.into()) }
}
