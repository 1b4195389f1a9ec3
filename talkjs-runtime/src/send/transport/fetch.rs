//! The built-in transport in a browser: `fetch`, by the HTTP library.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::uri::Authority;
use tokio::sync::{mpsc, oneshot};
use wasm_bindgen_futures::spawn_local;

use crate::boxed::{BoxError, BoxFuture};
use crate::error::transport_error::TransportError;
use crate::request::body::RequestBody;
use crate::send::transport::{AttemptLimits, BodyStream, Transport, collect};
use crate::time::timeout;

/// The built-in transport in a browser, by `fetch`.
///
/// The browser controls connections, proxies, redirects (which it follows) and some headers: it sends its own
/// `User-Agent`, and its own cookies. It does not report whether a request was sent, so a failure counts as
/// [`NoResponse`](TransportError::NoResponse). A streamed body is read completely before it is sent.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
}

/// The head of a response, with a channel for its chunks.
type Head = http::Response<mpsc::Receiver<Result<Bytes, TransportError>>>;

impl HttpTransport {
    /// Creates a transport. The browser controls connecting, so the timeout has no effect.
    pub fn new(_connect_timeout: Duration) -> Self {
        Self::from_client(reqwest::Client::new())
    }

    /// The same.
    pub fn without_proxies(connect_timeout: Duration) -> Self {
        Self::new(connect_timeout)
    }

    /// Creates a transport from a custom HTTP client.
    pub fn from_client(client: reqwest::Client) -> Self {
        Self { client }
    }

    pub(crate) fn prepare(&self, _server: &Authority) -> Result<(), BoxError> {
        Ok(())
    }

    async fn head(&self, request: http::Request<RequestBody>, after: Duration) -> Result<Head, TransportError> {
        let request = prepared(request).await?;
        timeout(after, fetch(self.client.clone(), request)).await.unwrap_or(Err(TransportError::Timeout { after }))
    }
}

/// The request in the form of the library.
async fn prepared(request: http::Request<RequestBody>) -> Result<reqwest::Request, TransportError> {
    let (head, body) = request.into_parts();
    let url = reqwest::Url::parse(&head.uri.to_string()).map_err(|error| TransportError::NotSent(error.into()))?;
    let (mut chunks, mut whole) = (body.read(), BytesMut::new());
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut chunks).poll_next(context)).await {
        whole.extend_from_slice(&chunk.map_err(|error| TransportError::NotSent(error.into()))?);
    }
    let mut request = reqwest::Request::new(head.method, url);
    *request.headers_mut() = head.headers;
    if !whole.is_empty() {
        *request.body_mut() = Some(whole.freeze().into());
    }
    Ok(request)
}

/// Values of the browser cannot leave their thread, but a call can. So the exchange is a task on the browser's thread,
/// which ends when its receiver is dropped; that aborts the request.
async fn fetch(client: reqwest::Client, request: reqwest::Request) -> Result<Head, TransportError> {
    let (mut caller, head) = oneshot::channel();
    spawn_local(async move {
        let mut exchange = pin!(client.execute(request));
        let response = poll_fn(|context| match exchange.as_mut().poll(context) {
            Poll::Pending => caller.poll_closed(context).map(|()| None),
            Poll::Ready(response) => Poll::Ready(Some(response)),
        });
        let mut response = match response.await {
            Some(Ok(response)) => response,
            Some(Err(error)) => {
                let _ = caller.send(Err(failed(error)));
                return;
            }
            None => return,
        };
        let (sender, chunks) = mpsc::channel(1);
        let mut head = http::Response::new(chunks);
        *head.status_mut() = response.status();
        *head.headers_mut() = std::mem::take(response.headers_mut());
        if caller.send(Ok(head)).is_ok() {
            pass_on(response, sender).await;
        }
    });
    head.await.unwrap_or_else(|error| Err(TransportError::NoResponse(error.into())))
}

async fn pass_on(response: reqwest::Response, sender: mpsc::Sender<Result<Bytes, TransportError>>) {
    let mut chunks = pin!(response.bytes_stream());
    while let Some(chunk) = poll_fn(|context| chunks.as_mut().poll_next(context)).await {
        if sender.send(chunk.map_err(failed)).await.is_err() {
            return;
        }
    }
}

/// The URL is removed, as it contains ids.
fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_builder() { TransportError::NotSent(error.into()) } else { TransportError::NoResponse(error.into()) }
}

/// A body that is being received.
struct ResponseChunks {
    waiting: Option<NextChunk>,
    after: Duration,
}

type Received = mpsc::Receiver<Result<Bytes, TransportError>>;

/// The next chunk, and the source of the one after it.
type NextChunk = BoxFuture<'static, (Option<Result<Bytes, TransportError>>, Received)>;

fn next_chunk(mut chunks: Received, after: Duration) -> NextChunk {
    Box::pin(async move {
        let chunk = timeout(after, chunks.recv()).await;
        (chunk.unwrap_or(Some(Err(TransportError::Timeout { after }))), chunks)
    })
}

impl Stream for ResponseChunks {
    type Item = Result<Bytes, TransportError>;

    /// The stream ends after an error.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(waiting) = self.waiting.as_mut() else { return Poll::Ready(None) };
        let (chunk, rest) = ready!(waiting.as_mut().poll(context));
        self.waiting = matches!(chunk, Some(Ok(_))).then(|| next_chunk(rest, self.after));
        Poll::Ready(chunk)
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let after = limits.timeout;
            let exchange = async {
                let (head, mut chunks) = self.open(request, limits).await?.into_parts();
                let body = collect(&mut chunks, head.status, limits.response_bytes).await?;
                Ok(http::Response::from_parts(head, body))
            };
            timeout(after, exchange).await.unwrap_or(Err(TransportError::Timeout { after }))
        })
    }

    fn open(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        Box::pin(async move {
            let after = limits.timeout;
            let head = self.head(request, after).await?;
            Ok(head.map(|chunks| -> BodyStream {
                Box::pin(ResponseChunks { waiting: Some(next_chunk(chunks, after)), after })
            }))
        })
    }
}
