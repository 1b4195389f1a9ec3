//! Hooks: functions of the caller for each attempt.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::error::header_names::HeaderNames;
use crate::error::transport_error::TransportError;
use crate::request::body::RequestBody;

/// A request that is about to be sent, for [`on_request`](crate::ClientCoreBuilder::on_request): everything except the
/// credential.
///
/// URL, headers and body can contain personal data. `Debug` omits their contents.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct ObservedRequest<'a> {
    /// The operation, by its `operationId`.
    pub operation: &'static str,
    /// The path in the description, with names instead of values: `/users/{userId}`; `{path}` for a raw request.
    pub path: &'static str,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The HTTP method.
    pub method: &'a Method,
    /// The URL, without a credential in its query.
    pub url: &'a Uri,
    /// The headers, without the credential.
    pub headers: &'a HeaderMap,
    /// The body; empty if there is none. Do not read a streamed one: a stream that can be read only once is then used
    /// up.
    pub body: &'a RequestBody,
}

/// The result of a request, for [`on_response`](crate::ClientCoreBuilder::on_response). `Debug` omits the contents of
/// the body.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct ObservedResponse<'a> {
    /// The request.
    pub request: ObservedRequest<'a>,
    /// The head of the response, or the reason why there is none that could be read.
    pub result: Result<ResponseHead<'a>, &'a TransportError>,
    /// The body of the response; `None` if there is none, or if it is streamed to the caller.
    pub body: Option<&'a Bytes>,
    /// The time from sending to the end of the response; to the end of its head if it is streamed.
    pub duration: Duration,
}

/// Status and headers of a response. `Debug` omits the values of the headers.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct ResponseHead<'a> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: &'a HeaderMap,
}

impl<'a> ResponseHead<'a> {
    pub(crate) fn of<B>(response: &'a http::Response<B>) -> Self {
        Self { status: response.status(), headers: response.headers() }
    }
}

impl fmt::Debug for ObservedResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObservedResponse")
            .field("request", &self.request)
            .field("result", &self.result)
            .field("body", &self.body.map(|body| format!("{} bytes", body.len())))
            .field("duration", &self.duration)
            .finish()
    }
}

impl fmt::Debug for ObservedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObservedRequest")
            .field("operation", &self.operation)
            .field("attempt", &self.attempt)
            .field("method", self.method)
            .field("headers", &HeaderNames(self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ResponseHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseHead")
            .field("status", &self.status)
            .field("headers", &HeaderNames(self.headers))
            .finish()
    }
}

type OnRequest = Box<dyn Fn(ObservedRequest<'_>) + Send + Sync>;
type OnResponse = Box<dyn Fn(ObservedResponse<'_>) + Send + Sync>;

/// All hooks of a client, each kind in the order in which they were added.
#[derive(Default)]
pub(crate) struct Hooks {
    request: Vec<OnRequest>,
    response: Vec<OnResponse>,
}

impl Hooks {
    pub(crate) fn add_on_request(&mut self, hook: impl Fn(ObservedRequest<'_>) + Send + Sync + 'static) {
        self.request.push(Box::new(hook));
    }

    pub(crate) fn add_on_response(&mut self, hook: impl Fn(ObservedResponse<'_>) + Send + Sync + 'static) {
        self.response.push(Box::new(hook));
    }

    /// Returns whether there is a hook.
    pub(crate) fn are_set(&self) -> bool {
        !self.request.is_empty() || !self.response.is_empty()
    }

    pub(crate) fn on_request(&self, request: ObservedRequest<'_>) {
        self.request.iter().for_each(|hook| hook(request));
    }

    pub(crate) fn on_response(&self, response: ObservedResponse<'_>) {
        self.response.iter().for_each(|hook| hook(response));
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn debug_says_what_happened_and_not_what_was_said() {
        let headers = HeaderMap::from_iter([(http::header::COOKIE, HeaderValue::from_static("canary"))]);
        let url = Uri::from_static("http://127.0.0.1/users/canary?filter=canary");
        let received = Bytes::from_static(b"canary");
        let body = received.clone().into();
        let (operation, path, method) = ("putThing", "/users/{userId}", &Method::PUT);
        let request =
            ObservedRequest { operation, path, attempt: 2, method, url: &url, headers: &headers, body: &body };
        let result = Ok(ResponseHead { status: StatusCode::OK, headers: &headers });
        let body = Some(&received);
        let response = ObservedResponse { request, result, body, duration: Duration::from_millis(5) };
        assert_eq!(
            format!("{response:?}"),
            "ObservedResponse { request: ObservedRequest { operation: \"putThing\", attempt: 2, method: PUT, headers: \
             [\"cookie\"], body: 6 bytes, .. }, result: Ok(ResponseHead { status: 200, headers: [\"cookie\"] }), \
             body: Some(\"6 bytes\"), duration: 5ms }"
        );
    }
}
