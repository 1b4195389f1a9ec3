//! Records exchanges, to check them against the description.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use serde_json::{Map, Value, json};

use crate::response::media_type::is_json;
use crate::send::hooks::{ObservedRequest, ObservedResponse};

/// The version of the lines.
const VERSION: u32 = 1;

/// The path of raw requests.
const RAW: &str = "{path}";

/// Writes a line of JSON for each request and its response, which `talkjs-codegen drift` checks against the
/// description.
///
/// By default a line has the operation, the status, content types, names of query parameters, and the *shapes* of JSON
/// bodies: names of properties and types of values. It has no values, no headers, no paths with ids and no credentials.
/// Keys of maps are names of properties as well; [`with_maps`](Self::with_maps) hides them. The schema of a line is
/// `talkjs-drift/schemas/exchange.json`.
///
/// Clones write to the same output. Requires the cargo feature `record`.
///
/// ```
/// use talkjs_runtime::ClientCore;
/// use talkjs_runtime::hooks::Recorder;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = std::env::temp_dir().join(format!("recorder-{}.ndjson", std::process::id()));
/// let recorder = Recorder::to_file(&path)?;
/// let core = ClientCore::builder("http://127.0.0.1:4010/v1").on_response(recorder.hook()).build()?;
/// // … calls …
/// recorder.finish()?;
/// # std::fs::remove_file(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Recorder {
    output: Arc<Mutex<Output>>,
    maps: Arc<[String]>,
    /// The names of properties whose values are hidden, if values are recorded.
    sensitive: Option<Arc<[String]>>,
}

struct Output {
    writer: Box<dyn Write + Send>,
    error: Option<io::Error>,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("writes_bodies", &self.sensitive.is_some()).finish_non_exhaustive()
    }
}

impl Recorder {
    /// Appends to a file, which is created if it does not exist.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn to_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let file: File = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(Self::to_writer(file))
    }

    /// Writes to a writer, each line with one call of `write_all`. It must not block for long, since a request waits
    /// for it.
    pub fn to_writer(writer: impl Write + Send + 'static) -> Self {
        let output = Output { writer: Box::new(writer), error: None };
        Self { output: Arc::new(Mutex::new(output)), maps: Arc::default(), sensitive: None }
    }

    /// Records whole JSON bodies and the values of queries, to check enum values and constraints. That is personal
    /// data: protect the file accordingly. `sensitive` are the names of properties and parameters whose values are
    /// omitted, at any depth: those that the description marks with `x-sensitive`, and others that you know.
    ///
    /// ```
    /// use talkjs_runtime::hooks::Recorder;
    ///
    /// let recorder = Recorder::to_writer(Vec::new()).with_bodies(["email", "phone"]);
    /// ```
    #[must_use]
    pub fn with_bodies<S: Into<String>>(mut self, sensitive: impl IntoIterator<Item = S>) -> Self {
        self.sensitive = Some(sensitive.into_iter().map(Into::into).collect());
        self
    }

    /// Hides the keys of the objects under these properties in shapes, for maps whose keys are data, such as ids.
    ///
    /// ```
    /// use talkjs_runtime::hooks::Recorder;
    ///
    /// let recorder = Recorder::to_writer(Vec::new()).with_maps(["participants", "custom"]);
    /// ```
    #[must_use]
    pub fn with_maps<S: Into<String>>(mut self, properties: impl IntoIterator<Item = S>) -> Self {
        self.maps = properties.into_iter().map(Into::into).collect();
        self
    }

    /// Returns the hook for [`on_response`](crate::ClientCoreBuilder::on_response).
    pub fn hook(&self) -> impl Fn(ObservedResponse<'_>) + Send + Sync + 'static + use<> {
        let recorder = self.clone();
        move |response| recorder.record(&response)
    }

    /// Flushes the output.
    ///
    /// # Errors
    /// The first error of writing. Nothing is written after it.
    pub fn finish(&self) -> io::Result<()> {
        let mut output = self.output();
        match output.error.take() {
            Some(error) => Err(error),
            None => output.writer.flush(),
        }
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, response: &ObservedResponse<'_>) {
        let line = format!("{}\n", self.line(response));
        let mut output = self.output();
        if output.error.is_none() {
            output.error = output.writer.write_all(line.as_bytes()).err();
        }
    }

    fn line(&self, response: &ObservedResponse<'_>) -> Value {
        let request = &response.request;
        let head = response.result.as_ref().ok();
        let sent = request.body.to_bytes();
        let mut line = json!({
            "version": VERSION,
            "method": request.method.as_str(),
            "status": head.map_or(0, |head| head.status.as_u16()),
            "query": self.query(request.url),
            "request": self.body(request.headers, sent.as_ref()),
        });
        let Some(object) = line.as_object_mut() else { return line };
        object.extend(self.target(request));
        if let Some(head) = head {
            object.insert("response".to_owned(), self.body(head.headers, response.body));
        }
        line
    }

    /// The operation. A raw request is identified by its URL.
    fn target(&self, request: &ObservedRequest<'_>) -> Vec<(String, Value)> {
        if request.path != RAW {
            return vec![
                ("operation".to_owned(), Value::from(request.operation)),
                ("path".to_owned(), Value::from(request.path)),
            ];
        }
        let address = request.url.to_string();
        let address = address.split('?').next().unwrap_or_default();
        self.sensitive.iter().map(|_| ("url".to_owned(), Value::from(address))).collect()
    }

    /// The names in the query, or names and values.
    fn query(&self, url: &Uri) -> Value {
        let decoded =
            |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        let pairs = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let pairs = pairs.map(|(name, value)| (decoded(name), decoded(value)));
        let Some(sensitive) = &self.sensitive else {
            return pairs.map(|(name, _)| Value::from(name)).collect();
        };
        let mut values: Map<String, Value> = Map::new();
        for (name, value) in pairs {
            let is_hidden = sensitive.contains(&name);
            let list = values.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            if let (false, Some(list)) = (is_hidden, list.as_array_mut()) {
                list.push(Value::from(value));
            }
        }
        Value::Object(values)
    }

    fn body(&self, headers: &HeaderMap, body: Option<&Bytes>) -> Value {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        // Parameters of a media type can be data: the boundary of a form is random.
        let media = content_type.and_then(|value| value.split(';').next()).map(str::trim);
        let mut written = Map::new();
        if let Some(media) = media {
            written.insert("content_type".to_owned(), Value::from(media));
        }
        if let Some(body) =
            body.filter(|body| !body.is_empty() && media.is_some_and(|media| is_json(&media.to_ascii_lowercase())))
        {
            match serde_json::from_slice::<Value>(body) {
                Ok(value) => self.json(value, &mut written),
                Err(_) => drop(written.insert("not_json".to_owned(), Value::Bool(true))),
            }
        }
        Value::Object(written)
    }

    fn json(&self, mut value: Value, written: &mut Map<String, Value>) {
        let Some(sensitive) = &self.sensitive else {
            written.insert("shape".to_owned(), self.shape(&value));
            return;
        };
        let mut hidden = Vec::new();
        hide(&mut value, sensitive, &mut String::new(), &mut hidden);
        written.insert("body".to_owned(), value);
        if !hidden.is_empty() {
            written.insert("hidden".to_owned(), hidden.into());
        }
    }

    /// Names of properties and types of values; equal items of lists only once.
    fn shape(&self, value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let of = |(name, value): (&String, &Value)| {
                    let shape = if self.maps.contains(name) { self.map(value) } else { self.shape(value) };
                    (name.clone(), shape)
                };
                Value::Object(object.iter().map(of).collect())
            }
            Value::Array(items) => distinct(items.iter().map(|item| self.shape(item))).into(),
            Value::Null => "null".into(),
            Value::Bool(_) => "boolean".into(),
            Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => "integer".into(),
            Value::Number(_) => "number".into(),
            Value::String(_) => "string".into(),
        }
    }

    /// A map without its keys.
    fn map(&self, value: &Value) -> Value {
        let Value::Object(object) = value else { return self.shape(value) };
        let shapes = distinct(object.values().map(|value| self.shape(value)));
        Value::Object(shapes.into_iter().enumerate().map(|(index, shape)| (format!("*{index}"), shape)).collect())
    }
}

fn distinct(shapes: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut list = Vec::new();
    for shape in shapes {
        if !list.contains(&shape) {
            list.push(shape);
        }
    }
    list
}

/// Replaces sensitive values by values of the same types, and lists their places.
fn hide(value: &mut Value, sensitive: &[String], pointer: &mut String, hidden: &mut Vec<String>) {
    let end = pointer.len();
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                if sensitive.contains(name) {
                    *value = same_type(value);
                    hidden.push(pointer.clone());
                } else {
                    hide(value, sensitive, pointer, hidden);
                }
                pointer.truncate(end);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                pointer.push_str(&format!("/{index}"));
                hide(value, sensitive, pointer, hidden);
                pointer.truncate(end);
            }
        }
        _ => {}
    }
}

fn same_type(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(false),
        Value::Number(number) if number.is_f64() => Value::from(0.5),
        Value::Number(_) => Value::from(0),
        Value::String(_) => Value::from(""),
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(_) => Value::Object(Map::new()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderValue, Method, StatusCode};

    use super::*;
    use crate::request::body::RequestBody;
    use crate::send::hooks::ResponseHead;

    /// What a test can read after the recorder has written.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().map_err(|_| io::Error::other("a panic elsewhere"))?.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const SENT: &str =
        r#"{"name": "canary", "custom": {"canary": 1, "b": 2}, "email": ["canary"], "tags": ["canary", "x"]}"#;

    fn recorded(path: &'static str, set_up: impl Fn(Recorder) -> Recorder) -> Value {
        let shared = Shared::default();
        let recorder = set_up(Recorder::to_writer(shared.clone()));
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        headers.insert("cookie", HeaderValue::from_static("canary"));
        let url = Uri::from_static("http://127.0.0.1/users/canary?limit=canary&email=canary");
        let sent: RequestBody = Bytes::from_static(SENT.as_bytes()).into();
        let (method, received) = (Method::PUT, Bytes::from_static(b"{\"total\": 1.5, \"next\": null}"));
        let request = ObservedRequest {
            operation: "putUser",
            path,
            attempt: 1,
            method: &method,
            url: &url,
            headers: &headers,
            body: &sent,
        };
        let result = Ok(ResponseHead { status: StatusCode::OK, headers: &headers });
        let (body, duration) = (Some(&received), Duration::ZERO);
        recorder.hook()(ObservedResponse { request, result, body, duration });
        recorder.finish().unwrap();
        let lines = String::from_utf8(shared.0.lock().unwrap().clone()).unwrap();
        assert_eq!(lines.lines().count(), 1);
        serde_json::from_str(&lines).unwrap()
    }

    #[test]
    fn a_line_has_shapes_and_no_values() {
        let line = recorded("/users/{userId}", |recorder| recorder.with_maps(["custom"]));
        assert!(!line.to_string().contains("canary"), "{line}");
        let expected = json!({
            "version": 1, "method": "PUT", "operation": "putUser", "path": "/users/{userId}", "status": 200,
            "query": ["limit", "email"],
            "request": {"content_type": "application/json", "shape": {
                "name": "string", "custom": {"*0": "integer"}, "email": ["string"], "tags": ["string"]
            }},
            "response": {"content_type": "application/json", "shape": {"total": "number", "next": "null"}}
        });
        assert_eq!(line, expected);
        assert!(!recorded(RAW, |recorder| recorder.with_maps(["custom"])).to_string().contains("canary"));
    }

    #[test]
    fn bodies_are_written_without_what_is_sensitive() {
        let line = recorded("/users/{userId}", |recorder| recorder.with_bodies(["email"]));
        assert_eq!(line["query"], json!({"limit": ["canary"], "email": []}));
        assert_eq!(line["request"]["hidden"], json!(["/email"]));
        assert_eq!(line["request"]["body"]["email"], json!([]));
        assert_eq!(line["request"]["body"]["name"], "canary");
        assert_eq!(line["response"]["body"], json!({"total": 1.5, "next": null}));
        assert!(line.get("url").is_none());
        assert_eq!(recorded(RAW, |recorder| recorder.with_bodies(["email"]))["url"], "http://127.0.0.1/users/canary");
    }

    #[test]
    fn an_error_of_the_output_is_kept_for_the_end() {
        struct Broken;
        impl Write for Broken {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::other("disk full"))
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let recorder = Recorder::to_writer(Broken);
        recorder.output().writer.flush().unwrap();
        let url = Uri::from_static("http://127.0.0.1/");
        let (headers, body, method) = (HeaderMap::new(), RequestBody::default(), Method::GET);
        let request = ObservedRequest {
            operation: "getUser",
            path: "/",
            attempt: 1,
            method: &method,
            url: &url,
            headers: &headers,
            body: &body,
        };
        let result = Ok(ResponseHead { status: StatusCode::OK, headers: &headers });
        recorder.hook()(ObservedResponse { request, result, body: None, duration: Duration::ZERO });
        assert_eq!(recorder.finish().unwrap_err().to_string(), "disk full");
    }
}
