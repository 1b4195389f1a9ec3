//! An error response of the API.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::header_names::HeaderNames;
use crate::error::retries::RetrySummary;
use crate::error::wording::{repeat_words, shortened};
use crate::response::declared_error::ErrorBody;
use crate::response::read::{Mismatch, given_json};
use crate::response::retry_after::retry_after;
use crate::response::server_clock::ClockOffset;
use crate::time::system_time;

/// A response whose status is not a success, with all its data.
///
/// Headers and body can contain personal data, so `Debug` shows only the names of the headers, the length of the body
/// and [`message`](Self::message).
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The operation that was called.
    pub operation: &'static str,
    /// The status of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// The body of the response, unchanged; it need not be JSON.
    pub body: Bytes,
    /// The attempts of the call.
    pub retries: RetrySummary,
    /// Whether the request may have taken effect: after a 5xx status, after a 429 for a request that is neither
    /// idempotent nor keyed if the description does not define a 429 as having no effect, and after an earlier attempt
    /// with such a status or without a response.
    pub outcome_unknown: bool,
    /// Whether sending the same request again is harmless.
    pub safe_to_repeat: bool,
    /// The difference between the clocks, if a 401 showed one that is too large for correction: more than an hour.
    pub clock_offset: ClockOffset,
    /// The client's advice for this error.
    pub hint: Option<&'static str>,
    declared: Option<ErrorBody>,
    /// Whether the description has a redirect among the responses of the operation.
    is_described_redirect: bool,
}

impl ApiError {
    /// Creates the error for a response whose status is not a success. `is_repeatable` is whether the request has the
    /// same effect if it is sent twice.
    pub fn new(operation: &'static str, is_repeatable: bool, response: http::Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        let outcome_unknown = head.status.is_server_error();
        Self {
            operation,
            status: head.status,
            headers: head.headers,
            body,
            retries: RetrySummary::NONE,
            outcome_unknown,
            safe_to_repeat: is_repeatable || !outcome_unknown,
            clock_offset: ClockOffset::None,
            hint: None,
            declared: None,
            is_described_redirect: false,
        }
    }

    /// The same after several attempts, one of which may have taken effect.
    pub(crate) fn after(mut self, retries: RetrySummary, may_have_taken_effect: bool, is_repeatable: bool) -> Self {
        self.retries = retries;
        if may_have_taken_effect {
            self.outcome_unknown = true;
            self.safe_to_repeat = is_repeatable;
        }
        self
    }

    /// Returns how long the server asks clients to wait before the next request, if it does (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.headers, system_time())
    }

    /// Returns the body as the type that the description declares for this status; see the documentation of the
    /// operation. It is `None` if the description declares another type or none, and if the body does not match it.
    ///
    /// ```
    /// # mod shop {
    /// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
    /// # }
    /// use shop::Problem;
    /// use talkjs_runtime::Error;
    ///
    /// fn code(error: &Error) -> Option<&str> {
    ///     let Error::Api(error) = error else { return None };
    ///     Some(&error.declared::<Problem>()?.code)
    /// }
    /// ```
    pub fn declared<T: 'static>(&self) -> Option<&T> {
        self.declared.as_deref()?.downcast_ref()
    }

    pub(crate) fn set_declared(&mut self, body: Option<ErrorBody>) {
        self.declared = body;
    }

    pub(crate) fn set_described_redirect(&mut self, is_described: bool) {
        self.is_described_redirect = is_described;
    }

    /// Reads the body as a type.
    ///
    /// # Errors
    ///
    /// If the body is not JSON, or does not match the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Mismatch> {
        given_json(&self.body)
    }

    /// Returns the error message in the response, if there is one.
    ///
    /// There is no standard form for errors that all APIs follow. This searches for a JSON string in the properties
    /// `message`, `error`, `detail` and `reasons`, or else in all properties; a short plain text is returned unchanged.
    pub fn message(&self) -> Option<String> {
        let message = match serde_json::from_slice(&self.body) {
            Ok(json) => message_in(&json)?,
            Err(_) => plain_text(&self.body)?,
        };
        Some(shortened(&message))
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("message", &self.message())
            .field("headers", &HeaderNames(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("retries", &self.retries)
            .field("outcome_unknown", &self.outcome_unknown)
            .field("safe_to_repeat", &self.safe_to_repeat)
            .finish()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed with {}{}", self.operation, self.status, self.retries)?;
        if let Some(message) = self.message() {
            write!(f, ": {message}")?;
        }
        match self.status {
            _ if self.clock_offset != ClockOffset::None => write!(
                f,
                "; the clock differs by more than an hour, which is not corrected: the server's is {}; set this \
                 machine's clock",
                self.clock_offset
            ),
            _ if self.hint.is_some() => write!(f, "; {}", self.hint.unwrap_or_default()),
            StatusCode::UNAUTHORIZED => f.write_str("; check the credential and this machine's clock"),
            StatusCode::TOO_MANY_REQUESTS => f.write_str("; wait before the next request"),
            // It is not a redirect: the caller's cached data are still valid.
            StatusCode::NOT_MODIFIED => Ok(()),
            status if status.is_redirection() && self.is_described_redirect => {
                f.write_str("; redirects are not followed, the header `Location` has the address")
            }
            status if status.is_redirection() => f.write_str("; redirects are not followed, check the base URL"),
            _ => Ok(()),
        }?;
        write!(f, "{}", self.retries.stop)?;
        match self.outcome_unknown && !self.safe_to_repeat {
            true => write!(f, "; it may have taken effect{}", repeat_words(false)),
            false => Ok(()),
        }
    }
}

impl StdError for ApiError {}

fn message_in(json: &Value) -> Option<String> {
    match json {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Object(members) => {
            let known = ["message", "error", "detail", "reasons"].iter().filter_map(|name| members.get(*name));
            known.map(reason_in).find(Option::is_some).unwrap_or_else(|| reason_in(json))
        }
        _ => None,
    }
}

/// A reason is a string, a list of reasons, or an object with reasons as values.
fn reason_in(json: &Value) -> Option<String> {
    let reasons: Vec<String> = match json {
        Value::String(text) if !text.is_empty() => vec![text.clone()],
        Value::Array(items) => items.iter().filter_map(reason_in).collect(),
        Value::Object(members) => match members.get("message").and_then(reason_in) {
            Some(message) => vec![message],
            None => members.iter().filter_map(|(name, json)| Some(format!("`{name}`: {}", reason_in(json)?))).collect(),
        },
        _ => Vec::new(),
    };
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

fn plain_text(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.is_empty() && !text.starts_with('<')).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str) -> ApiError {
        let mut response = http::Response::new(Bytes::from(body.to_owned()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        ApiError::new("getUser", true, response)
    }

    #[test]
    fn the_servers_words_are_found_in_every_form_seen() {
        let cases = [
            (r#""Not found""#, Some("Not found")),
            ("Not found.", Some("Not found.")),
            (r#"{"message":"no such user"}"#, Some("no such user")),
            (r#"{"error":"bad","message":"better"}"#, Some("better")),
            (r#"{"error":{"message":"deep"}}"#, Some("deep")),
            (
                r#"{"reasons":{"email":["must be an array","is empty"],"name":"is missing"}}"#,
                Some("`email`: must be an array; is empty; `name`: is missing"),
            ),
            (
                r#"{"u1":{"name":["is required"]},"u2":"is invalid","code":7}"#,
                Some("`u1`: `name`: is required; `u2`: is invalid"),
            ),
            ("{}", None),
            ("[]", None),
            ("", None),
            ("<html><body>502</body></html>", None),
            (r#"{"message":""}"#, None),
        ];
        for (body, message) in cases {
            assert_eq!(error(400, body).message().as_deref(), message, "{body}");
        }
    }

    #[test]
    fn the_body_is_read_as_a_type() {
        assert_eq!(error(400, r#"{"code":7}"#).json::<std::collections::BTreeMap<String, i64>>().unwrap()["code"], 7);
        assert_eq!(error(400, r#"{"code":"x"}"#).json::<Vec<i64>>().unwrap_err().pointer, "");
    }

    #[test]
    fn a_message_is_short_and_in_one_line() {
        assert_eq!(error(400, "a\nb\u{1b}[31m").message().as_deref(), Some("a\\nb\\u{1b}[31m"));
        let long = error(400, &"é".repeat(400)).message().unwrap();
        assert_eq!(long, format!("{}…", "é".repeat(300)));
    }

    #[test]
    fn the_words_say_operation_status_reason_and_what_to_do() {
        assert_eq!(error(404, r#""Not found""#).to_string(), "`getUser` failed with 404 Not Found: Not found");
        let advised = ApiError { hint: Some("check the app id"), ..error(404, "Not found.") };
        assert_eq!(advised.to_string(), "`getUser` failed with 404 Not Found: Not found.; check the app id");
        assert_eq!(error(500, "").to_string(), "`getUser` failed with 500 Internal Server Error");
        assert_eq!(
            error(401, "").to_string(),
            "`getUser` failed with 401 Unauthorized; check the credential and this machine's clock"
        );
        assert_eq!(
            error(429, "").to_string(),
            "`getUser` failed with 429 Too Many Requests; wait before the next request"
        );
        assert_eq!(
            error(302, "").to_string(),
            "`getUser` failed with 302 Found; redirects are not followed, check the base URL"
        );
        let described = ApiError { is_described_redirect: true, ..error(302, "") };
        assert_eq!(
            described.to_string(),
            "`getUser` failed with 302 Found; redirects are not followed, the header `Location` has the address"
        );
        assert_eq!(error(304, "").to_string(), "`getUser` failed with 304 Not Modified");
    }
}
