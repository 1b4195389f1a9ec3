//! One call of one operation.

use std::fmt::{self, Display};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::AUTHORIZATION;
use serde::Serialize;

use super::answer::{Decode, Mismatch};
use super::api_error::ApiError;
use super::check::Check;
use super::core::Core;
use super::error::{Error, UnexpectedAnswer};
use super::operation::Operation;
use super::page::{Items, Page};
use super::request::Draft;
use super::rule::Rule;
use super::transport::TransportError;
use super::violation::Part;

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

impl<'c, T> Call<'c, T> {
    /// Starts a call of an operation, whose success answer is read by `decode`.
    pub fn new(core: &'c Core, operation: &'static Operation, decode: Decode<T>) -> Self {
        Self { core, draft: Draft::new(operation), timeout: None, decode }
    }

    /// Sets a path parameter.
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        self.draft.set_path(name, value.to_string());
        self
    }

    /// Sets a query parameter, which has to keep the rules.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have just converted")]
    pub fn query(mut self, name: &'static str, value: impl Display + Check, rules: &'static [Rule]) -> Self {
        self.draft.check(Part::Query(name), &value, rules);
        self.draft.set_query(name, value.to_string());
        self
    }

    /// Sets a query parameter that is written as JSON.
    pub fn query_json<V: Serialize + Check>(mut self, name: &'static str, value: &V, rules: &'static [Rule]) -> Self {
        self.draft.check(Part::Query(name), value, rules);
        self.draft.set_query_json(name, value);
        self
    }

    /// Sets the body.
    pub fn body<V: Serialize + Check>(mut self, body: &V, rules: &'static [Rule]) -> Self {
        self.draft.check(Part::Body, body, rules);
        self.draft.set_body(body);
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
        let answer = execute(self.core, &self.draft, self.timeout).await?;
        decode(self.draft.operation(), answer, self.decode)
    }

    /// Walks through a list, page by page.
    pub fn items<I>(self, page: Page<T, I>) -> Items<'c, T, I> {
        Items::new(self.core, self.draft, self.timeout, self.decode, page)
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
    let operation = draft.operation().id;
    let request = draft.build(core.base_url())?;
    let deadline = timeout.unwrap_or(core.deadline());
    let answer = attempt(core, request, deadline)
        .await
        .map_err(|error| Error::from_transport(operation, draft.is_repeatable(), error))?;
    if answer.status().is_success() { Ok(answer) } else { Err(Error::Api(Box::new(ApiError::new(operation, answer)))) }
}

/// Sends the request once, with a credential made for this attempt.
async fn attempt(
    core: &Core,
    mut request: http::Request<Bytes>,
    deadline: Duration,
) -> Result<http::Response<Bytes>, TransportError> {
    // Without this the timer below panics, and reqwest after it.
    tokio::runtime::Handle::try_current().map_err(|error| TransportError::NotSent(error.into()))?;
    if let Some(authorization) = core.authorization() {
        let mut value = authorization.authorization(SystemTime::now()).map_err(TransportError::NotSent)?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    let mut limits = core.limits();
    limits.timeout = limits.timeout.min(deadline);
    // The transport keeps the time itself; this holds for transports that do not.
    tokio::time::timeout(deadline, core.transport().send(request, limits))
        .await
        .unwrap_or(Err(TransportError::Timeout { after: deadline }))
}

/// Reads a success answer.
pub(crate) fn decode<T>(
    operation: &'static Operation,
    answer: http::Response<Bytes>,
    decode: Decode<T>,
) -> Result<http::Response<T>, Error> {
    let (head, body) = answer.into_parts();
    match decode(&body) {
        Ok(value) => Ok(http::Response::from_parts(head, value)),
        Err(mismatch) => Err(unexpected(operation.id, head.status, &body, mismatch)),
    }
}

fn unexpected(operation: &'static str, status: http::StatusCode, body: &[u8], mismatch: Mismatch) -> Error {
    let excerpt = String::from_utf8_lossy(body.get(..EXCERPT).unwrap_or(body)).into_owned();
    let Mismatch { pointer, reason } = mismatch;
    Error::UnexpectedAnswer(Box::new(UnexpectedAnswer { operation, status, pointer, reason, excerpt }))
}
