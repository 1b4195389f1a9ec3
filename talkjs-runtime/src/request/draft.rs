//! Builds an HTTP request from an operation and its parameters, without I/O and without credentials.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method, Uri};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::Value;

use crate::request::problem::Problem;

use crate::random::mint_key;
use crate::request::base_url::BaseUrl;
use crate::request::body::RequestBody;
use crate::request::check::Rules;
use crate::request::check::{Check, Checker};
use crate::request::content::Content;
use crate::request::escape::{escaped, into_escaped};
use crate::request::idempotency::Idempotency;
use crate::request::multipart::{Node, multipart, nested_streams, wrong_types};
use crate::request::operation::Operation;
use crate::request::path::{fill_escaped, is_dot_segment, segment_problem, target_problem};
use crate::request::style::{Encoding, Place, Style};
use crate::request::violation::{Part, Violation};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// How many headers a request gets besides the parameters: `Accept`, `User-Agent`, `Content-Type`, `Authorization` and
/// `Host`.
const OWN_HEADERS: usize = 5;

/// Room for most bodies, in bytes: without it, a body is copied several times while it grows.
const USUAL_BODY: usize = 512;

/// The longest URL that the `http` crate supports.
const MAX_URL: usize = 65_534;

/// Headers that callers cannot set: with two lengths, or a length and chunks, some servers read two requests; another
/// host would get the credential; and the credential itself is set for each attempt.
const RESERVED_HEADERS: [&str; 12] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A request under construction: its values so far, and their violations.
#[derive(Clone)]
pub(crate) struct Draft {
    operation: &'static Operation,
    max_path_parameter_bytes: Option<usize>,
    /// Values of path parameters, escaped.
    path: Vec<(&'static str, String)>,
    /// Parameters with their parts of the query, escaped.
    query: Vec<(Cow<'static, str>, String)>,
    headers: Option<Box<GivenHeaders>>,
    method: Method,
    idempotency: Idempotency,
    bucket: Option<&'static str>,
    content_type: Cow<'static, str>,
    body: Option<RequestBody>,
    violations: Vec<Violation>,
}

/// Headers besides those that every request has. Few calls have any, so they stand apart.
#[derive(Clone, Default)]
struct GivenHeaders {
    /// Parameters, and the minted key.
    parameters: HeaderMap,
    /// Headers that the caller adds on its own account.
    extra: HeaderMap,
}

/// The parts of a request, to be sent inside another one.
#[derive(Clone)]
#[non_exhaustive]
pub struct RequestParts {
    /// The operation, by its `operationId`.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL with its values, percent-encoded.
    pub path: String,
    /// Names and values of the query, unescaped.
    pub query: Vec<(String, String)>,
    /// The body.
    pub json: Option<Value>,
    /// Whether sending the request twice has the same effect as sending it once.
    pub is_repeatable: bool,
}

/// The target of a request: its path below the base URL and the pairs of its query, as they are sent.
#[cfg(feature = "test-util")]
pub(crate) struct Target {
    path: String,
    query: Vec<String>,
}

#[cfg(feature = "test-util")]
impl Target {
    /// Returns whether a URL has this path after that of its base, and at least these pairs in its query.
    pub(crate) fn fits(&self, url: &Uri) -> bool {
        let found: Vec<_> = url.query().unwrap_or_default().split('&').collect();
        url.path().ends_with(&self.path) && self.query.iter().all(|pair| found.contains(&pair.as_str()))
    }
}

#[cfg(feature = "test-util")]
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let separator = if self.query.is_empty() { "" } else { "?" };
        write!(f, "{}{separator}{}", self.path, self.query.join("&"))
    }
}

impl std::fmt::Debug for RequestParts {
    /// Shows the operation. The values may be personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestParts").field("operation", &self.operation).finish_non_exhaustive()
    }
}

impl Draft {
    pub(crate) fn new(operation: &'static Operation, max_path_parameter_bytes: Option<usize>) -> Self {
        Self {
            operation,
            max_path_parameter_bytes,
            path: Vec::new(),
            query: Vec::new(),
            headers: minted_key(operation),
            method: operation.method.clone(),
            idempotency: operation.idempotency,
            bucket: operation.bucket,
            content_type: Cow::Borrowed(JSON),
            body: None,
            violations: Vec::new(),
        }
    }

    /// Returns whether an idempotency key was generated for the call.
    pub(crate) fn has_minted_key(&self) -> bool {
        matches!(self.idempotency, Idempotency::Header(_))
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn has_query(&self, name: &str) -> bool {
        self.query.iter().any(|(given, _)| given == name)
    }

    /// Returns whether the request may be sent twice.
    pub(crate) fn is_repeatable(&self) -> bool {
        // Only a JSON body contains keys, and it is one chunk.
        let json = self.body.as_ref().and_then(RequestBody::as_one).unwrap_or_default();
        self.idempotency.is_repeatable(json)
    }

    /// Returns whether the body is read while it is sent.
    pub(crate) fn is_streamed(&self) -> bool {
        self.body.as_ref().is_some_and(RequestBody::is_streamed)
    }

    /// Returns whether the body can be read only once, and was.
    pub(crate) fn is_used_up(&self) -> bool {
        self.body.as_ref().is_some_and(RequestBody::is_used_up)
    }

    /// The place of the keys that make a retry harmless: a part of the request, and a pointer into it.
    pub(crate) fn keys(&self) -> Option<(Part, &'static str)> {
        match self.idempotency {
            Idempotency::Key(pointer) => Some((Part::Body, pointer)),
            Idempotency::Header(name) => Some((Part::Header(Cow::Borrowed(name)), "")),
            Idempotency::Natural | Idempotency::None => None,
        }
    }

    /// The bucket that the request counts against, if it is not the general one.
    pub(crate) fn bucket(&self) -> Option<&'static str> {
        self.bucket
    }

    /// Sets values that normally come from the operation.
    pub(crate) fn set_policy(&mut self, method: Method, idempotency: Idempotency, bucket: Option<&'static str>) {
        (self.method, self.idempotency, self.bucket) = (method, idempotency, bucket);
    }

    pub(crate) fn set_path(&mut self, name: &'static str, value: String) {
        if let Some(problem) = segment_problem(&value).or_else(|| self.length_problem(&value)) {
            // The value is not valid in any path, so its other violations need not be reported.
            self.violations.retain(|violation| violation.part != Part::Path(name));
            self.refuse(Part::Path(name), problem);
        }
        self.path.push((name, into_escaped(value)));
    }

    /// Sets a path parameter that may be empty or have several segments.
    pub(crate) fn set_raw_path(&mut self, name: &'static str, value: &str) {
        self.violations.retain(|violation| violation.part != Part::Path(name));
        self.path.retain(|(given, _)| *given != name);
        let problem = value.split('/').filter(|segment| !segment.is_empty()).find_map(segment_problem);
        if let Some(problem) = problem.or_else(|| self.length_problem(value)) {
            self.refuse(Part::Path(name), problem);
        }
        let segments: Vec<_> = value.split('/').map(escaped).collect();
        self.path.push((name, segments.join("/")));
    }

    fn length_problem(&self, value: &str) -> Option<Problem> {
        let max = self.max_path_parameter_bytes.filter(|max| value.len() > *max)?;
        Some(Problem::TooManyBytes { max, found: value.len() })
    }

    /// Sets the whole path, which is escaped already and may have a query.
    pub(crate) fn set_whole_path(&mut self, path: &str) {
        if let Some(problem) = target_problem(path) {
            self.refuse(Part::Path("path"), problem);
        }
        self.path.push(("path", path.to_owned()));
    }

    /// Sets a query parameter; a second value replaces the first.
    pub(crate) fn set_query(&mut self, name: &'static str, value: &str) {
        self.set_pairs(name, &[(escaped(name), escaped(value))]);
    }

    fn set_pairs(&mut self, name: &'static str, pairs: &[(String, String)]) {
        self.query.retain(|(given, _)| *given != name);
        if !pairs.is_empty() {
            self.query.push((Cow::Borrowed(name), joined(pairs, "&")));
        }
    }

    /// Adds a pair to the query, even if there is one with the same name.
    pub(crate) fn add_query(&mut self, name: Cow<'static, str>, value: &str) {
        let pair = format!("{}={}", escaped(&name), escaped(value));
        self.query.push((name, pair));
    }

    pub(crate) fn set_header(&mut self, name: &'static str, value: &str) {
        if let Some((name, value)) = self.header(Cow::Borrowed(name), value) {
            self.given_headers().parameters.insert(name, value);
        }
    }

    fn given_headers(&mut self) -> &mut GivenHeaders {
        self.headers.get_or_insert_default()
    }

    /// Adds a header that takes precedence over the default ones of the request.
    pub(crate) fn add_extra_header(&mut self, name: Cow<'static, str>, value: &str) {
        if RESERVED_HEADERS.iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
            self.refuse(Part::Header(name), Problem::ReservedHeader);
        } else if let Some((name, value)) = self.header(name, value) {
            self.given_headers().extra.append(name, value);
        }
    }

    /// Sets other media types for `Accept` than those of the operation.
    pub(crate) fn set_accept(&mut self, media_types: &str) {
        self.set_header("Accept", media_types);
    }

    /// Requests the events after the one with this id. An id that is not a valid header value is ignored.
    pub(crate) fn set_last_event_id(&mut self, id: &str) {
        const NAME: HeaderName = HeaderName::from_static("last-event-id");
        match HeaderValue::from_bytes(id.as_bytes()) {
            Ok(id) if !id.is_empty() => drop(self.given_headers().extra.insert(NAME, id)),
            _ => {}
        }
    }

    fn header(&mut self, name: Cow<'static, str>, value: &str) -> Option<(HeaderName, HeaderValue)> {
        let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Problem::NotAName);
        let header = parsed.and_then(|name| Ok((name, header_value(value)?)));
        header.map_err(|problem| self.refuse(Part::Header(name), problem)).ok()
    }

    pub(crate) fn set_cookie(&mut self, name: &'static str, value: &str) {
        self.add_cookies(name, &[(escaped(name), escaped(value))]);
    }

    fn add_cookies(&mut self, name: &'static str, pairs: &[(String, String)]) {
        if !pairs.is_empty()
            && let Err(problem) = add_cookie(&mut self.given_headers().parameters, &joined(pairs, "; "), false)
        {
            self.refuse(Part::Cookie(name), problem);
        }
    }

    /// Sets a parameter that is not a plain string.
    pub(crate) fn set_styled(&mut self, place: Place, name: &'static str, value: &Value, encoding: Encoding) {
        match place {
            Place::Path => self.set_segment(name, value, encoding),
            Place::Query => self.set_pairs(name, &encoding.pairs(name, value)),
            Place::Cookie => self.add_cookies(name, &encoding.cookies(name, value)),
            Place::Header => {
                if let Some(text) = encoding.header(name, value) {
                    self.set_header(name, &text);
                }
            }
        }
    }

    fn set_segment(&mut self, name: &'static str, value: &Value, encoding: Encoding) {
        let Some(segment) = encoding.segment(name, value) else { return };
        // The unescaped characters cannot end a segment; only dots can have a special meaning.
        match segment.as_str() {
            "" => self.refuse(Part::Path(name), Problem::Empty),
            dots if is_dot_segment(dots) => self.refuse(Part::Path(name), Problem::DotSegment),
            _ => self.path.push((name, segment)),
        }
    }

    /// Sets the body to JSON, under the media type that the description has for it.
    pub(crate) fn set_json<V: Serialize>(&mut self, media_type: &'static str, body: &V) {
        self.content_type = Cow::Borrowed(media_type);
        let write = |body: &V| {
            let mut json = Vec::with_capacity(USUAL_BODY);
            serde_json::to_writer(&mut json, body).map(|()| json)
        };
        self.body = self.json(Part::Body, body, write).map(|json| Bytes::from(json).into());
    }

    /// Sets the body to bytes or a stream.
    pub(crate) fn set_content(&mut self, media_type: Cow<'static, str>, body: Content) {
        self.content_type = media_type;
        self.body = Some([body].into_iter().collect());
    }

    /// Sets the body to a form; properties without an encoding are separate pairs, and their objects are JSON.
    pub(crate) fn set_form(&mut self, body: &Value, encodings: &[(Encoding, &[&str])]) {
        let Value::Object(properties) = body else { return self.refuse(Part::Body, Problem::NotAnObject) };
        let mut form = String::new();
        for (name, value) in properties {
            let described =
                encodings.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(encoding, _)| *encoding);
            let otherwise = if value.is_object() { Style::Json } else { Style::Form };
            let pairs = described.unwrap_or(Encoding::new(otherwise, true)).pairs(name, value);
            if !form.is_empty() && !pairs.is_empty() {
                form.push('&');
            }
            form.push_str(&joined(&pairs, "&"));
        }
        self.set_content(Cow::Borrowed(FORM), Content::Bytes(form.into()));
    }

    /// Sets the body to a multipart form; `types` has the media types of properties in the description.
    pub(crate) fn set_multipart(&mut self, body: Node, types: &[(&str, &str)]) {
        for (pointer, problem) in wrong_types(&body, types).into_iter().chain(nested_streams(&body)) {
            self.violations.push(Violation { part: Part::Body, pointer, problem });
        }
        match multipart(body, types) {
            Some(multipart) => {
                self.content_type = Cow::Owned(multipart.content_type);
                self.body = Some(multipart.body);
            }
            None => self.refuse(Part::Body, Problem::NotAnObject),
        }
    }

    /// Checks a value that becomes part of the request.
    pub(crate) fn check<V: Check>(&mut self, part: Part, value: &V, rules: Rules) {
        let mut checker = Checker::new(part);
        checker.value(value, rules);
        self.violations.extend(checker.finish());
    }

    /// A value as a tree of JSON, or a violation.
    pub(crate) fn json<V, J>(
        &mut self,
        part: Part,
        value: &V,
        write: impl FnOnce(&V) -> Result<J, serde_json::Error>,
    ) -> Option<J> {
        write(value).map_err(|error| self.refuse(part, Problem::NotJson { reason: error.to_string() })).ok()
    }

    fn refuse(&mut self, part: Part, problem: Problem) {
        self.violations.push(Violation { part, pointer: String::new(), problem });
    }

    /// Builds the request.
    ///
    /// # Errors
    ///
    /// All violations.
    pub(crate) fn build(
        &self,
        base: &BaseUrl,
        user_agent: &HeaderValue,
    ) -> Result<http::Request<RequestBody>, Vec<Violation>> {
        if !self.violations.is_empty() {
            return Err(self.violations.clone());
        }
        self.url(base).and_then(|url| self.request(url, user_agent)).map_err(|violation| vec![violation])
    }

    /// Returns the parts of the request, or all violations.
    pub(crate) fn into_parts(self) -> Result<RequestParts, Vec<Violation>> {
        if !self.violations.is_empty() {
            return Err(self.violations);
        }
        let path = self.filled_path("").map_err(|violation| vec![violation])?;
        let query: Vec<_> = self.query.iter().flat_map(|(_, pairs)| pairs.split('&').map(unescaped)).collect();
        let json = self.body.as_ref().map(|body| body.to_bytes().and_then(|body| serde_json::from_slice(&body).ok()));
        // Everything except path, query of a GET and JSON would be lost.
        let has_headers = self.headers.is_some();
        let has_other_query = !query.is_empty() && self.method != Method::GET;
        let is_lost = json == Some(None) || has_headers || has_other_query;
        if is_lost {
            return Err(vec![Violation { part: Part::Body, pointer: String::new(), problem: Problem::NotInBatch }]);
        }
        let json = json.flatten();
        let is_repeatable = self.is_repeatable();
        Ok(RequestParts { operation: self.operation.id, method: self.method, path, query, json, is_repeatable })
    }

    /// The target of the request, below the base URL.
    #[cfg(feature = "test-util")]
    pub(crate) fn target(&self) -> Result<Target, Vec<Violation>> {
        if !self.violations.is_empty() {
            return Err(self.violations.clone());
        }
        let path = self.filled_path("").map_err(|violation| vec![violation])?;
        let (path, fixed) = path.split_once('?').unwrap_or((&path, ""));
        let pairs = self.query.iter().flat_map(|(_, pairs)| pairs.split('&'));
        let query = fixed.split('&').chain(pairs).filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
        Ok(Target { path: path.to_owned(), query })
    }

    /// The path with its values, after a prefix.
    fn filled_path(&self, prefix: &str) -> Result<String, Violation> {
        let values = self.path.iter().map(|(_, value)| value.len());
        let query = self.query.iter().map(|(_, pairs)| pairs.len().saturating_add(1));
        let names = self.path.iter().map(|(name, _)| name.len().saturating_add("{}".len()));
        let template = names.fold(self.operation.path.len(), usize::saturating_sub);
        let length = values.chain(query).fold(prefix.len().saturating_add(template), usize::saturating_add);
        let mut path = String::with_capacity(length);
        path.push_str(prefix);
        match fill_escaped(self.operation.path, &self.path, &mut path) {
            Ok(()) => Ok(path),
            Err(name) => Err(Violation { part: Part::Path(name), pointer: String::new(), problem: Problem::Missing }),
        }
    }

    fn url(&self, base: &BaseUrl) -> Result<Uri, Violation> {
        let mut path = self.filled_path(base.prefix())?;
        for (_, pairs) in &self.query {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(pairs);
        }
        // Everything is escaped, so only the length can be invalid.
        let found = path.len();
        base.with_path(path).map_err(|_| {
            let problem = Problem::TooManyBytes { max: MAX_URL, found };
            Violation { part: Part::Url, pointer: String::new(), problem }
        })
    }

    fn request(&self, url: Uri, user_agent: &HeaderValue) -> Result<http::Request<RequestBody>, Violation> {
        let mut request = http::Request::new(self.body.clone().unwrap_or_default());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = url;
        let headers = request.headers_mut();
        let given = self.headers.as_ref().map_or(0, |given| given.parameters.len().saturating_add(given.extra.len()));
        headers.reserve(given.saturating_add(OWN_HEADERS));
        let invalid =
            |name, problem| Violation { part: Part::Header(Cow::Borrowed(name)), pointer: String::new(), problem };
        headers.insert(ACCEPT, header_value(self.operation.accept).map_err(|problem| invalid("Accept", problem))?);
        headers.insert(USER_AGENT, user_agent.clone());
        // With a content type but no content, some servers reject the empty body as invalid JSON.
        if self.body.is_some() {
            let value = header_value(&self.content_type).map_err(|problem| invalid("Content-Type", problem))?;
            headers.insert(CONTENT_TYPE, value);
        }
        // Values of the caller replace default headers, and headers of one call replace parameters.
        if let Some(given) = &self.headers {
            for (name, value) in &given.parameters {
                headers.insert(name, value.clone());
            }
            for name in given.extra.keys() {
                headers.remove(name);
            }
            for (name, value) in &given.extra {
                headers.append(name, value.clone());
            }
        }
        Ok(request)
    }
}

/// The header with the idempotency key of a call, if the operation has one.
fn minted_key(operation: &Operation) -> Option<Box<GivenHeaders>> {
    let Idempotency::Header(name) = operation.idempotency else { return None };
    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
    let key = HeaderValue::from_str(&mint_key()).ok()?;
    let parameters = HeaderMap::from_iter([(name, key)]);
    Some(Box::new(GivenHeaders { parameters, ..GivenHeaders::default() }))
}

/// A pair of a query, unescaped.
fn unescaped(pair: &str) -> (String, String) {
    let text = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (text(name), text(value))
}

/// Allows visible ASCII and spaces; other characters have different meanings for different servers.
fn header_value(text: &str) -> Result<HeaderValue, Problem> {
    if text == JSON {
        return Ok(HeaderValue::from_static(JSON));
    }
    match text.chars().find(|character| !matches!(character, ' '..='~')) {
        Some(character) if character.is_control() => Err(Problem::ControlCharacter { character }),
        Some(character) => Err(Problem::NotInHeader { character }),
        None => HeaderValue::from_str(text).map_err(|_| Problem::NotAName),
    }
}

/// Adds escaped pairs to the single `Cookie` header.
pub(crate) fn add_cookie(headers: &mut HeaderMap, pairs: &str, is_secret: bool) -> Result<(), Problem> {
    let before = headers.get(COOKIE);
    let is_sensitive = is_secret || before.is_some_and(HeaderValue::is_sensitive);
    let before = before.and_then(|value| value.to_str().ok()).map(|value| format!("{value}; ")).unwrap_or_default();
    let mut value = header_value(&format!("{before}{pairs}"))?;
    value.set_sensitive(is_sensitive);
    headers.insert(COOKIE, value);
    Ok(())
}

/// Adds an escaped pair to the query of a URL.
pub(crate) fn add_query(url: &Uri, member: &str) -> Result<Uri, http::Error> {
    let mut parts = url.clone().into_parts();
    let separator = if url.query().is_some() { '&' } else { '?' };
    let target = parts.path_and_query.as_ref().map_or("/", |target| target.as_str());
    parts.path_and_query = Some(format!("{target}{separator}{member}").parse().map_err(http::Error::from)?);
    Ok(Uri::from_parts(parts)?)
}

fn joined(pairs: &[(String, String)], separator: &str) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::idempotency::Idempotency;
    use serde_json::json;
    use talkjs_rules::{Number, Rule};

    static GET: Operation = Operation::new("getThing", Method::GET, "/things/{thingId}", Idempotency::Natural);
    static PUT: Operation = Operation::new("putThing", Method::PUT, "/things", Idempotency::Natural);

    const AGENT: HeaderValue = HeaderValue::from_static("tests");

    fn base() -> BaseUrl {
        "https://api.example.com/v1/app".parse().unwrap()
    }

    fn header<'r>(request: &'r http::Request<RequestBody>, name: &str) -> Option<&'r str> {
        request.headers().get(name).map(|value| value.to_str().unwrap())
    }

    fn draft(operation: &'static Operation) -> Draft {
        Draft::new(operation, None)
    }

    fn problems(draft: &Draft) -> Vec<String> {
        draft.build(&base(), &AGENT).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_request_without_a_body_has_no_content_type_and_no_credential() {
        let mut draft = draft(&GET);
        draft.set_path("thingId", "a/b".to_owned());
        let request = draft.build(&base(), &AGENT).unwrap();
        assert_eq!(request.method(), Method::GET);
        assert_eq!(request.uri().to_string(), "https://api.example.com/v1/app/things/a%2Fb");
        assert_eq!(header(&request, "accept"), Some("application/json"));
        assert_eq!(header(&request, "content-type"), None);
        assert_eq!(header(&request, "authorization"), None);
        assert_eq!(request.body().to_bytes().unwrap(), "");
    }

    #[test]
    fn a_body_is_compact_json_with_its_content_type() {
        let mut draft = draft(&PUT);
        draft.set_json(JSON, &json!({"name": "Alice"}));
        let request = draft.build(&base(), &AGENT).unwrap();
        assert_eq!(request.method(), Method::PUT);
        assert_eq!(header(&request, "content-type"), Some("application/json"));
        assert_eq!(request.body().to_bytes().unwrap(), r#"{"name":"Alice"}"#);
    }

    #[test]
    fn query_parameters_are_escaped_once_and_the_last_value_counts() {
        let mut draft = draft(&PUT);
        draft.set_query("limit", "5");
        draft.set_query("after", "a&b=c d");
        draft.set_query("limit", "6");
        draft.set_styled(
            Place::Query,
            "filter",
            &json!({"custom": {"a": "exists"}}),
            Encoding::new(Style::Json, false),
        );
        let request = draft.build(&base(), &AGENT).unwrap();
        assert_eq!(
            request.uri().query(),
            Some("after=a%26b%3Dc%20d&limit=6&filter=%7B%22custom%22%3A%7B%22a%22%3A%22exists%22%7D%7D")
        );
    }

    #[test]
    fn a_segment_that_keeps_triples_cannot_climb() {
        let reserved = Encoding::new(Style::Simple, false).reserved();
        let sent = |text: &str| {
            let mut draft = draft(&GET);
            draft.set_styled(Place::Path, "thingId", &json!(text), reserved);
            draft.build(&base(), &AGENT).map(|request| request.uri().path().to_owned()).map_err(|_| ())
        };
        assert_eq!(sent("a%20b/c:d"), Ok("/v1/app/things/a%20b%2Fc:d".to_owned()));
        assert_eq!(sent("a%2Fb"), Ok("/v1/app/things/a%2Fb".to_owned()));
        for dots in ["..", "%2e%2E", ".%2e", "%2E", ""] {
            assert_eq!(sent(dots), Err(()), "{dots}");
        }
    }

    #[test]
    fn a_header_parameter_replaces_what_the_request_has_on_its_own() {
        let mut draft = draft(&PUT);
        draft.set_header("User-Agent", "mine/1");
        assert_eq!(header(&draft.build(&base(), &AGENT).unwrap(), "user-agent"), Some("mine/1"));
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let mut draft = draft(&GET);
        draft.set_path("thingId", "..".to_owned());
        draft.check(Part::Query("limit".into()), &0_i64, &[Rule::Minimum(Number::I64(1))]);
        draft.check(Part::Body, &String::new(), &[Rule::MinLength(1)]);
        assert_eq!(
            problems(&draft),
            [
                "path parameter `thingId` must not be `.` or `..`, which cannot be a segment of a URL",
                "query parameter `limit` must be at least 1, found 0",
                "the body must be at least 1 character long, found 0",
            ]
        );
    }

    #[test]
    fn a_path_parameter_without_a_value_is_a_violation() {
        assert_eq!(problems(&draft(&GET)), ["path parameter `thingId` has no value"]);
    }

    #[test]
    fn a_url_that_is_too_long_is_a_violation() {
        let mut draft = draft(&PUT);
        draft.set_query("filter", &"x".repeat(70_000));
        assert_eq!(problems(&draft), ["the URL must be at most 65534 bytes long, found 70022"]);
    }

    #[test]
    fn the_longest_path_parameter_is_a_setting_and_counts_bytes() {
        let mut short = Draft::new(&GET, Some(255));
        short.set_path("thingId", "é".repeat(127));
        assert!(short.build(&base(), &AGENT).is_ok());
        let mut long = Draft::new(&GET, Some(255));
        long.set_path("thingId", "é".repeat(128));
        assert_eq!(problems(&long), ["path parameter `thingId` must be at most 255 bytes long, found 256"]);
    }

    #[test]
    fn a_raw_path_has_segments_and_replaces_what_was_wrong() {
        for (raw, path) in
            [("", "/v1/app/things/"), ("src/a b.rs", "/v1/app/things/src/a%20b.rs"), ("a//b/", "/v1/app/things/a//b/")]
        {
            let mut draft = draft(&GET);
            draft.set_path("thingId", "".to_owned());
            draft.set_raw_path("thingId", raw);
            assert_eq!(draft.build(&base(), &AGENT).unwrap().uri().path(), path, "{raw}");
        }
        let mut draft = draft(&GET);
        draft.set_raw_path("thingId", "a/../b");
        assert_eq!(
            problems(&draft),
            ["path parameter `thingId` must not be `.` or `..`, which cannot be a segment of a URL"]
        );
    }

    #[test]
    fn a_body_that_is_no_json_is_a_violation() {
        let mut draft = draft(&PUT);
        draft.set_json(JSON, &std::collections::BTreeMap::from([((1, 2), 3)]));
        assert_eq!(problems(&draft), ["the body cannot be written as JSON: key must be a string"]);
    }
}
