//! Responses and their bodies.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Frame};
use serde_json::Value;
use tokio::sync::mpsc;

pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;
pub(crate) type Response = http::Response<Body>;

pub(crate) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// A body of parts that are sent to it; it ends with its sender.
pub(crate) fn sent_body() -> (mpsc::Sender<io::Result<Bytes>>, Body) {
    let (sender, receiver) = mpsc::channel(1);
    (sender, SentBody(receiver).boxed_unsync())
}

struct SentBody(mpsc::Receiver<io::Result<Bytes>>);

impl http_body::Body for SentBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| part.map(Frame::data)))
    }
}

/// The body of a response, kept for the log.
#[derive(Clone, Debug)]
struct ResponseBody(Bytes);

/// The body for the log; empty for a file.
pub(crate) fn logged_body(response: &Response) -> Bytes {
    response.extensions().get::<ResponseBody>().map(|ResponseBody(body)| body.clone()).unwrap_or_default()
}

/// A response whose body is logged.
pub(crate) fn logged(status: StatusCode, body: impl Into<Bytes>) -> Response {
    let body = body.into();
    let mut response = Response::new(full(body.clone()));
    *response.status_mut() = status;
    response.extensions_mut().insert(ResponseBody(body));
    response
}

pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    // Writing it cannot fail.
    let response = logged(status, serde_json::to_vec(body).unwrap_or_default());
    with_header(response, CONTENT_TYPE, "application/json; charset=utf-8")
}

pub(crate) fn with_header(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
