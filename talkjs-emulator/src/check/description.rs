//! TalkJS' description, and the exchanges of the emulator that are checked against it.

use std::io;

use serde_json::Value;
use talkjs_drift::{Deviation, Kind, Part};

use super::exchange::{batch, recorded};
use super::lenient::is_lenient;
use crate::log::RecordedRequest;

const TALKJS: &str = include_str!("../../spec/talkjs.yaml");

/// An OpenAPI description of TalkJS.
#[derive(Debug)]
pub struct Description(talkjs_drift::Description);

impl Description {
    /// The description of TalkJS in this workspace. Reading it takes some milliseconds; keep it.
    ///
    /// # Errors
    ///
    /// Never for the description as it is published; a test checks that.
    pub fn talkjs() -> io::Result<Self> {
        let invalid = |error: String| io::Error::new(io::ErrorKind::InvalidData, error);
        let description: Value = serde_yaml_ng::from_str(TALKJS).map_err(|error| invalid(error.to_string()))?;
        let files = vec![("talkjs.yaml".to_owned(), description)];
        talkjs_drift::Description::new(files).map(Self).map_err(|error| invalid(error.to_string()))
    }

    /// All deviations from the description: the response's status, media type and body, with undocumented properties;
    /// and a request that succeeded although the description rejects it, unless the emulator is lenient on purpose.
    /// Unknown properties and parameters of a request are not reported, since TalkJS ignores them. The operations of a
    /// batch are checked one by one. Requests outside of `/v1/` are not checked.
    #[must_use]
    pub fn check(&self, request: &RecordedRequest) -> Vec<Deviation> {
        let Some(exchange) = recorded(request) else {
            return Vec::new();
        };
        let mut deviations = self.0.check(&exchange).deviations;
        if is_odd_404(request) {
            deviations.retain(|deviation| deviation.part != Part::Response);
        }
        if request.path().ends_with("/batch") && request.status == 200 {
            let operations = batch(request);
            deviations.extend(operations.iter().flat_map(|operation| self.0.check(operation).deviations));
        }
        deviations.retain(|deviation| {
            let is_ignored = deviation.part != Part::Response && is_surplus(&deviation.kind);
            deviation.is_drift() && !is_ignored && !is_lenient(deviation)
        });
        deviations
    }
}

/// Whether a request has something undocumented, which TalkJS ignores.
fn is_surplus(kind: &Kind) -> bool {
    let is_body_of_nothing = matches!(kind, Kind::UndocumentedContentType { described, .. } if described.is_empty());
    is_body_of_nothing || !kind.is_violation()
}

/// The two 404 that are not about a resource: an unknown app, and an unknown path or method. The description has them
/// only in its texts.
fn is_odd_404(request: &RecordedRequest) -> bool {
    let is_plain = request.response_content_type().is_none() && request.response_body() == b"Not found.";
    request.status == 404 && (is_plain || request.response_body() == b"\"Not found\"")
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use http::{Request, Response};
    use hyper::body::Bytes;
    use serde_json::json;

    use super::*;
    use crate::response::full;

    static TALKJS: LazyLock<Description> = LazyLock::new(|| Description::talkjs().unwrap());

    fn recorded(request: (&str, &str, &str), status: u16, response_body: &str) -> RecordedRequest {
        let (method, target, body) = request;
        let head = Request::builder().method(method).uri(target).header("Content-Type", "application/json");
        let (parts, ()) = head.body(()).unwrap().into_parts();
        let response = Response::builder().status(status).header("Content-Type", "application/json; charset=utf-8");
        let response = response.body(full("")).unwrap();
        let response_body = Bytes::from(response_body.to_owned());
        RecordedRequest::new(&parts, body.to_owned().into(), 0, Some((&response, response_body)))
    }

    fn mismatches(request: (&str, &str, &str), status: u16, body: &str) -> Vec<String> {
        let found = TALKJS.check(&recorded(request, status, body));
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_as_described_is_no_mismatch() {
        for (request, status, body) in [
            (("PUT", "/v1/app/users/a", r#"{"name": "A"}"#), 200, "{}"),
            (("PUT", "/v1/app/users/a", r#"{"name": 5}"#), 400, r#"{"reasons": {"name": ["no"]}}"#),
            (("GET", "/v1/app", ""), 200, r#"{"id": "app"}"#),
            (("GET", "/v1/app/users/", ""), 200, r#"{"data": []}"#),
            (("PUT", "/v1/app/conversations/c/participants/a", ""), 200, "{}"),
            (("PATCH", "/v1/app/users", "{}"), 404, r#""Not found""#),
            (("GET", "/health", ""), 200, "ok"),
            (("GET", "/v1/app/users/a", ""), 503, "{}"),
        ] {
            assert_eq!(mismatches(request, status, body), [] as [&str; 0], "{request:?}");
        }
    }

    #[test]
    fn responses_that_are_not_described_are_reported_by_their_place() {
        let users = ("GET", "/v1/app/users", "");
        for (request, status, body, words) in [
            (users, 200, r#"{"data": [{"id": "a"}]}"#, "200: response at /data/*: missing required property `name`"),
            (users, 200, "{", "200: response: not JSON"),
            (users, 200, r#"{"data": 5}"#, "200: response at /data: wrong type, expected array, found integer"),
            (users, 200, r#"{"data": [], "next": 5}"#, "200: response: undocumented property `next`"),
            (users, 403, "{}", "403: response: undocumented status"),
            (users, 400, r#""text""#, "400: response: wrong type, expected object, found string"),
            (("POST", "/v1/app/users", "{}"), 200, "{}", "200: operation: undocumented operation"),
            (
                ("PUT", "/v1/app/users/a", "{}"),
                200,
                r#"{"id": "a"}"#,
                "200: response: broken constraint `maxProperties: 0`",
            ),
        ] {
            let found = mismatches(request, status, body);
            let words =
                format!("{} {} {words}", request.0, request.1.replace("/v1/app", "").replace("/a", "/{userId}"));
            assert!(found.contains(&words), "{found:?} {words}");
        }
    }

    #[test]
    fn wrong_requests_that_succeed_are_reported_by_their_part() {
        let wrong_id = r#"[{"type": "UserMessage", "sender": "a", "content": [{"type": "text", "children": [7]}]}]"#;
        for (request, body, words) in [
            (
                ("PUT", "/v1/app/users/a", r#"{"email": ["e", 5]}"#),
                "{}",
                "request body at /email/*: wrong type, expected string, found integer",
            ),
            (("PUT", "/v1/app/users/a", "{"), "{}", "request body: not JSON"),
            (
                ("GET", "/v1/app/users?limit=x", ""),
                r#"{"data": []}"#,
                "parameter `limit`: wrong type, expected integer, found string",
            ),
            (
                ("GET", "/v1/app/conversations?filter=%5B%5D", ""),
                r#"{"data": []}"#,
                "parameter `filter`: wrong type, expected object, found array",
            ),
            (
                ("POST", "/v1/app/conversations/c/messages", wrong_id),
                r#"[{"id": "m"}]"#,
                "request body at /*/content/*/children/*: wrong type, expected ",
            ),
            (
                ("POST", "/v1/app/conversations/c/messages", r#"[{"type": "UserMessage", "sender": "a"}]"#),
                r#"[{"id": "m"}]"#,
                "request body at /*: broken constraint `oneOf`",
            ),
        ] {
            let found = mismatches(request, 200, body);
            assert!(found.len() == 1 && found[0].contains(words), "{found:?} {words}");
        }
    }

    #[test]
    fn the_operations_of_a_batch_are_looked_at_one_by_one() {
        let operations =
            json!([[1, "PUT", "/users/a", {"name": 5}], [2, "GET", "/users"], [3, "GET", "/users", {"limit": "1"}]]);
        let rows = json!([[2, 200, {"data": 1}], [1, 200, {}], [3, 200, {"data": []}]]);
        let found = mismatches(("POST", "/v1/app/batch", &operations.to_string()), 200, &rows.to_string());
        let [accepted, listed] = &found[..] else { panic!("{found:?}") };
        assert!(accepted.starts_with("PUT /users/{userId} 200: request body at /name: wrong type"), "{accepted}");
        assert!(listed.starts_with("GET /users 200: response at /data: "), "{listed}");
    }

    #[test]
    fn what_is_lenient_on_purpose_is_no_mismatch() {
        let null = ("PUT", "/v1/app", r#"{"custom": {"k": null}}"#);
        assert_eq!(mismatches(null, 200, "{}"), [] as [&str; 0]);
        for (request, response) in [
            (("PUT", "/v1/app/conversations/c/", ""), "{}"),
            (("GET", "/v1/app/users?limit=101", ""), r#"{"data": []}"#),
            (("GET", "/v1/app/users/a/sessions", ""), "[]"),
            (("POST", "/v1/app/files", ""), r#"{"fileToken": "t", "attachmentToken": "t"}"#),
            (("PUT", "/v1/app/conversations/c/participants/a", r#"{"access": "Write"}"#), "{}"),
            (
                (
                    "POST",
                    "/v1/app/import/conversations/c/messages",
                    r#"[{"type": "UserMessage", "sender": "a", "text": "a", "timestamp": 1, "readBy": []}]"#,
                ),
                r#"[{"id": "m"}]"#,
            ),
        ] {
            assert_eq!(mismatches(request, 200, response), [] as [&str; 0], "{request:?}");
        }
        let number = ("PUT", "/v1/app", r#"{"defaultLocale": 5}"#);
        assert_eq!(mismatches(number, 200, "{}").len(), 1);
    }
}
