//! Reads files with exchanges: HAR, and JSON lines of the recorder of `talkjs-runtime`.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use crate::exchange::{Body, Content, Exchange, Path, pairs, value_of_shape};

/// The reason why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrafficError {
    /// The file is empty.
    Empty,
    /// The file is neither HAR nor JSON lines.
    Har {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The reason.
        reason: String,
    },
    /// A line of JSON is not an exchange.
    Line {
        /// The line, from 1.
        line: usize,
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for TrafficError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const EXPECTED: &str = "expected HAR (an object with `log.entries`) or a JSON object on each line, with `version`, \
                                `method` and `status`";
        match self {
            Self::Empty => write!(formatter, "no exchanges: the file is empty; {EXPECTED}"),
            Self::Har { line, column, reason } => {
                write!(formatter, "line {line}, column {column}: not HAR: {reason}; {EXPECTED}")
            }
            Self::Line { line, reason } => write!(formatter, "line {line}: not an exchange: {reason}; {EXPECTED}"),
        }
    }
}

impl std::error::Error for TrafficError {}

/// Reads a file with exchanges, HAR or JSON lines, and passes them on one by one.
///
/// ```
/// let line = r#"{"version": 1, "method": "GET", "path": "/pets/{id}", "status": 200, "response":
///     {"content_type": "application/json", "shape": {"name": "string"}}}"#.replace('\n', "");
/// let mut statuses = Vec::new();
/// talkjs_drift::read_traffic(line.as_bytes(), &mut |exchange| statuses.push(exchange.status))?;
/// assert_eq!(statuses, [200]);
/// # Ok::<(), talkjs_drift::TrafficError>(())
/// ```
///
/// # Errors
/// [`TrafficError`] with the line. Earlier exchanges have been passed on.
pub fn read_traffic(file: &[u8], each: &mut dyn FnMut(Exchange)) -> Result<(), TrafficError> {
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let first = text.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let first = first.ok_or(TrafficError::Empty)?;
    // HAR can be a single line as well.
    let is_lines = serde_json::from_slice::<Head>(first).is_ok_and(|head| head.log.is_none());
    if is_lines { read_lines(text, each) } else { read_har(text, each) }
}

/// The part of a file that determines its format.
#[derive(Deserialize)]
struct Head {
    log: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: HarRequest,
    response: HarResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Pair>,
    post_data: Option<HarBody>,
}

#[derive(Deserialize)]
struct HarResponse {
    status: i64,
    #[serde(default)]
    headers: Vec<Pair>,
    content: Option<HarBody>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarBody {
    #[serde(default)]
    mime_type: String,
    text: Option<String>,
    encoding: Option<String>,
    #[serde(default)]
    params: Vec<Pair>,
}

fn read_har(text: &[u8], each: &mut dyn FnMut(Exchange)) -> Result<(), TrafficError> {
    let har: Har = serde_json::from_slice(text).map_err(|error| TrafficError::Har {
        line: error.line(),
        column: error.column(),
        reason: reason(&error),
    })?;
    for Entry { request, response } in har.log.entries {
        let (url, query) = split(&request.url);
        each(Exchange {
            method: request.method.to_ascii_uppercase(),
            operation: None,
            path: Path::Url(url.to_owned()),
            query: pairs(query),
            request: har_body(request.post_data, &request.headers),
            status: u16::try_from(response.status).unwrap_or(0),
            response: har_body(response.content, &response.headers),
        });
    }
    Ok(())
}

/// The URL and the query, without the fragment.
fn split(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    url.split_once('?').unwrap_or((url, ""))
}

/// The media type in the body's own field is sometimes guessed by the recorder, so the header has precedence.
fn har_body(body: Option<HarBody>, headers: &[Pair]) -> Body {
    let header = headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type"));
    let header = header.map(|header| header.value.clone());
    let Some(body) = body else { return Body::new(header.as_deref(), Content::Absent) };
    let own = Some(body.mime_type).filter(|media| !media.is_empty() && media != "x-unknown");
    let content = match (body.text.filter(|text| !text.is_empty()), body.encoding.as_deref()) {
        (Some(text), Some("base64")) => STANDARD.decode(text).map_or(Content::Absent, Content::Bytes),
        (Some(text), _) => Content::Bytes(text.into_bytes()),
        (None, _) if body.params.is_empty() => Content::Absent,
        (None, _) => Content::Form(body.params.into_iter().map(|param| (param.name, param.value)).collect()),
    };
    Body { content_type: header.or(own), content }
}

/// A line of the recorder; its schema is `schemas/exchange.json`.
#[derive(Deserialize)]
struct Line {
    version: u32,
    method: String,
    status: u16,
    operation: Option<String>,
    path: Option<String>,
    url: Option<String>,
    #[serde(default)]
    query: Query,
    #[serde(default)]
    request: LineBody,
    #[serde(default)]
    response: LineBody,
}

/// Names, or names with values.
#[derive(Deserialize)]
#[serde(untagged)]
enum Query {
    Names(Vec<String>),
    Values(BTreeMap<String, Vec<String>>),
}

impl Default for Query {
    fn default() -> Self {
        Self::Names(Vec::new())
    }
}

#[derive(Default, Deserialize)]
struct LineBody {
    content_type: Option<String>,
    #[serde(default, deserialize_with = "some")]
    body: Option<Value>,
    #[serde(default)]
    hidden: Vec<String>,
    shape: Option<Value>,
    /// Whether the body is not JSON, though its media type is.
    #[serde(default)]
    not_json: bool,
}

/// `null` is a body.
fn some<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

const VERSION: u32 = 1;

fn read_lines(text: &[u8], each: &mut dyn FnMut(Exchange)) -> Result<(), TrafficError> {
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let number = index.saturating_add(1);
        let parsed = serde_json::from_slice::<Line>(line).map_err(|error| reason(&error));
        let exchange = parsed.and_then(exchange);
        each(exchange.map_err(|reason| TrafficError::Line { line: number, reason })?);
    }
    Ok(())
}

fn exchange(line: Line) -> Result<Exchange, String> {
    if line.version != VERSION {
        return Err(format!("unsupported version {}, expected {VERSION}", line.version));
    }
    let path = match (line.path, line.url) {
        (Some(path), _) => Path::Template(split(&path).0.to_owned()),
        (None, Some(url)) => Path::Url(split(&url).0.to_owned()),
        (None, None) => Path::Unknown,
    };
    let query = match line.query {
        Query::Names(names) => names.into_iter().map(|name| (name, None)).collect(),
        Query::Values(values) => {
            let pairs = values.into_iter();
            // A missing value was sensitive.
            let some = |values: Vec<String>| {
                if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() }
            };
            pairs.flat_map(|(name, values)| some(values).into_iter().map(move |value| (name.clone(), value))).collect()
        }
    };
    Ok(Exchange {
        method: line.method.to_ascii_uppercase(),
        operation: line.operation,
        path,
        query,
        request: line_body(line.request)?,
        status: line.status,
        response: line_body(line.response)?,
    })
}

fn line_body(body: LineBody) -> Result<Body, String> {
    let content = match (body.body, body.shape) {
        (Some(value), _) => Content::Json { value, hidden: body.hidden },
        (None, Some(shape)) => {
            if value_of_shape(&shape).is_none() {
                return Err("invalid shape: only objects, arrays and names of JSON types are allowed".to_owned());
            }
            Content::Shape(shape)
        }
        (None, None) if body.not_json => Content::Bytes(b"?".to_vec()),
        (None, None) => Content::Absent,
    };
    Ok(Body { content_type: body.content_type, content })
}

/// The parser's message, without the position, which is reported separately, and without values of the file.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    match text.split_once("invalid type: ") {
        Some((_, what)) => {
            let expected = what.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
            format!("wrong type, expected {expected}")
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Exchange>, String> {
        let mut exchanges = Vec::new();
        read_traffic(text.as_bytes(), &mut |exchange| exchanges.push(exchange)).map_err(|error| error.to_string())?;
        Ok(exchanges)
    }

    #[test]
    fn har_is_read_with_its_bodies() {
        let har = r#"{"log": {"entries": [{"request": {"method": "post", "url": "http://h/a%20b?x=1+2#f", "headers": [],
            "postData": {"mimeType": "application/json", "text": "{}"}}, "response": {"status": 200, "headers": [{"name":
            "Content-Type", "value": "application/json; charset=utf-8"}], "content": {"text": "e30=", "encoding": "base64"}}}]}}"#;
        let exchanges = read(har).unwrap();
        assert!(matches!(&exchanges[0].path, Path::Url(url) if url == "http://h/a%20b"));
        assert_eq!(exchanges[0].query, [("x".to_owned(), Some("1 2".to_owned()))]);
        assert!(matches!(&exchanges[0].response.content, Content::Bytes(bytes) if bytes == b"{}"));
        assert_eq!(exchanges[0].response.media().as_deref(), Some("application/json"));
    }

    #[test]
    fn what_is_no_traffic_is_an_error_with_its_line() {
        assert!(read("\n").unwrap_err().starts_with("no exchanges: the file is empty; expected HAR"));
        assert!(read("openapi: 3.0.3\n").unwrap_err().starts_with("line 1, column 1: not HAR: expected value"));
        let line = r#"{"version": 1, "method": "GET", "status": 200}"#;
        let secret = format!("{line}\n{{\"version\": 1, \"method\": \"GET\", \"status\": \"canary\"}}\n");
        let error = read(&secret).unwrap_err();
        assert!(error.starts_with("line 2: not an exchange: wrong type, expected u16"), "{error}");
        assert!(!error.contains("canary"));
        let error = read(&line.replace('1', "2")).unwrap_err();
        assert!(error.starts_with("line 1: not an exchange: unsupported version 2, expected 1"), "{error}");
        assert!(read("{\"log\": {}}").unwrap_err().contains("missing field `entries`"));
    }
}
