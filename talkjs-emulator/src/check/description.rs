//! The description, and what it says about requests and answers.

use std::fmt;

use serde_json::{Map, Number, Value};

use super::exchange::Exchange;
use super::mismatch::{Fault, Mismatch, Part};
use super::operation::{Operation, Parameter, Reading, RequestBody, operations};
use super::validator::{Unvalidated, Validator, Violation};
use crate::api::multipart;
use crate::log::RecordedRequest;
use crate::percent;

const TALKJS: &str = include_str!("../../spec/talkjs.yaml");

/// An OpenAPI description of TalkJS.
pub struct Description {
    operations: Vec<Operation>,
    validator: Validator,
}

/// Why a description cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unreadable {
    /// It is no YAML.
    Yaml(serde_yaml_ng::Error),
    /// It has a schema that the validator does not take, in the validator's words.
    Schema(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yaml(error) => write!(formatter, "the description is no YAML: {error}"),
            Self::Schema(error) => write!(formatter, "the description has a schema that cannot be used: {error}"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl fmt::Debug for Description {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Description").field("operations", &self.operations.len()).finish_non_exhaustive()
    }
}

impl Description {
    /// The description that this workspace has of TalkJS. Reading it takes some milliseconds; keep it.
    ///
    /// # Errors
    ///
    /// Never for the description as it is published; a test sees to that.
    pub fn talkjs() -> Result<Self, Unreadable> {
        Self::read(TALKJS)
    }

    /// A description in YAML or JSON, of OpenAPI 3.0.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] says why it cannot be used. What is not OpenAPI in it is passed over.
    pub fn read(yaml: &str) -> Result<Self, Unreadable> {
        let description: Value = serde_yaml_ng::from_str(yaml).map_err(Unreadable::Yaml)?;
        let mut schemas = Unvalidated::new(&description);
        let operations = operations(&description, &mut schemas);
        Ok(Self { operations, validator: schemas.compile()? })
    }

    /// Method and path of every operation, such as `PUT` and `/users/{userId}`.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.operations.iter().map(|operation| (operation.method.as_str(), operation.path.as_str()))
    }

    /// All that the description does not allow: the answer's status, media type and body; and a request that was
    /// answered with a success though the description refuses it, unless that is on [purpose](super::LENIENT). The
    /// operations of a batch are looked at one by one. Whatever lies outside of `/v1/` is not looked at.
    #[must_use]
    pub fn check(&self, request: &RecordedRequest) -> Vec<Mismatch> {
        let Some(exchange) = Exchange::recorded(request) else {
            return Vec::new();
        };
        let mut mismatches = self.check_exchange(&exchange);
        if exchange.path == "/batch" && exchange.status == 200 {
            mismatches.extend(self.check_batch(&exchange));
        }
        mismatches.retain(|mismatch| mismatch.lenient().is_none());
        mismatches
    }

    fn check_batch(&self, batch: &Exchange<'_>) -> Vec<Mismatch> {
        let operations: Vec<Value> = serde_json::from_slice(&batch.body).unwrap_or_default();
        let rows: Vec<Value> = serde_json::from_slice(&batch.answer).unwrap_or_default();
        let row_of = |operation: &Value| {
            let mut of = rows.iter().filter(|row| row.get(0) == operation.get(0));
            // Numbers that repeat do not say which row is whose.
            of.next().filter(|_| of.next().is_none())
        };
        let exchanges = operations.iter().filter_map(|operation| Exchange::operation(operation, row_of(operation)?));
        exchanges.flat_map(|exchange| self.check_exchange(&exchange)).collect()
    }

    fn check_exchange(&self, exchange: &Exchange<'_>) -> Vec<Mismatch> {
        let operation = self.operation(exchange);
        let path = operation.map_or(exchange.path, |operation| &operation.path);
        let mut faults = Vec::new();
        match operation {
            Some(operation) => {
                faults.extend(self.answer_fault(operation, exchange));
                faults.extend(self.accepted(operation, exchange));
            }
            None if exchange.status != 404 => faults.push(Fault::UnknownOperation),
            None => {}
        }
        let mismatch = |fault| Mismatch {
            method: exchange.method.to_owned(),
            path: path.to_owned(),
            status: exchange.status,
            fault,
        };
        faults.into_iter().map(mismatch).collect()
    }

    fn operation(&self, exchange: &Exchange<'_>) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.method == exchange.method && matches(&operation.path, exchange.path))
    }

    fn answer_fault(&self, operation: &Operation, exchange: &Exchange<'_>) -> Option<Fault> {
        let status = exchange.status;
        let range = format!("{}XX", status / 100);
        let known = [status.to_string(), range, "default".to_owned()];
        let Some(content) = known.iter().find_map(|status| operation.answers.get(status)) else {
            return Some(Fault::UndocumentedStatus);
        };
        if status == 404 && is_odd_404(exchange) {
            return None;
        }
        let media = media(exchange.answer_type);
        let Some(schema) = media.as_ref().and_then(|media| content.get(media)) else {
            return Some(Fault::AnswerType { found: media, expected: content.keys().next()?.clone() });
        };
        let violation = match serde_json::from_slice(&exchange.answer) {
            Ok(body) => self.validator.violation(&body, *schema)?,
            Err(error) => Violation { pointer: String::new(), expected: format!("must be JSON: {error}") },
        };
        Some(Fault::Answer { pointer: violation.pointer, expected: violation.expected })
    }

    fn accepted(&self, operation: &Operation, exchange: &Exchange<'_>) -> Option<Fault> {
        if !(200..300).contains(&exchange.status) {
            return None;
        }
        let parameters = operation.parameters.iter().find_map(|parameter| {
            let violation = self.wrong_parameter(operation, parameter, exchange)?;
            Some((Part::Parameter(parameter.name.clone()), violation))
        });
        let body = || operation.body.as_ref().and_then(|body| self.wrong_body(body, exchange));
        let (part, Violation { pointer, expected }) = parameters.or_else(body)?;
        Some(Fault::Accepted { part, pointer, expected })
    }

    fn wrong_parameter(
        &self,
        operation: &Operation,
        parameter: &Parameter,
        exchange: &Exchange<'_>,
    ) -> Option<Violation> {
        let text = if parameter.is_in_path {
            path_parameter(operation, &parameter.name, exchange.path)
        } else {
            query_parameter(&parameter.name, exchange.query)
        };
        match text {
            Some(text) => self.validator.violation(&read(parameter.reading, &text), parameter.schema),
            None if parameter.is_required => Some(whole("is required")),
            None => None,
        }
    }

    fn wrong_body(&self, body: &RequestBody, exchange: &Exchange<'_>) -> Option<(Part, Violation)> {
        if exchange.body.is_empty() {
            return body.is_required.then(|| (Part::Body, whole("is required")));
        }
        let Some((media, schema)) = media(exchange.content_type).and_then(|media| body.content.get_key_value(&media))
        else {
            let known: Vec<&str> = body.content.keys().map(String::as_str).collect();
            return Some((Part::ContentType, whole(&format!("must be `{}`", known.join("` or `")))));
        };
        let value = if media == "multipart/form-data" { form(body, exchange) } else { json(&exchange.body) };
        let violation = match value {
            Some(value) => self.validator.violation(&value, *schema)?,
            None => whole("cannot be read"),
        };
        Some((Part::Body, violation))
    }
}

fn whole(expected: &str) -> Violation {
    Violation { pointer: String::new(), expected: expected.to_owned() }
}

/// Whether a path has the segments of a template.
fn matches(template: &str, path: &str) -> bool {
    let (parts, segments) = (template.split('/'), path.split('/'));
    parts.clone().count() == segments.clone().count()
        && parts.zip(segments).all(|(part, segment)| part == segment || name_in(part).is_some() && !segment.is_empty())
}

fn name_in(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// The two 404 that say nothing of a resource: an unknown app, and an unknown path or method. The description tells of
/// them in words alone.
fn is_odd_404(exchange: &Exchange<'_>) -> bool {
    let is_plain = exchange.answer_type.is_none() && *exchange.answer == *b"Not found.";
    is_plain || *exchange.answer == *b"\"Not found\""
}

fn media(content_type: Option<&str>) -> Option<String> {
    let media = content_type?.split(';').next()?;
    Some(media.trim().to_ascii_lowercase())
}

fn path_parameter(operation: &Operation, name: &str, path: &str) -> Option<String> {
    let mut parts = operation.path.split('/').zip(path.split('/'));
    let (_, segment) = parts.find(|(part, _)| name_in(part) == Some(name))?;
    percent::decode(segment)
}

/// The last of a name, as the emulator has it.
fn query_parameter(name: &str, query: &str) -> Option<String> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut named = pairs.filter(|(known, _)| percent::decode_query(known).as_deref() == Some(name));
    percent::decode_query(named.next_back()?.1)
}

/// What a text stands for; text that cannot be read stays what it is, and fits no schema but that of a text.
fn read(reading: Reading, text: &str) -> Value {
    let parsed = match reading {
        Reading::Text => None,
        Reading::Json => serde_json::from_str(text).ok(),
        Reading::Scalar => scalar(text),
    };
    parsed.unwrap_or_else(|| Value::from(text))
}

fn scalar(text: &str) -> Option<Value> {
    match text {
        "true" | "false" => Some(Value::Bool(text == "true")),
        _ => {
            text.parse::<i64>().map(Value::from).ok().or_else(|| Number::from_f64(text.parse().ok()?).map(Value::from))
        }
    }
}

fn json(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok()
}

/// The parts of a form as an object. A file stands there as a text, whatever is in it.
fn form(body: &RequestBody, exchange: &Exchange<'_>) -> Option<Value> {
    let boundary = multipart::boundary(exchange.content_type?)?;
    let mut members = Map::new();
    for part in multipart::parts(&exchange.body, &boundary)? {
        let text = String::from_utf8_lossy(&part.bytes);
        let reading = body.parts.get(&part.name).copied().unwrap_or(Reading::Text);
        members.insert(part.name, read(reading, &text));
    }
    Some(Value::Object(members))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use axum::body::{Body, Bytes};
    use axum::http::{Request, Response};
    use serde_json::json;

    use super::*;

    static TALKJS: LazyLock<Description> = LazyLock::new(|| Description::talkjs().unwrap());

    fn recorded(request: (&str, &str, &str), status: u16, answer: &str) -> RecordedRequest {
        let (method, target, body) = request;
        let head = Request::builder().method(method).uri(target).header("Content-Type", "application/json");
        let (parts, ()) = head.body(()).unwrap().into_parts();
        let answered = Response::builder().status(status).header("Content-Type", "application/json; charset=utf-8");
        let answered = answered.body(Body::empty()).unwrap();
        let said = Bytes::from(answer.to_owned());
        RecordedRequest::new(&parts, body.to_owned().into(), 0, Some((&answered, said)))
    }

    fn mismatches(request: (&str, &str, &str), status: u16, answer: &str) -> Vec<String> {
        let found = TALKJS.check(&recorded(request, status, answer));
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_as_described_is_no_mismatch() {
        for (request, status, answer) in [
            (("PUT", "/v1/app/users/a", r#"{"name": "A"}"#), 200, "{}"),
            (("PUT", "/v1/app/users/a", r#"{"name": 5}"#), 400, r#"{"reasons": {"name": ["no"]}}"#),
            (("GET", "/v1/app", ""), 200, r#"{"id": "app"}"#),
            (("GET", "/v1/app/users/", ""), 200, r#"{"data": []}"#),
            (("PUT", "/v1/app/conversations/c/participants/a", ""), 200, "{}"),
            (("PATCH", "/v1/app/users", "{}"), 404, r#""Not found""#),
            (("GET", "/health", ""), 200, "ok"),
            (("GET", "/v1/app/users/a", ""), 503, "{}"),
        ] {
            assert_eq!(mismatches(request, status, answer), [] as [&str; 0], "{request:?}");
        }
    }

    #[test]
    fn answers_that_are_not_described_are_told_by_their_place() {
        let users = ("GET", "/v1/app/users", "");
        for (request, status, answer, words) in [
            (users, 200, r#"{"data": [{"id": "a"}]}"#, "200: the answer at /data/0: missing properties 'name', "),
            (users, 200, "{", "200: the answer: must be JSON: "),
            (users, 200, r#"{"data": 5}"#, "200: the answer at /data: want array, but got number"),
            (users, 403, "{}", "403: the description does not have this status"),
            (users, 400, r#""text""#, "400: the answer: want object, but got string"),
            (("POST", "/v1/app/users", "{}"), 405, "{}", "405: the description has no such operation"),
            (("PUT", "/v1/app/users/a", "{}"), 200, r#"{"id": "a"}"#, "200: the answer: maximum 0 properties required"),
        ] {
            let found = mismatches(request, status, answer);
            let words =
                format!("{} {} {words}", request.0, request.1.replace("/v1/app", "").replace("/a", "/{userId}"));
            assert!(found.len() == 1 && found[0].starts_with(&words), "{found:?} {words}");
        }
    }

    #[test]
    fn wrong_requests_that_succeed_are_told_by_their_part() {
        let wrong_id = r#"[{"type": "UserMessage", "sender": "a", "content": [{"type": "text", "children": [7]}]}]"#;
        for (request, answer, words) in [
            (
                ("PUT", "/v1/app/users/a", r#"{"email": ["e", 5]}"#),
                "{}",
                "the body at /email/1 is accepted: want string",
            ),
            (("PUT", "/v1/app/users/a", ""), "{}", "the body is accepted: is required"),
            (("PUT", "/v1/app/users/a", "{"), "{}", "the body is accepted: cannot be read"),
            (
                ("GET", "/v1/app/users?limit=x", ""),
                r#"{"data": []}"#,
                "the parameter `limit` is accepted: want integer",
            ),
            (
                ("GET", "/v1/app/users?limit=101", ""),
                r#"{"data": []}"#,
                "the parameter `limit` is accepted: must be <=100",
            ),
            (
                ("GET", "/v1/app/conversations?filter=%5B%5D", ""),
                r#"{"data": []}"#,
                "the parameter `filter` is accepted: want object",
            ),
            (
                ("POST", "/v1/app/conversations/c/messages", wrong_id),
                r#"[{"id": "m"}]"#,
                "the body at /0/content/0/children/0 is accepted: want string, but got number; or ",
            ),
            (
                ("POST", "/v1/app/conversations/c/messages", r#"[{"type": "UserMessage", "sender": "a"}]"#),
                r#"[{"id": "m"}]"#,
                "the body at /0 is accepted: missing properties 'text'",
            ),
        ] {
            let found = mismatches(request, 200, answer);
            assert!(found.len() == 1 && found[0].contains(words), "{found:?} {words}");
        }
    }

    #[test]
    fn the_operations_of_a_batch_are_looked_at_one_by_one() {
        let operations =
            json!([[1, "PUT", "/users/a", {"name": 5}], [2, "GET", "/users"], [3, "GET", "/users", {"limit": "1"}]]);
        let rows = json!([[2, 200, {"data": 1}], [1, 200, {}], [3, 200, {"data": []}]]);
        let found = mismatches(("POST", "/v1/app/batch", &operations.to_string()), 200, &rows.to_string());
        let [accepted, answer] = &found[..] else { panic!("{found:?}") };
        assert!(accepted.starts_with("PUT /users/{userId} 200: the body at /name is accepted"), "{accepted}");
        assert!(answer.starts_with("GET /users 200: the answer at /data: "), "{answer}");
    }

    #[test]
    fn what_is_lenient_on_purpose_is_no_mismatch() {
        let null = ("PUT", "/v1/app", r#"{"custom": {"k": null}}"#);
        assert_eq!(mismatches(null, 200, "{}"), [] as [&str; 0]);
        let number = ("PUT", "/v1/app", r#"{"defaultLocale": 5}"#);
        assert_eq!(mismatches(number, 200, "{}").len(), 1);
    }

    #[test]
    fn what_is_no_description_cannot_be_read() {
        assert!(matches!(Description::read("{"), Err(Unreadable::Yaml(_))));
        assert!(matches!(
            Description::read(
                r##"{"components": {"schemas": {"A": {"type": "five"}}}, "paths": {"/": {"get": {"responses":
                {"200": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}}}"##
            ),
            Err(Unreadable::Schema(_))
        ));
    }
}
