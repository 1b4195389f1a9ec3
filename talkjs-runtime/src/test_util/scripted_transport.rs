//! A transport that plays a script.

use std::fmt;
use std::future::{poll_fn, ready};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream as _;

use crate::boxed::BoxFuture;
use crate::error::transport_error::TransportError;
use crate::request::body::RequestBody;
use crate::request::body_error::BodyError;
use crate::send::transport::{AttemptLimits, BodyStream, Transport, one_chunk};
use crate::test_util::play::Play;
use crate::test_util::sent_request::SentRequest;
use crate::time::{sleep, timeout};

type Script = dyn Fn(SentRequest) -> BoxFuture<'static, Play> + Send + Sync;

/// A transport that sends nothing. It records each request and plays a response or a failure from its script.
///
/// Clones share the script and the record: pass one to the client and keep another one. Timeout and response size are
/// limited as in the built-in transport.
#[derive(Clone)]
pub struct ScriptedTransport {
    plays: Arc<[Play]>,
    /// The script for requests after the list.
    rest: Arc<Script>,
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    count: usize,
    sent: Vec<SentRequest>,
    in_flight: usize,
    most_in_flight: usize,
    dropped_connections: usize,
}

impl ScriptedTransport {
    /// Plays a list: the first play for the first request, and so on.
    ///
    /// Each further request gets a response with the status 501, whose message contains the request. Clients do not
    /// retry it. With [`then`](Self::then), a function decides instead.
    pub fn new(plays: impl IntoIterator<Item = Play>) -> Self {
        let unexpected = |request: &SentRequest| {
            let SentRequest { number, method, .. } = request;
            Play::mistake(&format!("no play for request {number}, {method} {}", request.path()))
        };
        Self { plays: plays.into_iter().collect(), rest: sync(unexpected), record: Arc::default() }
    }

    /// Plays the result of a function for each request.
    ///
    /// ```
    /// use talkjs_runtime::test_util::{Play, ScriptedTransport};
    ///
    /// let transport = ScriptedTransport::by(|request| match request.path() {
    ///     "/status" => Play::response(200, "open"),
    ///     _ => Play::json(404, &serde_json::json!({"code": "not_found"})),
    /// });
    /// ```
    pub fn by(script: impl Fn(&SentRequest) -> Play + Send + Sync + 'static) -> Self {
        Self::new([]).then(script)
    }

    /// Plays the result of an async function for each request. It can wait for a signal of the test, or for the time at
    /// which a request takes effect.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use talkjs_runtime::test_util::{Play, ScriptedTransport};
    /// use tokio::sync::Semaphore;
    ///
    /// // The test releases each response.
    /// let gate = Arc::new(Semaphore::new(0));
    /// let transport = ScriptedTransport::by_async({
    ///     let gate = Arc::clone(&gate);
    ///     move |_| {
    ///         let gate = Arc::clone(&gate);
    ///         async move {
    ///             gate.acquire().await.unwrap().forget();
    ///             Play::response(200, "open")
    ///         }
    ///     }
    /// });
    /// gate.add_permits(1);
    /// ```
    pub fn by_async<F: Future<Output = Play> + Send + 'static>(
        script: impl Fn(SentRequest) -> F + Send + Sync + 'static,
    ) -> Self {
        Self { rest: Arc::new(move |request| Box::pin(script(request))), ..Self::new([]) }
    }

    /// Plays the result of a function for requests after the list.
    ///
    /// ```
    /// use talkjs_runtime::test_util::{Play, ScriptedTransport};
    ///
    /// let transport = ScriptedTransport::new([Play::not_sent()]).then(|_| Play::response(200, "open"));
    /// ```
    #[must_use]
    pub fn then(self, script: impl Fn(&SentRequest) -> Play + Send + Sync + 'static) -> Self {
        Self { rest: sync(script), ..self }
    }

    /// Returns all requests so far, in their order.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.record().sent.clone()
    }

    /// Returns the requests since the last call of this method, and clears them. The position in the list stays.
    pub fn take_sent(&self) -> Vec<SentRequest> {
        std::mem::take(&mut self.record().sent)
    }

    /// Returns the largest number of requests that waited for their responses at the same time.
    pub fn most_in_flight(&self) -> usize {
        self.record().most_in_flight
    }

    /// Returns how often the client has closed its connections, which it does after each response that cannot belong to
    /// its request.
    pub fn dropped_connections(&self) -> usize {
        self.record().dropped_connections
    }

    /// If a test panicked while it held the lock, it has failed already.
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a request completely, as a server would, and records it.
    async fn receive(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> Result<SentRequest, TransportError> {
        let (head, body) = request.into_parts();
        let body = whole(body).await.map_err(TransportError::Body)?;
        let mut record = self.record();
        let request = SentRequest::new(record.count, head, body, limits);
        record.count = record.count.saturating_add(1);
        record.sent.push(request.clone());
        Ok(request)
    }

    fn next(&self, request: SentRequest) -> BoxFuture<'static, Play> {
        match self.plays.get(request.number) {
            Some(play) => Box::pin(ready(play.clone())),
            None => (self.rest)(request),
        }
    }

    async fn play(&self, request: SentRequest) -> Result<http::Response<Bytes>, TransportError> {
        let _in_flight = InFlight::new(&self.record);
        let after = request.limits.timeout;
        let mut is_unsent = false;
        let playing = async {
            let play = self.next(request).await;
            let delay = play.delay();
            let result = play.into_result(after);
            is_unsent = matches!(result, Err(TransportError::NotSent(_)));
            // A sleep of zero length takes a millisecond.
            if delay > Duration::ZERO {
                sleep(delay).await;
            }
            result
        };
        match timeout(after, playing).await {
            Ok(result) => result,
            Err(_) if is_unsent => Err(TransportError::NotSent(Box::new(io::Error::from(io::ErrorKind::TimedOut)))),
            Err(_) => Err(TransportError::Timeout { after }),
        }
    }
}

async fn whole(body: RequestBody) -> Result<Bytes, BodyError> {
    if let Some(bytes) = body.to_bytes() {
        return Ok(bytes);
    }
    let (mut chunks, mut whole) = (body.read(), BytesMut::new());
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut chunks).poll_next(context)).await {
        whole.extend_from_slice(&chunk?);
    }
    Ok(whole.freeze())
}

fn sync(script: impl Fn(&SentRequest) -> Play + Send + Sync + 'static) -> Arc<Script> {
    Arc::new(move |request| Box::pin(ready(script(&request))))
}

/// Counts a request until it ends or is dropped.
struct InFlight<'a>(&'a Mutex<Record>);

impl<'a> InFlight<'a> {
    fn new(record: &'a Mutex<Record>) -> Self {
        let mut counts = record.lock().unwrap_or_else(PoisonError::into_inner);
        counts.in_flight = counts.in_flight.saturating_add(1);
        counts.most_in_flight = counts.most_in_flight.max(counts.in_flight);
        Self(record)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.in_flight = counts.in_flight.saturating_sub(1);
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let request = self.receive(request, limits).await?;
            let response = self.play(request).await?;
            let (status, limit) = (response.status(), limits.response_bytes);
            if response.body().len() > limit { Err(TransportError::TooLarge { status, limit }) } else { Ok(response) }
        })
    }

    fn open(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        Box::pin(async move {
            let request = self.receive(request, limits).await?;
            Ok(self.play(request).await?.map(one_chunk))
        })
    }

    fn drop_connections(&self) {
        let mut record = self.record();
        record.dropped_connections = record.dropped_connections.saturating_add(1);
    }
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedTransport")
            .field("plays", &self.plays)
            .field("sent", &self.record().sent)
            .finish_non_exhaustive()
    }
}
