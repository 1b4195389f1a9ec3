//! The recorded requests and their responses.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::HeaderValue;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION};
use http::request::Parts;
use hyper::body::Bytes;
use serde_json::Value;

use crate::response::Response;

/// Capacity for the headers of most requests.
const USUAL_HEADERS: usize = 256;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A request as received, and its response.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, such as `PUT`.
    pub method: String,
    /// Path and query as received, still percent-encoded.
    pub target: String,
    /// The status of the response; 0 if the connection was reset instead, by a fault.
    pub status: u16,
    pub(crate) received_at: i64,
    /// A line for each, name and value.
    headers: String,
    body: Bytes,
    response_content_type: Option<HeaderValue>,
    response_body: Bytes,
}

/// Bodies are not shown: they contain what users write, and addresses for writing as one of them.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .field("response_bytes", &self.response_body.len())
            .finish_non_exhaustive()
    }
}

impl RecordedRequest {
    /// A request and its response with the body that was written; no response if the connection was reset instead.
    pub(crate) fn new(parts: &Parts, body: Bytes, now: i64, response: Option<(&Response, Bytes)>) -> Self {
        let target = parts.uri.path_and_query();
        Self {
            method: parts.method.to_string(),
            target: target.map(ToString::to_string).unwrap_or_default(),
            status: response.as_ref().map_or(0, |(response, _)| response.status().as_u16()),
            received_at: now,
            headers: recorded_headers(parts),
            body,
            response_content_type: response
                .as_ref()
                .and_then(|(response, _)| response.headers().get(CONTENT_TYPE).cloned()),
            response_body: response.map(|(_, body)| body).unwrap_or_default(),
        }
    }

    /// The path as received, still percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The first value of a header; its name is case-insensitive. Of credentials only the scheme is recorded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All headers; names can repeat.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.lines().filter_map(|line| line.split_once(": "))
    }

    /// The header `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.header("content-type")
    }

    /// The scheme of the header `Authorization`, such as `Bearer`; empty if the header has none.
    #[must_use]
    pub fn authorization_scheme(&self) -> Option<&str> {
        self.header("authorization")
    }

    /// The body as received; empty if it was larger than the limit.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The header `Content-Type` of the response.
    #[must_use]
    pub fn response_content_type(&self) -> Option<&str> {
        self.response_content_type.as_ref()?.to_str().ok()
    }

    /// The body of the response; empty for a file.
    #[must_use]
    pub fn response_body(&self) -> &[u8] {
        &self.response_body
    }

    fn size(&self) -> usize {
        self.body.len().saturating_add(self.response_body.len())
    }
}

/// All headers; of credentials only the scheme. No header contains a line break.
fn recorded_headers(parts: &Parts) -> String {
    let mut lines = String::with_capacity(USUAL_HEADERS);
    for (name, value) in parts.headers.iter().filter(|(name, _)| **name != COOKIE) {
        let value = String::from_utf8_lossy(value.as_bytes());
        let is_credential = *name == AUTHORIZATION || *name == PROXY_AUTHORIZATION;
        let value = if is_credential { scheme(&value) } else { &value };
        for part in [name.as_str(), ": ", value, "\n"] {
            lines.push_str(part);
        }
    }
    lines
}

/// Without a space it may be only the secret.
fn scheme(credential: &str) -> &str {
    credential.split_once(' ').map_or("", |(scheme, _)| scheme)
}

pub(crate) type OnRequest = Box<dyn Fn(&RecordedRequest) + Send + Sync>;

/// The latest requests, oldest first.
pub(crate) struct Log {
    kept: Mutex<Kept>,
    capacity: usize,
    on_request: Option<OnRequest>,
}

impl fmt::Debug for Log {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Log").field("kept", &self.kept).finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Kept {
    requests: VecDeque<RecordedRequest>,
    /// How many were removed before the kept ones.
    forgotten: u64,
    /// The total size of the kept bodies in bytes.
    bytes: usize,
}

impl Log {
    pub(crate) fn new(capacity: usize, on_request: Option<OnRequest>) -> Self {
        Self { kept: Mutex::default(), capacity, on_request }
    }

    pub(crate) fn record(&self, request: RecordedRequest) {
        if let Some(on_request) = &self.on_request {
            on_request(&request);
        }
        let mut kept = self.kept();
        kept.bytes = kept.bytes.saturating_add(request.size());
        kept.requests.push_back(request);
        while kept.requests.len() > self.capacity || kept.bytes > MOST_BYTES {
            let Some(forgotten) = kept.requests.pop_front() else { break };
            kept.bytes = kept.bytes.saturating_sub(forgotten.size());
            kept.forgotten = kept.forgotten.saturating_add(1);
        }
    }

    pub(crate) fn clear(&self) {
        let mut kept = self.kept();
        let cleared = u64::try_from(kept.requests.len()).unwrap_or(u64::MAX);
        kept.forgotten = kept.forgotten.saturating_add(cleared);
        kept.requests.clear();
        kept.bytes = 0;
    }

    /// The latest matching requests, newest first, each with its number since the start.
    pub(crate) fn latest(
        &self,
        most: usize,
        is_wanted: impl Fn(&RecordedRequest) -> bool,
    ) -> Vec<(u64, RecordedRequest)> {
        let kept = self.kept();
        let wanted = kept.requests.iter().enumerate().rev().filter(|(_, request)| is_wanted(request)).take(most);
        let numbered = wanted.map(|(place, request)| {
            let number = kept.forgotten.saturating_add(u64::try_from(place).unwrap_or(u64::MAX));
            (number, request.clone())
        });
        numbered.collect()
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.kept().requests.iter().cloned().collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::response::full;

    fn recorded(authorization: &str) -> RecordedRequest {
        let request = Request::put("/v1/app/users/a%2Fb?x=1")
            .header("Authorization", authorization)
            .header("Cookie", "session=secret")
            .header("Content-Type", "application/json");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let response = http::Response::builder().header("Content-Type", "application/json");
        let response = response.body(full("")).unwrap();
        let body = Bytes::from_static(b"[2]");
        RecordedRequest::new(&parts, Bytes::from_static(b"{\"a\":1}"), 0, Some((&response, body)))
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
    fn the_latest_come_first_and_keep_their_numbers() {
        let log = Log::new(3, None);
        for status in [200, 400, 200, 404, 200] {
            let mut request = recorded("Bearer secret");
            request.status = status;
            log.record(request);
        }
        let latest = |most| -> Vec<_> {
            let refused = log.latest(most, |request| request.status != 200);
            refused.into_iter().map(|(number, request)| (number, request.status)).collect()
        };
        assert_eq!(latest(2), [(3, 404)]);
        log.clear();
        assert_eq!(latest(2), []);
        let mut request = recorded("Bearer secret");
        request.status = 401;
        log.record(request);
        assert_eq!(latest(2), [(5, 401)]);
    }

    #[test]
    fn bodies_have_a_limit_all_together() {
        let log = Log::new(1_000, None);
        let large = Bytes::from(vec![b' '; MOST_BYTES / 8]);
        for _ in 0..20 {
            log.record(RecordedRequest {
                body: large.clone(),
                response_body: Bytes::new(),
                ..recorded("Bearer secret")
            });
        }
        assert_eq!(log.requests().len(), 8);
        log.clear();
        log.record(RecordedRequest { body: large, ..recorded("Bearer secret") });
        assert_eq!(log.requests().len(), 1);
    }
}
