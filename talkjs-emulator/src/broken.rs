//! Faulty responses.

use std::io;

use http::header::{CONTENT_LENGTH, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use http_body_util::BodyExt as _;
use hyper::body::Bytes;
use serde_json::json;
use tokio::task::yield_now;

use crate::faults::Effect;
use crate::response::{Body, Response, full, json_response, sent_body};

/// What a client gets instead of the response before the request has any effect; nothing means that the request is
/// handled.
pub(crate) fn in_place_of_effect(effect: Effect) -> Option<Outcome> {
    match effect {
        Effect::Reset {} => Some(Outcome::Reset),
        Effect::Status { status } => Some(Outcome::Response(status_only(status))),
        Effect::TooManyRequests { retry_after_seconds } => {
            let mut response = status_only(StatusCode::TOO_MANY_REQUESTS.as_u16());
            if let Some(seconds) = retry_after_seconds {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            Some(Outcome::Response(response))
        }
        _ => None,
    }
}

pub(crate) enum Outcome {
    Response(Response),
    Reset,
}

impl Outcome {
    pub(crate) async fn broken_by(self, effect: Effect) -> Self {
        let Self::Response(response) = self else {
            return self;
        };
        match effect {
            Effect::ResetAfter {} => Self::Reset,
            Effect::StatusAfter { status } => Self::Response(status_only(status)),
            Effect::Truncated {} => Self::Response(with_body(response, truncated).await),
            Effect::Malformed {} => Self::Response(with_body(response, malformed).await),
            _ => Self::Response(response),
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
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Response::from_parts(parts, change(&bytes))
}

fn truncated(bytes: &Bytes) -> Body {
    let (sender, body) = sent_body();
    let half = bytes.slice(..bytes.len() / 2);
    tokio::spawn(async move {
        let _ = sender.send(Ok(half)).await;
        // Bytes that were sent leave before the connection is closed.
        yield_now().await;
        let _ = sender.send(Err(io::ErrorKind::ConnectionAborted.into())).await;
    });
    body
}

/// The same length, but never JSON.
fn malformed(bytes: &Bytes) -> Body {
    let half = bytes.len() / 2;
    let mut broken = bytes.to_vec();
    broken.iter_mut().skip(half).for_each(|byte| *byte = b'<');
    full(broken)
}
