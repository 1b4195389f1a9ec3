//! The seam to the HTTP library, and the one transport that is built in. No other file names the library.

use std::error::Error as StdError;
use std::fmt;
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

use super::body::RequestBody;
use super::connection::ConnectionId;
use super::departure::Departure;
use super::pool::{Generation, Pools};

/// An error of another library.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// What [`Transport::send`] returns.
pub type Sending<'t> = Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 't>>;

/// What [`Transport::open`] returns.
pub type Opening<'t> = Pin<Box<dyn Future<Output = Result<http::Response<Chunks>, TransportError>> + Send + 't>>;

/// The body of an answer as it comes.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// Sends one request and returns the whole answer.
///
/// Implement it to use another HTTP stack, or in tests to see what is sent. An implementation sends each request at
/// most once: it follows no redirect and repeats nothing, since only the layer above knows what may be repeated.
pub trait Transport: Send + Sync {
    /// Sends the request within the limits. The request carries its credential, so it must not be logged as it is.
    /// Its body can have several chunks, which are sent one after the other.
    fn send(&self, request: http::Request<RequestBody>, limits: Limits) -> Sending<'_>;

    /// Sends the request and returns the answer as soon as its head is there. The time limit holds for the head and for
    /// each chunk of the body, and the limit of its length for nothing.
    ///
    /// As it stands, the whole answer is waited for, and is one chunk.
    fn open(&self, request: http::Request<RequestBody>, limits: Limits) -> Opening<'_> {
        let sending = self.send(request, limits);
        Box::pin(async move { Ok(sending.await?.map(|body| Box::pin(Once(Some(body))) as Chunks)) })
    }

    /// Closes the connections that are kept open for further requests. It is called after a response that cannot belong to
    /// its request: some proxies deliver a response twice, and then every response on that connection belongs to the
    /// request before. The default implementation does nothing.
    fn drop_connections(&self) {}
}

macro_rules! forwarded {
    ($($pointer:ident),+) => {
        $(impl<T: Transport + ?Sized> Transport for $pointer<T> {
            fn send(&self, request: http::Request<RequestBody>, limits: Limits) -> Sending<'_> {
                (**self).send(request, limits)
            }

            fn open(&self, request: http::Request<RequestBody>, limits: Limits) -> Opening<'_> {
                (**self).open(request, limits)
            }

            fn drop_connections(&self) {
                (**self).drop_connections();
            }
        })+
    };
}

forwarded!(Arc, Box);

/// A body that is there already.
struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().filter(|body| !body.is_empty()).map(Ok))
    }
}

/// What one request may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From the first attempt to connect to the last byte of the answer.
    pub timeout: Duration,
    /// The longest body of an answer in bytes.
    pub response_bytes: usize,
}

impl Default for Limits {
    /// 15 seconds and 8 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(15), response_bytes: 8 * 1024 * 1024 }
    }
}

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// No byte of the request has left: there was no connection, or no credential.
    NotSent(BoxError),
    /// The request may have arrived, and no whole answer came back.
    NoAnswer(BoxError),
    /// The request may have arrived, and no whole answer came back in time.
    Timeout {
        /// The time that was given.
        after: Duration,
    },
    /// An answer came and is longer than allowed.
    TooLarge {
        /// The status of the answer.
        status: StatusCode,
        /// The longest body allowed, in bytes.
        limit: usize,
    },
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(_) => f.write_str("nothing was sent"),
            Self::NoAnswer(_) => f.write_str("no answer"),
            Self::Timeout { after } => write!(f, "no answer within {after:?}"),
            Self::TooLarge { status, limit } => write!(f, "the body of the answer ({status}) exceeds {limit} bytes"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NotSent(source) | Self::NoAnswer(source) => Some(&**source),
            Self::Timeout { .. } | Self::TooLarge { .. } => None,
        }
    }
}

/// The built-in transport: pooled connections, no redirects, no referer, no repeats, no decompression.
///
/// Requests to this machine (`localhost`, `127.0.0.0/8`, `::1`) never go through a proxy; others use the proxies that the
/// environment names (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, but for `NO_PROXY`).
#[derive(Clone, Debug)]
pub struct HttpTransport {
    pools: Arc<Pools>,
    origin: OnceLock<Origin>,
}

/// Where nearly all requests of a client go, read once.
#[derive(Clone, Debug)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: reqwest::Url,
}

impl HttpTransport {
    /// Makes a transport that gives up on connecting after a time. TLS is set up when it is needed first.
    pub fn new(connect_timeout: Duration) -> Self {
        Self { pools: Arc::new(Pools::new(connect_timeout)), origin: OnceLock::new() }
    }

    /// Sets up what requests to a server need.
    pub(crate) fn prepare(&self, server: &Authority) -> Result<(), BoxError> {
        self.pools.client(server).map(drop)
    }

    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let departure = Departure::default();
        let classify = |error| classify(error, limits.timeout, &departure);
        let (client, generation) = self.client(request.uri())?;
        let mut request = self.watched(request, &departure)?;
        *request.timeout_mut() = Some(limits.timeout);
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
        limits: Limits,
    ) -> Result<http::Response<Chunks>, TransportError> {
        let after = limits.timeout;
        let departure = Departure::default();
        let classify = |error| classify(error, after, &departure);
        let (client, generation) = self.client(request.uri())?;
        let request = self.watched(request, &departure)?;
        let response = tokio::time::timeout(after, client.execute(request)).await;
        let mut response = response.map_err(|_| timed_out(after, &departure))?.map_err(classify)?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let connection = connection(&response, generation);
        let chunks: Chunks = Box::pin(Body { waiting: Some(next_chunk(response, after, departure)), timeout: after });
        Ok(answer(status, headers, connection, chunks))
    }

    fn client(&self, uri: &Uri) -> Result<Generation, TransportError> {
        let server = uri.authority().ok_or_else(|| "the URL names no server".into());
        server.and_then(|server| self.pools.client(server)).map_err(TransportError::NotSent)
    }

    /// The request as the library takes it, with a body that notes when it leaves.
    fn watched(
        &self,
        request: http::Request<RequestBody>,
        departure: &Departure,
    ) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let url = self.url(&head.uri).map_err(TransportError::NotSent)?;
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(reqwest::Body::wrap(departure.body(body)));
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

/// The chunks of a body. Most bodies are one chunk, which is taken as it is.
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

/// A body on its way: the wait for the next chunk, until there is none.
struct Body {
    waiting: Option<NextChunk>,
    timeout: Duration,
}

/// The next chunk, and what the one after it comes from.
type NextChunk =
    Pin<Box<dyn Future<Output = Result<Option<(Bytes, reqwest::Response, Departure)>, TransportError>> + Send>>;

fn next_chunk(mut response: reqwest::Response, after: Duration, departure: Departure) -> NextChunk {
    Box::pin(async move {
        let chunk = tokio::time::timeout(after, response.chunk()).await;
        let chunk = chunk.map_err(|_| timed_out(after, &departure))?;
        let chunk = chunk.map_err(|error| classify(error, after, &departure))?;
        Ok(chunk.map(|chunk| (chunk, response, departure)))
    })
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    /// After an error there is nothing more.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(waiting) = self.waiting.as_mut() else { return Poll::Ready(None) };
        let next = ready!(waiting.as_mut().poll(context));
        self.waiting = None;
        Poll::Ready(match next {
            Ok(Some((chunk, response, departure))) => {
                self.waiting = Some(next_chunk(response, self.timeout, departure));
                Some(Ok(chunk))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<RequestBody>, limits: Limits) -> Sending<'_> {
        Box::pin(self.exchange(request, limits))
    }

    fn open(&self, request: http::Request<RequestBody>, limits: Limits) -> Opening<'_> {
        Box::pin(self.head(request, limits))
    }

    fn drop_connections(&self) {
        self.pools.clear();
    }
}

/// Sorts an error by whether the request can have reached the server. The URL is taken out, as it holds ids.
fn classify(error: reqwest::Error, timeout: Duration, departure: &Departure) -> TransportError {
    let error = error.without_url();
    match (error.is_connect() || error.is_builder() || departure.call_back(), error.is_timeout()) {
        // Said in std's words, so that the layers above need not know the library to see that it was a time-out.
        (true, true) => TransportError::NotSent(Box::new(io::Error::new(io::ErrorKind::TimedOut, error))),
        (true, false) => TransportError::NotSent(Box::new(error)),
        (false, true) => TransportError::Timeout { after: timeout },
        (false, false) => TransportError::NoAnswer(Box::new(error)),
    }
}

fn timed_out(after: Duration, departure: &Departure) -> TransportError {
    match departure.call_back() {
        true => TransportError::NotSent(Box::new(io::Error::from(io::ErrorKind::TimedOut))),
        false => TransportError::Timeout { after },
    }
}
