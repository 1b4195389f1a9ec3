//! From an operation and its parameters to an HTTP request. Nothing here is asynchronous or does I/O, and nothing here
//! knows a credential.

use bytes::Bytes;
use http::Uri;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use serde::Serialize;

use super::base_url::BaseUrl;
use super::check::{Check, Checker};
use super::error::Error;
use super::escape::escape;
use super::operation::Operation;
use super::path::{fill_path, segment_problem};
use super::rule::Rule;
use super::violation::{Part, Problem, Violation};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const AGENT: HeaderValue = HeaderValue::from_static(concat!("talkjs-rs/", env!("CARGO_PKG_VERSION")));

/// The longest URL that the `http` crate takes.
const MAX_URL: usize = 65_534;

/// A request that is being put together: what was given so far, and what is wrong with it.
#[derive(Clone)]
pub(crate) struct Draft {
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    body: Option<Bytes>,
    violations: Vec<Violation>,
}

impl Draft {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self { operation, path: Vec::new(), query: Vec::new(), body: None, violations: Vec::new() }
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn has_query(&self, name: &str) -> bool {
        self.query.iter().any(|(given, _)| *given == name)
    }

    /// Returns whether the request may be sent twice.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.operation.idempotency.is_repeatable(self.body.as_deref().unwrap_or_default())
    }

    pub(crate) fn set_path(&mut self, name: &'static str, value: String) {
        if let Some(problem) = segment_problem(&value) {
            self.violations.push(Violation { part: Part::Path(name), pointer: String::new(), problem });
        }
        self.path.push((name, value));
    }

    /// Sets a query parameter; a second value replaces the first.
    pub(crate) fn set_query(&mut self, name: &'static str, value: String) {
        self.query.retain(|(given, _)| *given != name);
        self.query.push((name, value));
    }

    pub(crate) fn set_query_json<V: Serialize>(&mut self, name: &'static str, value: &V) {
        if let Some(json) = self.json(Part::Query(name), value) {
            // What serde_json writes is UTF-8.
            self.set_query(name, String::from_utf8_lossy(&json).into_owned());
        }
    }

    pub(crate) fn set_body<V: Serialize>(&mut self, body: &V) {
        self.body = self.json(Part::Body, body).map(Bytes::from);
    }

    /// Checks a value that goes into a part of the request.
    pub(crate) fn check<V: Check>(&mut self, part: Part, value: &V, rules: &'static [Rule]) {
        let mut checker = Checker::new(part);
        checker.value(value, rules);
        self.violations.extend(checker.finish());
    }

    fn json<V: Serialize>(&mut self, part: Part, value: &V) -> Option<Vec<u8>> {
        serde_json::to_vec(value)
            .map_err(|error| {
                let problem = Problem::NotJson { reason: error.to_string() };
                self.violations.push(Violation { part, pointer: String::new(), problem });
            })
            .ok()
    }

    /// Builds the request, or says everything that is wrong with it.
    pub(crate) fn build(&self, base: &BaseUrl) -> Result<http::Request<Bytes>, Error> {
        let refuse = |violations| Error::InvalidRequest { operation: self.operation.id, violations };
        if !self.violations.is_empty() {
            return Err(refuse(self.violations.clone()));
        }
        self.url(base).map(|url| self.request(url)).map_err(|violation| refuse(vec![violation]))
    }

    fn url(&self, base: &BaseUrl) -> Result<Uri, Violation> {
        let mut path = fill_path(self.operation.path, &self.path).map_err(|name| Violation {
            part: Part::Path(name),
            pointer: String::new(),
            problem: Problem::Missing,
        })?;
        for (index, (name, value)) in self.query.iter().enumerate() {
            path.push(if index == 0 { '?' } else { '&' });
            escape(name, &mut path);
            path.push('=');
            escape(value, &mut path);
        }
        // Everything in it is escaped, so length is the only thing that can be wrong.
        base.join(&path).map_err(|_| {
            let problem = Problem::TooManyBytes { max: MAX_URL, found: base.prefix().len().saturating_add(path.len()) };
            Violation { part: Part::Url, pointer: String::new(), problem }
        })
    }

    fn request(&self, url: Uri) -> http::Request<Bytes> {
        let mut request = http::Request::new(self.body.clone().unwrap_or_default());
        *request.method_mut() = self.operation.method.clone();
        *request.uri_mut() = url;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, JSON);
        headers.insert(USER_AGENT, AGENT);
        // A content type without content makes some servers refuse the empty body as broken JSON.
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::{Idempotency, Number};
    use http::Method;
    use serde_json::json;

    static GET: Operation = Operation {
        id: "getThing",
        method: Method::GET,
        path: "/things/{thingId}",
        idempotency: Idempotency::Natural,
        bucket: None,
    };
    static PUT: Operation = Operation {
        id: "putThing",
        method: Method::PUT,
        path: "/things",
        idempotency: Idempotency::Natural,
        bucket: None,
    };

    fn base() -> BaseUrl {
        "https://api.talkjs.com/v1/app".parse().unwrap()
    }

    fn header<'r>(request: &'r http::Request<Bytes>, name: &str) -> Option<&'r str> {
        request.headers().get(name).map(|value| value.to_str().unwrap())
    }

    #[test]
    fn a_request_without_a_body_has_no_content_type_and_no_credential() {
        let mut draft = Draft::new(&GET);
        draft.set_path("thingId", "a/b".to_owned());
        let request = draft.build(&base()).unwrap();
        assert_eq!(request.method(), Method::GET);
        assert_eq!(request.uri().to_string(), "https://api.talkjs.com/v1/app/things/a%2Fb");
        assert_eq!(header(&request, "accept"), Some("application/json"));
        assert_eq!(header(&request, "content-type"), None);
        assert_eq!(header(&request, "authorization"), None);
        assert_eq!(request.body().as_ref(), b"");
    }

    #[test]
    fn a_body_is_compact_json_with_its_content_type() {
        let mut draft = Draft::new(&PUT);
        draft.set_body(&json!({"name": "Alice"}));
        let request = draft.build(&base()).unwrap();
        assert_eq!(request.method(), Method::PUT);
        assert_eq!(header(&request, "content-type"), Some("application/json"));
        assert_eq!(request.body().as_ref(), br#"{"name":"Alice"}"#);
    }

    #[test]
    fn query_parameters_are_escaped_once_and_the_last_value_counts() {
        let mut draft = Draft::new(&PUT);
        draft.set_query("limit", "5".to_owned());
        draft.set_query("after", "a&b=c d".to_owned());
        draft.set_query("limit", "6".to_owned());
        draft.set_query_json("filter", &json!({"custom": {"a": "exists"}}));
        let request = draft.build(&base()).unwrap();
        assert_eq!(
            request.uri().query(),
            Some("after=a%26b%3Dc%20d&limit=6&filter=%7B%22custom%22%3A%7B%22a%22%3A%22exists%22%7D%7D")
        );
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let mut draft = Draft::new(&GET);
        draft.set_path("thingId", "..".to_owned());
        draft.check(Part::Query("limit"), &0_i64, &[Rule::Minimum(Number::I64(1))]);
        draft.check(Part::Body, &String::new(), &[Rule::MinLength(1)]);
        let error = draft.build(&base()).unwrap_err();
        let Error::InvalidRequest { operation, violations } = error else { panic!("{error:?}") };
        assert_eq!(operation, "getThing");
        assert_eq!(
            violations.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "path parameter `thingId` must not be `.` or `..`, a URL cannot carry it as a segment",
                "query parameter `limit` must be at least 1, found 0",
                "the body must be at least 1 character long, found 0",
            ]
        );
    }

    #[test]
    fn a_path_parameter_without_a_value_is_a_violation() {
        let error = Draft::new(&GET).build(&base()).unwrap_err();
        assert_eq!(error.to_string(), "`getThing` was not sent: path parameter `thingId` has no value");
    }

    #[test]
    fn a_url_that_is_too_long_is_a_violation() {
        let mut draft = Draft::new(&PUT);
        draft.set_query("filter", "x".repeat(70_000));
        let error = draft.build(&base()).unwrap_err();
        assert_eq!(error.to_string(), "`putThing` was not sent: the URL must be at most 65534 bytes long, found 70022");
    }

    #[test]
    fn a_body_that_is_no_json_is_a_violation() {
        let mut draft = Draft::new(&PUT);
        draft.set_body(&std::collections::BTreeMap::from([((1, 2), 3)]));
        let error = draft.build(&base()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`putThing` was not sent: the body cannot be written as JSON: key must be a string"
        );
    }
}
