//! The requests that the emulator has received.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use axum::http::request::Parts;
use serde_json::Value;

/// A request as it was on the wire, and the status of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, such as `PUT`.
    pub method: String,
    /// Path and query as received, still percent-encoded.
    pub target: String,
    /// The status of the answer; 0 when the connection was reset instead, by a fault.
    pub status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl RecordedRequest {
    pub(crate) fn new(parts: &Parts, body: Bytes, status: u16) -> Self {
        let target = parts.uri.path_and_query();
        Self {
            method: parts.method.to_string(),
            target: target.map(ToString::to_string).unwrap_or_default(),
            status,
            headers: recorded_headers(parts),
            body,
        }
    }

    /// The path as received, still percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The first value of a header, whatever the case of its name. A credential is not recorded, only its scheme.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All headers, of which names can repeat.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The header `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.header("content-type")
    }

    /// The scheme of the header `Authorization`, such as `Bearer`; empty when the header has none.
    #[must_use]
    pub fn authorization_scheme(&self) -> Option<&str> {
        self.header("authorization")
    }

    /// The body as received; empty when it was larger than the emulator reads.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// All headers, but of credentials no more than the scheme.
fn recorded_headers(parts: &Parts) -> Vec<(String, String)> {
    parts
        .headers
        .iter()
        .filter(|(name, _)| **name != COOKIE)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let is_credential = *name == AUTHORIZATION || *name == PROXY_AUTHORIZATION;
            let value = if is_credential { scheme(&value) } else { &value };
            (name.to_string(), value.to_owned())
        })
        .collect()
}

/// Without a space there may be nothing but the secret.
fn scheme(credential: &str) -> &str {
    credential.split_once(' ').map_or("", |(scheme, _)| scheme)
}

/// The latest requests, oldest first.
#[derive(Debug)]
pub(crate) struct Log {
    requests: Mutex<VecDeque<RecordedRequest>>,
    capacity: usize,
}

impl Log {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { requests: Mutex::default(), capacity }
    }

    pub(crate) fn record(&self, request: RecordedRequest) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push_back(request);
        while requests.len() > self.capacity {
            requests.pop_front();
        }
    }

    pub(crate) fn clear(&self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn recorded(authorization: &str) -> RecordedRequest {
        let request = Request::put("/v1/app/users/a%2Fb?x=1")
            .header("Authorization", authorization)
            .header("Cookie", "session=secret")
            .header("Content-Type", "application/json");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        RecordedRequest::new(&parts, Bytes::from_static(b"{\"a\":1}"), 200)
    }

    #[test]
    fn a_request_is_kept_as_it_was_on_the_wire() {
        let request = recorded("Bearer secret");
        assert_eq!(request.method, "PUT");
        assert_eq!(request.target, "/v1/app/users/a%2Fb?x=1");
        assert_eq!(request.path(), "/v1/app/users/a%2Fb");
        assert_eq!(request.content_type(), Some("application/json"));
        assert_eq!(request.body(), b"{\"a\":1}");
        assert_eq!(request.json(), Some(serde_json::json!({"a": 1})));
    }

    #[test]
    fn no_secret_is_kept() {
        for (authorization, scheme) in [("Bearer secret", "Bearer"), ("secret", "")] {
            let request = recorded(authorization);
            assert_eq!(request.authorization_scheme(), Some(scheme));
            assert!(!format!("{request:?}").contains("secret"), "{request:?}");
        }
    }

    #[test]
    fn only_the_latest_requests_are_kept() {
        let log = Log::new(2);
        for number in 0..3 {
            let mut request = recorded("Bearer secret");
            request.status = number;
            log.record(request);
        }
        let kept: Vec<_> = log.requests().iter().map(|request| request.status).collect();
        assert_eq!(kept, [1, 2]);
    }
}
