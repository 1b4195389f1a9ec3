//! A request that the description does not have.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::calls::call::Call;
use crate::calls::decode::Decode;
use crate::calls::download::Download;
use crate::calls::event_stream::{EventStream, events};
use crate::calls::json_stream::{JsonStream, json_lines};
use crate::error::Error;
use crate::request::idempotency::Idempotency;
use crate::request::operation::Operation;
use crate::response::read::{Mismatch, json};
use crate::send::auth::CredentialProvider;
use crate::send::client_core::ClientCore;
use crate::send::policy::RetryPolicy;
use crate::types::upload::Upload;

/// The operation of all raw requests; method and policy are those of the request.
static RAW: Operation = Operation::new("request", Method::GET, "{path}", Idempotency::None).accept("*/*");

/// A request that the description does not have, with the same credential, limits and retries as all others.
///
/// GET, HEAD, OPTIONS, PUT and DELETE are retried after a failure, as HTTP defines them as idempotent; other methods
/// only if nothing was sent, unless they are marked as [`repeatable`](Self::repeatable).
///
/// ```no_run
/// use talkjs_runtime::http::Method;
/// use talkjs_runtime::{ClientCore, RawRequest, serde_json};
///
/// # async fn example(core: ClientCore) -> Result<(), talkjs_runtime::Error> {
/// let request = RawRequest::new(&core, Method::GET, "/pets").query("tag", "dog").query("tag", "cat");
/// let pets: serde_json::Value = request.header("X-Trace", "7").send_json().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before `.send().await`"]
pub struct RawRequest {
    call: Call<Bytes>,
    method: Method,
    idempotency: Idempotency,
    bucket: Option<&'static str>,
}

impl RawRequest {
    /// Creates a request for a path below the base URL. The path begins with `/`, is percent-encoded if necessary, and
    /// may have a query.
    pub fn new(core: &ClientCore, method: Method, path: &str) -> Self {
        let mut call = Call::new(core.clone(), &RAW, Decode::Body(as_it_is));
        call.draft_mut().set_whole_path(path);
        let idempotency = if method.is_idempotent() { Idempotency::Natural } else { Idempotency::None };
        Self { call, method, idempotency, bucket: None }
    }

    /// Adds a pair to the query. The same name can be added several times: `?id=1&id=2`.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.call.draft_mut().add_query(name.into(), &value.to_string());
        self
    }

    /// Sets the body, as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.call.draft_mut().set_json("application/json", body);
        self
    }

    /// Sets the body, unchanged: bytes, a text, or an [`Upload`], which may be a file or a stream. The media type of
    /// the upload itself takes precedence.
    pub fn body(mut self, media_type: impl Into<Cow<'static, str>>, body: impl Into<Upload>) -> Self {
        let (own, content) = body.into().into_body();
        self.call.draft_mut().set_content(own.map_or(media_type.into(), Cow::Owned), content);
        self
    }

    /// Adds a header. It replaces the default one of the request; further values for the same name are sent as well.
    /// The client itself sets credential, host, length and connection: a request that sets such a header is rejected
    /// before it is sent.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.call = self.call.header(name, value);
        self
    }

    /// Sends the credential of this security scheme of the description, such as an API key. By default, the credential
    /// without a scheme is sent.
    pub fn security_scheme(mut self, scheme: impl Into<String>) -> Self {
        self.call = self.call.security_scheme(scheme);
        self
    }

    /// Sends the request with only this credential.
    pub fn credential(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.call = self.call.credential(provider);
        self
    }

    /// Counts the request against the rate limit of this bucket instead of the general one.
    pub fn bucket(mut self, bucket: &'static str) -> Self {
        self.bucket = Some(bucket);
        self
    }

    /// Marks the request as idempotent: sending it twice has the same effect as sending it once.
    pub fn repeatable(mut self) -> Self {
        self.idempotency = Idempotency::Natural;
        self
    }

    /// Sets how long the request may take from `.send()` to its end, including queue and delays, instead of the
    /// client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.timeout(timeout);
        self
    }

    /// Sets how long one attempt may take, instead of the client's setting.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.attempt_timeout(timeout);
        self
    }

    /// Sets how long each attempt may queue for the rate limit, instead of the client's setting. It can only shorten
    /// the wait: the timeout of the request applies as well.
    pub fn queue_timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.queue_timeout(timeout);
        self
    }

    /// Sets the retry policy, instead of the client's setting.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call = self.call.retry(policy);
        self
    }

    /// Sends the request and returns the response if its status is a success.
    ///
    /// # Errors
    ///
    /// The same as for described calls; also [`Error::InvalidRequest`] for a path that [`new`](Self::new) does not
    /// allow or that contains `.` or `..`.
    pub async fn send(self) -> Result<http::Response<Bytes>, Error> {
        self.ready().send_with_response().await
    }

    /// Sends the request and reads the body of the response as JSON, if its status is a success.
    ///
    /// ```no_run
    /// use talkjs_runtime::http::Method;
    /// use talkjs_runtime::{ClientCore, Error, RawRequest};
    ///
    /// # async fn example(core: ClientCore) -> Result<(), Error> {
    /// let names: Vec<String> = RawRequest::new(&core, Method::GET, "/names").send_json().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`send`](Self::send), and [`Error::UnexpectedResponse`] if the body is not JSON of the type.
    pub async fn send_json<T: DeserializeOwned + 'static>(self) -> Result<T, Error> {
        self.ready().accepting("application/json", Decode::Body(json)).send().await
    }

    /// Sends the request and returns the response as soon as its head has arrived, if its status is a success. The body
    /// is read on demand.
    ///
    /// ```no_run
    /// use talkjs_runtime::http::Method;
    /// use talkjs_runtime::{ClientCore, Error, RawRequest};
    ///
    /// # async fn example(core: ClientCore) -> Result<(), Error> {
    /// let mut video = RawRequest::new(&core, Method::GET, "/video").send_download().await?;
    /// while let Some(chunk) = video.next().await {
    ///     println!("{} bytes", chunk?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`send`](Self::send).
    pub async fn send_download(self) -> Result<Download, Error> {
        self.ready().accept_bytes("*/*").send().await
    }

    /// Sends the request and returns the events of the response, if its status is a success. The data of each event are
    /// read as JSON.
    ///
    /// ```no_run
    /// use talkjs_runtime::http::Method;
    /// use talkjs_runtime::{ClientCore, Error, RawRequest, serde_json};
    ///
    /// # async fn example(core: ClientCore) -> Result<(), Error> {
    /// let mut events = RawRequest::new(&core, Method::GET, "/events").send_events::<serde_json::Value>().await?;
    /// while let Some(event) = events.next().await {
    ///     println!("{}", event?.data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`send`](Self::send), and [`Error::UnexpectedResponse`] if the content type is not
    /// `text/event-stream`.
    pub async fn send_events<T: DeserializeOwned>(self) -> Result<EventStream<T>, Error> {
        let decode = Decode::ByContentType(&[&["text/event-stream"]], |_| Decode::Stream(events));
        self.ready().streaming("text/event-stream", decode).send().await
    }

    /// Sends the request and returns the lines of the response, each read as JSON, if its status is a success.
    ///
    /// ```no_run
    /// use talkjs_runtime::http::Method;
    /// use talkjs_runtime::{ClientCore, Error, RawRequest};
    ///
    /// # async fn example(core: ClientCore) -> Result<(), Error> {
    /// let mut numbers = RawRequest::new(&core, Method::GET, "/numbers").send_lines::<f64>().await?;
    /// while let Some(number) = numbers.next().await {
    ///     println!("{}", number?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`send`](Self::send).
    pub async fn send_lines<T: DeserializeOwned>(self) -> Result<JsonStream<T>, Error> {
        self.ready().streaming("application/x-ndjson, application/jsonl", Decode::Stream(json_lines)).send().await
    }

    fn ready(mut self) -> Call<Bytes> {
        self.call.draft_mut().set_policy(self.method, self.idempotency, self.bucket);
        self.call
    }
}

impl fmt::Debug for RawRequest {
    /// Shows the method. Paths contain ids.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

fn as_it_is(body: &[u8]) -> Result<Bytes, Mismatch> {
    Ok(Bytes::copy_from_slice(body))
}
