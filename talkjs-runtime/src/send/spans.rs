//! Spans of `tracing` for each job, each call and each of its attempts.
//!
//! They contain names from the description and numbers, but no values of parameters, headers, bodies or error messages.
//! Fields have the names of OpenTelemetry if it defines one; `url.full` is missing, as paths contain ids.

use std::borrow::Cow;

use http::uri::Scheme;
use http::{StatusCode, Uri};
use tracing::field::Empty;
use tracing::instrument::Instrumented;
use tracing::{Instrument as _, Span, info_span};

use crate::error::Error;
use crate::error::retries::{RetrySummary, Success};
use crate::error::transport_error::TransportError;
use crate::request::draft::Draft;
use crate::time::Instant;

const TARGET: &str = "talkjs_runtime";

/// Makes a call in its own span.
pub(crate) async fn call<T>(
    client: &'static str,
    draft: &Draft,
    call: impl Future<Output = Result<Success<T>, Error>>,
) -> Result<Success<T>, Error> {
    let span = call_span(client, draft);
    let result = call.instrument(span.clone()).await;
    match &result {
        Ok((response, retries)) => record_success(&span, response.status(), *retries),
        Err(error) => record_failure(&span, error),
    }
    result
}

/// Runs a job of several calls in its own span (cargo feature `tracing`), which contains the spans of its calls.
/// `failure` returns the error of its outcome, if there is one.
pub async fn job<T>(name: &'static str, job: impl Future<Output = T>, failure: impl FnOnce(&T) -> Option<&Error>) -> T {
    let span = info_span!(target: TARGET, "job", job = name, outcome = Empty, otel.status_code = Empty);
    let outcome = job.instrument(span.clone()).await;
    match failure(&outcome) {
        None => span.record("outcome", "ok"),
        Some(error) => span.record("outcome", kind(error)).record("otel.status_code", "error"),
    };
    outcome
}

fn call_span(client: &'static str, draft: &Draft) -> Span {
    let operation = draft.operation();
    info_span!(
        target: TARGET,
        "call",
        client,
        operation = operation.id,
        http.request.method = draft.method().as_str(),
        url.template = operation.path,
        attempts = Empty,
        outcome = Empty,
        http.response.status_code = Empty,
        otel.status_code = Empty,
    )
}

fn record_success(span: &Span, status: StatusCode, retries: RetrySummary) {
    span.record("outcome", "ok");
    span.record("attempts", retries.attempts);
    span.record("http.response.status_code", status.as_u16());
}

fn record_failure(span: &Span, error: &Error) {
    span.record("outcome", kind(error));
    span.record("attempts", error.retries().attempts);
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status.as_u16());
    }
    span.record("otel.status_code", "error");
}

/// The name of an error's variant.
fn kind(error: &Error) -> &'static str {
    match error {
        Error::Settings { .. } => "settings",
        Error::InvalidRequest { .. } => "invalid_request",
        Error::NotSent { .. } => "not_sent",
        Error::OutcomeUnknown { .. } => "outcome_unknown",
        Error::Api(_) => "api",
        Error::UnexpectedResponse(_) => "unexpected_response",
        Error::ResponseTooLarge { .. } => "response_too_large",
        Error::Stream(_) => "stream",
        Error::Job(job) => kind(job.stopped_by()),
    }
}

/// The spans of all attempts of one call, one after the other.
pub(crate) struct AttemptSpans {
    waiting_since: Instant,
    /// The error of the last attempt, which is the reason for the next one.
    failure: Option<Cow<'static, str>>,
}

impl AttemptSpans {
    pub(crate) fn new() -> Self {
        Self { waiting_since: Instant::now(), failure: None }
    }

    /// Starts the span of an attempt, within that of its call.
    pub(crate) fn begin(&self, draft: &Draft, url: &Uri, number: u32) -> AttemptSpan {
        let method = draft.method().as_str();
        let template = draft.operation().path;
        let wait = u64::try_from(self.waiting_since.elapsed().as_millis()).unwrap_or(u64::MAX);
        let span = info_span!(
            target: TARGET,
            "attempt",
            otel.name = %format_args!("{method} {template}"),
            otel.kind = "client",
            http.request.method = method,
            url.template = template,
            server.address = url.host(),
            server.port = port(url),
            attempt = number,
            http.request.resend_count = (number > 1).then(|| number.saturating_sub(1)),
            wait_ms = wait,
            retry_reason = self.failure.as_deref(),
            http.response.status_code = Empty,
            error.type = Empty,
            otel.status_code = Empty,
        );
        AttemptSpan(span)
    }

    /// Ends it with the result of the attempt.
    pub(crate) fn end<B>(&mut self, span: AttemptSpan, result: &Result<http::Response<B>, TransportError>) {
        let AttemptSpan(span) = span;
        if let Some(status) = status(result) {
            span.record("http.response.status_code", status.as_u16());
        }
        self.failure = failure(result);
        if let Some(failure) = &self.failure {
            span.record("error.type", &**failure);
            span.record("otel.status_code", "error");
        }
        self.waiting_since = Instant::now();
    }
}

/// The span of one attempt.
pub(crate) struct AttemptSpan(Span);

impl AttemptSpan {
    /// Runs the attempt in it.
    pub(crate) fn around<F: Future>(&self, attempt: F) -> Instrumented<F> {
        attempt.instrument(self.0.clone())
    }
}

fn port(url: &Uri) -> Option<u16> {
    url.port_u16().or_else(|| match url.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => Some(443),
        Some(scheme) if *scheme == Scheme::HTTP => Some(80),
        _ => None,
    })
}

fn status<B>(result: &Result<http::Response<B>, TransportError>) -> Option<StatusCode> {
    match result {
        Ok(response) => Some(response.status()),
        Err(TransportError::TooLarge { status, .. }) => Some(*status),
        Err(_) => None,
    }
}

/// The error as OpenTelemetry's `error.type`: a status, or the name of an error.
fn failure<B>(result: &Result<http::Response<B>, TransportError>) -> Option<Cow<'static, str>> {
    match result {
        Ok(response) if response.status().as_u16() < 400 => None,
        Ok(response) => Some(Cow::Owned(response.status().as_str().to_owned())),
        Err(TransportError::NotSent(_)) => Some(Cow::Borrowed("not_sent")),
        Err(TransportError::NoResponse(_)) => Some(Cow::Borrowed("no_response")),
        Err(TransportError::Timeout { .. }) => Some(Cow::Borrowed("timeout")),
        Err(TransportError::Body(_)) => Some(Cow::Borrowed("body")),
        Err(TransportError::TooLarge { .. }) => Some(Cow::Borrowed("response_too_large")),
    }
}
