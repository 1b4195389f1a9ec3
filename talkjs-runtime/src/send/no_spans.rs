//! Replaces `spans.rs` without the cargo feature `tracing`.

use crate::error::Error;
use crate::error::transport_error::TransportError;
use crate::request::draft::Draft;

pub(crate) fn call<F>(_: &'static str, _: &Draft, call: F) -> F {
    call
}

/// Runs a job of several calls in its own span, with the cargo feature `tracing`. `failure` returns the error of its
/// outcome, if there is one.
pub fn job<T, J: Future<Output = T>>(_: &'static str, job: J, _: impl FnOnce(&T) -> Option<&Error>) -> J {
    job
}

pub(crate) struct AttemptSpans;

impl AttemptSpans {
    pub(crate) fn new() -> Self {
        Self
    }

    pub(crate) fn begin(&self, _: &Draft, _: &http::Uri, _: u32) -> AttemptSpan {
        AttemptSpan
    }

    pub(crate) fn end<B>(&mut self, _: AttemptSpan, _: &Result<http::Response<B>, TransportError>) {}
}

pub(crate) struct AttemptSpan;

impl AttemptSpan {
    pub(crate) fn around<F>(&self, attempt: F) -> F {
        attempt
    }
}
