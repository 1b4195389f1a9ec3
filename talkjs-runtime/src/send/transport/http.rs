//! The built-in transport. Only this folder uses the HTTP library.

use std::borrow::Cow;
use std::future::{Future, ready};
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{self, Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::{HOST, HeaderValue};
use http::uri::{Authority, Scheme};
use http::{Uri, Version};
use hyper_util::client::legacy::connect::HttpInfo;

use crate::boxed::{BoxError, BoxFuture};
use crate::error::transport_error::TransportError;
use crate::request::base_url::is_loopback;
use crate::request::body::RequestBody;
use crate::send::transport::Transport;
use crate::send::transport::connection::ConnectionId;
use crate::send::transport::pool::Pools;
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
    /// Where nearly all requests of a client go, read once.
    origin: OnceLock<Origin>,
}

/// Room for most paths, in bytes.
const USUAL_PATH: usize = 100;

/// A server as the library takes it.
#[derive(Clone, Debug)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
    is_loopback: bool,
    /// With any path, so that a copy has room for the one that takes its place.
    url: reqwest::Url,
    /// The header that HTTP/1.1 needs, which the library would write anew for each request. HTTP/2 has another place for it.
    host: Option<HeaderValue>,
}

impl Origin {
    fn of(scheme: &Scheme, authority: &Authority) -> Result<Self, BoxError> {
        let url = reqwest::Url::parse(&format!("{scheme}://{authority}/{}", "-".repeat(USUAL_PATH)))?;
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let host = HeaderValue::from_str(&format!("{}{port}", url.host_str().unwrap_or_default()));
        let host = host.ok().filter(|_| cfg!(not(feature = "http2")));
        let (scheme, authority, is_loopback) = (scheme.clone(), authority.clone(), is_loopback(authority));
        Ok(Self { scheme, authority, is_loopback, url, host })
    }

    fn is_that_of(&self, scheme: &Scheme, authority: &Authority) -> bool {
        self.authority.as_str() == authority.as_str() && self.scheme == *scheme
    }

    /// The request as the library takes it.
    fn request(&self, request: http::Request<RequestBody>, watch: &SendWatch) -> reqwest::Request {
        let (head, body) = request.into_parts();
        let mut url = self.url.clone();
        url.set_path(head.uri.path());
        if let Some(query) = head.uri.query() {
            url.set_query(Some(query));
        }
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        if let Some(host) = &self.host {
            request.headers_mut().entry(HOST).or_insert_with(|| host.clone());
        }
        *request.body_mut() = Some(reqwest::Body::wrap(watch.body(body)));
        request
    }
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
        self.pools.client(is_loopback(server)).map(drop)
    }

    /// Makes a request of the library's. Nothing is sent before its response is polled.
    fn start(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<Started<impl Future<Output = reqwest::Result<reqwest::Response>> + Send + use<>>, BoxError> {
        let (watch, is_streamed) = (SendWatch::default(), request.body().is_streamed());
        let origin = self.origin(request.uri())?;
        let (client, generation) = self.pools.client(origin.is_loopback)?;
        let response = client.execute(origin.request(request, &watch));
        Ok(Started { response, watch, is_streamed, generation })
    }

    /// The server of a URL.
    fn origin(&self, url: &Uri) -> Result<Cow<'_, Origin>, BoxError> {
        let server = url.scheme().zip(url.authority());
        let (scheme, authority) = server.ok_or("the URL names no server")?;
        let known = match self.origin.get() {
            Some(known) => known,
            None => {
                let origin = Origin::of(scheme, authority)?;
                self.origin.get_or_init(|| origin)
            }
        };
        if known.is_that_of(scheme, authority) {
            Ok(Cow::Borrowed(known))
        } else {
            Origin::of(scheme, authority).map(Cow::Owned)
        }
    }
}

/// A request of the library's, on its way.
struct Started<F> {
    response: F,
    watch: SendWatch,
    is_streamed: bool,
    generation: u64,
}

impl<F: Future<Output = reqwest::Result<reqwest::Response>>> Started<F> {
    async fn whole(self, limits: AttemptLimits) -> Result<http::Response<Bytes>, TransportError> {
        let Self { response, watch, is_streamed, generation } = self;
        let after = limits.timeout;
        let mut exchange = pin!(whole(response, &watch, &limits, generation));
        let in_time = match is_streamed {
            true => watch.within(after, exchange.as_mut()).await,
            false => timeout(after, exchange.as_mut()).await.ok(),
        };
        in_time.unwrap_or_else(|| Err(timed_out(after, &watch)))
    }

    async fn head(self, limits: AttemptLimits) -> Result<http::Response<BodyStream>, TransportError> {
        let Self { response, watch, generation, .. } = self;
        let after = limits.timeout;
        let response = watch.within(after, response).await.ok_or_else(|| timed_out(after, &watch))?;
        let mut response = response.map_err(|error| classify(error, after, &watch))?;
        let head = head(&mut response, generation);
        let timeout = limits.chunk_timeout.unwrap_or(after);
        let chunks: BodyStream =
            Box::pin(ResponseChunks { waiting: Some(next_chunk(response, timeout, watch)), timeout });
        Ok(head.map(|()| chunks))
    }
}

async fn whole(
    response: impl Future<Output = reqwest::Result<reqwest::Response>>,
    watch: &SendWatch,
    limits: &AttemptLimits,
    generation: u64,
) -> Result<http::Response<Bytes>, TransportError> {
    let classify = |error| classify(error, limits.timeout, watch);
    let mut response = response.await.map_err(classify)?;
    let head = head(&mut response, generation);
    let limit = limits.response_bytes;
    let mut body = Collected::default();
    while !is_at_its_end(&response) {
        let Some(chunk) = response.chunk().await.map_err(classify)? else { break };
        if chunk.len() > limit.saturating_sub(body.len()) {
            return Err(TransportError::TooLarge { status: head.status(), limit });
        }
        body.push(chunk, || announced(&response).min(limit));
    }
    Ok(head.map(|()| body.whole()))
}

/// Returns whether nothing of a body is left. HTTP/2 signals this only at the end of the stream, which must be read.
fn is_at_its_end(response: &reqwest::Response) -> bool {
    response.version() < Version::HTTP_2 && response.content_length() == Some(0)
}

/// The number of bytes that are still to come, as far as it is known.
fn announced(response: &reqwest::Response) -> usize {
    response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default()
}

/// Takes all but the body out of a response.
fn head(response: &mut reqwest::Response, generation: u64) -> http::Response<()> {
    let mut head = http::Response::new(());
    *head.status_mut() = response.status();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    *head.extensions_mut() = std::mem::take(response.extensions_mut());
    // The first connections need no generation beside their address.
    if generation > 0
        && let Some(info) = head.extensions_mut().remove::<HttpInfo>()
    {
        head.extensions_mut().insert(ConnectionId::new(info.local_addr(), generation));
    }
    head
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

    /// Adds a chunk, after which some more bytes are announced.
    fn push(&mut self, chunk: Bytes, announced: impl FnOnce() -> usize) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        if self.all.is_empty() {
            self.all.reserve(self.first.len().saturating_add(chunk.len()).saturating_add(announced()));
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&chunk);
    }

    fn whole(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
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
        let next = task::ready!(waiting.as_mut().poll(context));
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
        match self.start(request) {
            Ok(started) => Box::pin(started.whole(limits)),
            Err(error) => Box::pin(ready(Err(TransportError::NotSent(error)))),
        }
    }

    fn open(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        match self.start(request) {
            Ok(started) => Box::pin(started.head(limits)),
            Err(error) => Box::pin(ready(Err(TransportError::NotSent(error)))),
        }
    }

    fn keeps_time(&self) -> bool {
        true
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
