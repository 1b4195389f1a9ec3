//! One call of one operation.

use std::fmt::{self, Display};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde::Serialize;
use tokio::time::Instant;

use talkjs_rules::Problem;

use super::answer::{Decode, Mismatch, Read, undescribed};
use super::api_error::ApiError;
use super::auth::chosen;
use super::base_url::BaseUrl;
use super::check::Check;
use super::check::Rules;
use super::core::Core;
use super::download::{Download, collect};
use super::error::{Error, UnexpectedAnswer};
use super::multipart::Node;
use super::operation::Operation;
use super::page::{Items, Page};
use super::request::{Draft, RequestParts};
use super::style::{Encoding, Place};
use super::transport::{Chunks, Limits, TransportError};
use super::violation::{Part, Violation};

/// How much of an unexpected answer an error keeps.
const EXCERPT: usize = 2048;

/// A call that is put together and not sent yet.
#[must_use = "nothing is sent before `.send().await`"]
pub struct Call<'c, T> {
    core: &'c Core,
    draft: Draft,
    timeout: Option<Duration>,
    decode: Decode<T>,
}

// Callers hand over what they have just converted; taking it by value keeps generated code short.
#[expect(clippy::needless_pass_by_value, reason = "see above")]
impl<'c, T> Call<'c, T> {
    /// Starts a call of an operation, whose success answer is read by `decode`.
    pub fn new(core: &'c Core, operation: &'static Operation, decode: Decode<T>) -> Self {
        Self { core, draft: Draft::new(operation), timeout: None, decode }
    }

    /// Sets a path parameter.
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        self.draft.set_path(name, &value.to_string());
        self
    }

    /// Sets a query parameter, which has to keep the rules.
    pub fn query(mut self, name: &'static str, value: impl Display + Check, rules: Rules) -> Self {
        self.draft.check(Part::Query(name), &value, rules);
        self.draft.set_query(name, &value.to_string());
        self
    }

    /// Sets a header parameter, which has to keep the rules.
    pub fn header(mut self, name: &'static str, value: impl Display + Check, rules: Rules) -> Self {
        self.draft.check(Part::Header(name), &value, rules);
        self.draft.set_header(name, &value.to_string());
        self
    }

    /// Sets a cookie parameter, which has to keep the rules.
    pub fn cookie(mut self, name: &'static str, value: impl Display + Check, rules: Rules) -> Self {
        self.draft.check(Part::Cookie(name), &value, rules);
        self.draft.set_cookie(name, &value.to_string());
        self
    }

    /// Sets a parameter that is a list, an object or JSON.
    pub fn styled<V: Serialize + Check>(
        mut self,
        place: Place,
        name: &'static str,
        value: V,
        encoding: Encoding,
        rules: Rules,
    ) -> Self {
        let part = match place {
            Place::Path => Part::Path(name),
            Place::Query => Part::Query(name),
            Place::Header => Part::Header(name),
            Place::Cookie => Part::Cookie(name),
        };
        self.draft.check(part, &value, rules);
        if let Some(value) = self.draft.json(part, &value, |value| serde_json::to_value(value)) {
            self.draft.set_styled(place, name, &value, encoding);
        }
        self
    }

    /// Sets the body, as JSON.
    pub fn body<V: Serialize + Check>(self, body: V, rules: Rules) -> Self {
        self.body_as("application/json", body, rules)
    }

    /// Sets the body, as JSON of another media type.
    pub fn body_as<V: Serialize + Check>(mut self, media_type: &'static str, body: V, rules: Rules) -> Self {
        self.draft.check(Part::Body, &body, rules);
        self.draft.set_json(media_type, &body);
        self
    }

    /// Sets the body, as a form; the members that are written in another way than most have an encoding.
    pub fn form<V: Serialize + Check>(
        mut self,
        body: V,
        encodings: &'static [(&'static str, Encoding)],
        rules: Rules,
    ) -> Self {
        self.draft.check(Part::Body, &body, rules);
        if let Some(body) = self.draft.json(Part::Body, &body, |body| serde_json::to_value(body)) {
            self.draft.set_form(&body, encodings);
        }
        self
    }

    /// Sets the body, as parts; `types` are the media types that the description gives to members.
    pub fn multipart<V: Serialize + Check>(
        mut self,
        body: V,
        types: &'static [(&'static str, &'static str)],
        rules: Rules,
    ) -> Self {
        self.draft.check(Part::Body, &body, rules);
        if let Some(body) = self.draft.json(Part::Body, &body, Node::new) {
            self.draft.set_multipart(body, types);
        }
        self
    }

    /// Sets the body, as it is.
    pub fn content(mut self, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.draft.set_bytes(media_type, body.into());
        self
    }

    /// Sets how long this call may take in all, in place of the client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends the call and reads its answer.
    ///
    /// # Errors
    ///
    /// See [`Error`]; its variants tell what was sent and what may have taken effect.
    pub async fn send(self) -> Result<T, Error> {
        self.response().await.map(http::Response::into_body)
    }

    /// Sends the call and returns status and headers besides what the answer says.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn response(self) -> Result<http::Response<T>, Error> {
        let (core, draft, timeout) = (self.core, &self.draft, self.timeout);
        if let Decode::Body(read) = self.decode {
            return decode(draft.operation(), execute(core, draft, timeout).await?, read);
        }
        let opened = open(core, draft, timeout).await?;
        let mut chosen = self.decode;
        loop {
            match chosen {
                Decode::ByStatus(choose) => chosen = choose(opened.answer.status()),
                Decode::Body(read) => return decode(draft.operation(), opened.collect(draft).await?, read),
                Decode::Stream(give) => return Ok(opened.download(draft, give)),
            }
        }
    }

    /// Takes the call apart, to be made as a part of another one, or says everything that is wrong with it.
    pub(crate) fn into_parts(self) -> Result<RequestParts, Vec<Violation>> {
        self.draft.into_parts()
    }

    /// Walks through a list, page by page.
    pub fn items<I>(self, page: Page<T, I>) -> Items<'c, T, I> {
        let read = match self.decode {
            Decode::Body(read) => read,
            // Only what is read as a whole has pages.
            Decode::Stream(_) | Decode::ByStatus(_) => undescribed,
        };
        Items::new(self.core, self.draft, self.timeout, read, page)
    }
}

impl<T> fmt::Debug for Call<'_, T> {
    /// Names the operation. What was given to it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.draft.operation().id).finish_non_exhaustive()
    }
}

/// Sends a request and returns its answer if that is a success.
///
/// Everything that is the same for all operations happens here, once and not per type.
pub(crate) async fn execute(
    core: &Core,
    draft: &Draft,
    timeout: Option<Duration>,
) -> Result<http::Response<Bytes>, Error> {
    let (request, time) = prepare(core, draft, timeout)?;
    let sending = core.transport().send(request, time.limits);
    let answer = time.hold(sending).await.map_err(|error| transport_error(draft, error))?;
    if is_success(draft, answer.status()) { Ok(answer) } else { Err(api_error(draft, answer)) }
}

/// Sends a request and returns the head of its answer if that is a success.
async fn open(core: &Core, draft: &Draft, timeout: Option<Duration>) -> Result<Opened, Error> {
    let (request, time) = prepare(core, draft, timeout)?;
    let opening = core.transport().open(request, time.limits);
    let answer = time.hold(opening).await.map_err(|error| transport_error(draft, error))?;
    let opened = Opened { answer, time };
    if is_success(draft, opened.answer.status()) {
        return Ok(opened);
    }
    Err(api_error(draft, opened.collect(draft).await?))
}

/// An answer of which the body is still to come.
struct Opened {
    answer: http::Response<Chunks>,
    time: Time,
}

impl Opened {
    /// Waits for the whole body, within the time of the call.
    async fn collect(self, draft: &Draft) -> Result<http::Response<Bytes>, Error> {
        let (head, mut chunks) = self.answer.into_parts();
        let collecting = collect(&mut chunks, head.status, self.time.limits.response_bytes);
        let body = self.time.hold(collecting).await.map_err(|error| transport_error(draft, error))?;
        Ok(http::Response::from_parts(head, body))
    }

    /// Leaves the body to the caller.
    fn download<T>(self, draft: &Draft, give: fn(Download) -> T) -> http::Response<T> {
        let mut response = http::Response::new(());
        *response.status_mut() = self.answer.status();
        response.headers_mut().clone_from(self.answer.headers());
        let limit = self.time.limits.response_bytes;
        let download = Download::new(draft.operation().id, draft.is_repeatable(), limit, self.answer);
        response.map(|()| give(download))
    }
}

/// Builds the request, with a credential made for this attempt, and starts its time.
fn prepare(core: &Core, draft: &Draft, timeout: Option<Duration>) -> Result<(http::Request<Bytes>, Time), Error> {
    let mut request = match draft.operation().server {
        None => draft.build(core.base_url())?,
        Some(server) => draft.build(&server_of(core, draft, server)?)?,
    };
    let not_sent = |error| transport_error(draft, TransportError::NotSent(error));
    // Without this the timer panics, and reqwest after it.
    tokio::runtime::Handle::try_current().map_err(|error| not_sent(error.into()))?;
    for authorize in chosen(draft.operation().security, core.authorization()) {
        let authorization = authorize.authorization(SystemTime::now());
        authorization.and_then(|authorization| authorization.apply(&mut request)).map_err(not_sent)?;
    }
    Ok((request, Time::new(core.limits(), timeout.unwrap_or(core.deadline()))))
}

/// The server that an operation names for itself.
fn server_of(core: &Core, draft: &Draft, server: &str) -> Result<BaseUrl, Error> {
    core.servers().find(server, core.base_url()).map_err(|reason| {
        let problem = Problem::Server { reason };
        draft.refusal(vec![Violation { part: Part::Url, pointer: String::new(), problem }])
    })
}

/// The time of one call.
struct Time {
    limits: Limits,
    deadline: Duration,
    started: Instant,
}

impl Time {
    fn new(mut limits: Limits, deadline: Duration) -> Self {
        limits.timeout = limits.timeout.min(deadline);
        Self { limits, deadline, started: Instant::now() }
    }

    /// Waits no longer than until the deadline. The transport keeps the time itself; this holds for transports that do
    /// not.
    async fn hold<B>(&self, step: impl Future<Output = Result<B, TransportError>>) -> Result<B, TransportError> {
        let left = self.deadline.saturating_sub(self.started.elapsed());
        tokio::time::timeout(left, step).await.unwrap_or(Err(TransportError::Timeout { after: self.deadline }))
    }
}

fn is_success(draft: &Draft, status: http::StatusCode) -> bool {
    status.is_success() || (draft.operation().redirects && status.is_redirection())
}

fn api_error(draft: &Draft, answer: http::Response<Bytes>) -> Error {
    Error::Api(Box::new(ApiError::new(draft.operation().id, answer)))
}

fn transport_error(draft: &Draft, error: TransportError) -> Error {
    Error::from_transport(draft.operation().id, draft.is_repeatable(), error)
}

/// Reads a success answer.
pub(crate) fn decode<T>(
    operation: &'static Operation,
    answer: http::Response<Bytes>,
    read: Read<T>,
) -> Result<http::Response<T>, Error> {
    let (head, body) = answer.into_parts();
    match read(&body) {
        Ok(value) => Ok(http::Response::from_parts(head, value)),
        Err(mismatch) => Err(unexpected(operation.id, head.status, &body, mismatch)),
    }
}

fn unexpected(operation: &'static str, status: http::StatusCode, body: &[u8], mismatch: Mismatch) -> Error {
    let excerpt = String::from_utf8_lossy(body.get(..EXCERPT).unwrap_or(body)).into_owned();
    let Mismatch { pointer, reason } = mismatch;
    Error::UnexpectedAnswer(Box::new(UnexpectedAnswer { operation, status, pointer, reason, excerpt }))
}
