//! The built-in transport. Only this folder uses the HTTP library.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::uri::{Authority, Scheme};
use http::{StatusCode, Uri};
use hyper_util::client::legacy::connect::HttpInfo;

use crate::boxed::{BoxError, BoxFuture};
use crate::error::transport_error::TransportError;
use crate::request::body::RequestBody;
use crate::send::transport::Transport;
use crate::send::transport::connection::ConnectionId;
use crate::send::transport::pool::{Generation, Pools};
use crate::send::transport::send_watch::SendWatch;
use crate::send::transport::{AttemptLimits, BodyStream};
use crate::time::timeout;

/// The built-in transport: pooled connections, without redirects, referer, retries and decompression.
///
/// Requests to this machine (`localhost`, `127.0.0.0/8`, `::1`) never use a proxy; others use the proxies in the
/// environment variables `HTTP_PROXY`, `HTTPS_PROXY` and `ALL_PROXY`, except for hosts in `NO_PROXY`.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    pools: Arc<Pools>,
    origin: OnceLock<Origin>,
}

/// The origin of nearly all requests of a client, parsed once.
#[derive(Clone, Debug)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: reqwest::Url,
}

impl HttpTransport {
    /// Creates a transport with a timeout for connecting. TLS is set up at the first use.
    pub fn new(connect_timeout: Duration) -> Self {
        Self::with(Pools::new(connect_timeout, true, None))
    }

    /// The same without the proxies in environment variables.
    pub fn without_proxies(connect_timeout: Duration) -> Self {
        Self::with(Pools::new(connect_timeout, false, None))
    }

    /// Creates a transport from a custom HTTP client, for other root certificates, client certificates, proxies or
    /// pools.
    ///
    /// Build it without redirects and without retries, as only the layers above know which request may be sent again:
    /// `.redirect(Policy::none())` and `.retry(reqwest::retry::never())`. Its connections cannot be closed from here,
    /// so [`drop_connections`](Transport::drop_connections) has no effect.
    ///
    /// ```
    /// use talkjs_runtime::transport::{HttpTransport, reqwest};
    ///
    /// # fn main() -> Result<(), reqwest::Error> {
    /// let client = reqwest::Client::builder()
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .retry(reqwest::retry::never())
    ///     .pool_max_idle_per_host(4)
    ///     .build()?;
    /// let transport = HttpTransport::from_client(client);
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_client(client: reqwest::Client) -> Self {
        Self::with(Pools::new(Duration::MAX, true, Some(client)))
    }

    fn with(pools: Pools) -> Self {
        Self { pools: Arc::new(pools), origin: OnceLock::new() }
    }

    /// Sets up everything that requests to a server need.
    pub(crate) fn prepare(&self, server: &Authority) -> Result<(), BoxError> {
        self.pools.client(server).map(drop)
    }

    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let after = limits.timeout;
        let watch = SendWatch::default();
        if !request.body().is_streamed() {
            return self.whole_exchange(request, limits, Some(after), &watch).await;
        }
        let exchange = watch.within(after, self.whole_exchange(request, limits, None, &watch)).await;
        exchange.unwrap_or_else(|| Err(timed_out(after, &watch)))
    }

    async fn whole_exchange(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
        timeout: Option<Duration>,
        watch: &SendWatch,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let classify = |error| classify(error, limits.timeout, watch);
        let (client, generation) = self.client(request.uri())?;
        let mut request = self.watched(request, watch)?;
        *request.timeout_mut() = timeout;
        let mut response = client.execute(request).await.map_err(classify)?;

        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let connection = connection(&response, generation);
        let limit = limits.response_bytes;
        let mut body = Collected::default();
        while let Some(chunk) = response.chunk().await.map_err(classify)? {
            if chunk.len() > limit.saturating_sub(body.len()) {
                return Err(TransportError::TooLarge { status, limit });
            }
            body.push(chunk);
        }

        Ok(answer(status, headers, connection, body.whole()))
    }

    async fn head(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> Result<http::Response<BodyStream>, TransportError> {
        let after = limits.timeout;
        let watch = SendWatch::default();
        let classify = |error| classify(error, after, &watch);
        let (client, generation) = self.client(request.uri())?;
        let request = self.watched(request, &watch)?;
        let response = watch.within(after, client.execute(request)).await;
        let mut response = response.ok_or_else(|| timed_out(after, &watch))?.map_err(classify)?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let connection = connection(&response, generation);
        let timeout = limits.chunk_timeout.unwrap_or(after);
        let chunks: BodyStream =
            Box::pin(ResponseChunks { waiting: Some(next_chunk(response, timeout, watch)), timeout });
        Ok(answer(status, headers, connection, chunks))
    }

    fn client(&self, uri: &Uri) -> Result<Generation, TransportError> {
        let server = uri.authority().ok_or_else(|| "the URL has no host".into());
        server.and_then(|server| self.pools.client(server)).map_err(TransportError::NotSent)
    }

    /// The request in the form of the library, with a body that detects when it is sent.
    fn watched(
        &self,
        request: http::Request<RequestBody>,
        watch: &SendWatch,
    ) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let url = self.url(&head.uri).map_err(TransportError::NotSent)?;
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(reqwest::Body::wrap(watch.body(body)));
        Ok(request)
    }

    /// The library's type for URLs.
    fn url(&self, uri: &Uri) -> Result<reqwest::Url, BoxError> {
        let read = |uri: &Uri| reqwest::Url::parse(&uri.to_string()).map_err(BoxError::from);
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return read(uri) };
        let origin = match self.origin.get() {
            Some(origin) => origin,
            None => {
                let url = read(uri)?;
                self.origin.get_or_init(|| Origin { scheme: scheme.clone(), authority: authority.clone(), url })
            }
        };
        if origin.scheme != *scheme || origin.authority != *authority {
            return read(uri);
        }
        let mut url = origin.url.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        Ok(url)
    }
}

/// The chunks of a body. Most bodies are one chunk, which is not copied.
#[derive(Default)]
struct Collected {
    first: Bytes,
    all: BytesMut,
}

impl Collected {
    fn len(&self) -> usize {
        self.first.len().max(self.all.len())
    }

    fn push(&mut self, chunk: Bytes) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&chunk);
    }

    fn whole(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

fn connection(response: &reqwest::Response, generation: u64) -> Option<ConnectionId> {
    response.extensions().get::<HttpInfo>().map(|info| ConnectionId::new(info.local_addr(), generation))
}

fn answer<B>(
    status: StatusCode,
    headers: http::HeaderMap,
    connection: Option<ConnectionId>,
    body: B,
) -> http::Response<B> {
    let mut answer = http::Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    connection.map(|connection| answer.extensions_mut().insert(connection));
    answer
}

/// A body that is being received.
struct ResponseChunks {
    waiting: Option<NextChunk>,
    timeout: Duration,
}

/// The next chunk, and the source of the one after it.
type NextChunk =
    Pin<Box<dyn Future<Output = Result<Option<(Bytes, reqwest::Response, SendWatch)>, TransportError>> + Send>>;

fn next_chunk(mut response: reqwest::Response, after: Duration, watch: SendWatch) -> NextChunk {
    Box::pin(async move {
        let chunk = timeout(after, response.chunk()).await;
        let chunk = chunk.map_err(|_| timed_out(after, &watch))?;
        let chunk = chunk.map_err(|error| classify(error, after, &watch))?;
        Ok(chunk.map(|chunk| (chunk, response, watch)))
    })
}

impl Stream for ResponseChunks {
    type Item = Result<Bytes, TransportError>;

    /// The stream ends after an error.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(waiting) = self.waiting.as_mut() else { return Poll::Ready(None) };
        let next = ready!(waiting.as_mut().poll(context));
        self.waiting = None;
        Poll::Ready(match next {
            Ok(Some((chunk, response, watch))) => {
                self.waiting = Some(next_chunk(response, self.timeout, watch));
                Some(Ok(chunk))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request, limits))
    }

    fn open(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        Box::pin(self.head(request, limits))
    }

    fn drop_connections(&self) {
        self.pools.clear();
    }
}

/// Classifies an error by whether the request can have reached the server. The URL is removed, as it contains ids.
fn classify(error: reqwest::Error, timeout: Duration, watch: &SendWatch) -> TransportError {
    if let Some(error) = watch.take_body_error() {
        return TransportError::Body(error);
    }
    let error = error.without_url();
    match (error.is_connect() || error.is_builder() || watch.cancel_unsent(), error.is_timeout()) {
        // As an error of the standard library, so that the layers above can detect a timeout without the HTTP library.
        (true, true) => TransportError::NotSent(Box::new(io::Error::new(io::ErrorKind::TimedOut, error))),
        (true, false) => TransportError::NotSent(Box::new(error)),
        (false, true) => TransportError::Timeout { after: timeout },
        (false, false) => TransportError::NoResponse(Box::new(error)),
    }
}

fn timed_out(after: Duration, watch: &SendWatch) -> TransportError {
    match watch.cancel_unsent() {
        true => TransportError::NotSent(Box::new(io::Error::from(io::ErrorKind::TimedOut))),
        false => TransportError::Timeout { after },
    }
}
