//! Responses and their bodies.

use std::io;

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use serde_json::Value;

pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;
pub(crate) type Response = http::Response<Body>;

pub(crate) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
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
