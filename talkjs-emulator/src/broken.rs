//! Answers that are not as they should be.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use hyper::body::Frame;
use serde_json::json;

use crate::faults::{Effect, Moment};
use crate::router::json_response;

/// What a client gets in place of the answer before the request has any effect; nothing means that it is dealt with.
pub(crate) fn in_place_of_effect(effect: Effect) -> Option<Answered> {
    match effect {
        Effect::Reset(Moment::Before) => Some(Answered::Reset),
        Effect::Status(status, Moment::Before) => Some(Answered::With(status_only(status))),
        Effect::TooMany { retry_after } => {
            let mut response = status_only(StatusCode::TOO_MANY_REQUESTS.as_u16());
            if let Some(time) = retry_after {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(time.as_secs()));
            }
            Some(Answered::With(response))
        }
        _ => None,
    }
}

/// A response, or the end of the connection.
pub(crate) enum Answered {
    With(Response),
    Reset,
}

impl Answered {
    /// What an effect makes of an answer.
    pub(crate) async fn broken_by(self, effect: Effect) -> Self {
        let Self::With(response) = self else {
            return self;
        };
        match effect {
            Effect::Reset(Moment::After) => Self::Reset,
            Effect::Status(status, Moment::After) => Self::With(status_only(status)),
            Effect::Truncated => Self::With(with_body(response, truncated).await),
            Effect::Malformed => Self::With(with_body(response, malformed).await),
            _ => Self::With(response),
        }
    }
}

fn status_only(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json_response(status, &json!({"message": "an injected fault"}))
}

/// The same response with another body; its announced length is that of the body before.
async fn with_body(response: Response, change: fn(&Bytes) -> Body) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Response::from_parts(parts, change(&bytes))
}

fn truncated(bytes: &Bytes) -> Body {
    let half = bytes.len() / 2;
    Body::new(Truncated { sent: bytes.slice(..half), has_paused: false })
}

/// As long, but never JSON.
fn malformed(bytes: &Bytes) -> Body {
    let half = bytes.len() / 2;
    let mut broken = bytes.to_vec();
    broken.iter_mut().skip(half).for_each(|byte| *byte = b'<');
    Body::from(broken)
}

/// A body that breaks off.
struct Truncated {
    sent: Bytes,
    has_paused: bool,
}

impl HttpBody for Truncated {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.sent.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.sent)))));
        }
        if !self.has_paused {
            // What is sent already leaves before the connection is closed.
            self.has_paused = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}
