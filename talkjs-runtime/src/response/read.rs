//! Reads the body of a response.

use std::any::TypeId;
use std::fmt;

use http::StatusCode;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::response::buffered;
use crate::response::json_place;
use crate::response::whole_numbers;

/// Reads the whole body of a response.
pub(crate) type Read<T> = fn(&[u8]) -> Result<T, Mismatch>;

/// Reads the body of a success response. Some servers respond with 204 where a value may be null.
pub(crate) fn read_body<T>(status: StatusCode, body: &[u8], read: Read<T>) -> Result<T, Mismatch> {
    let is_null = status == StatusCode::NO_CONTENT && body.is_empty();
    read(body).or_else(|mismatch| if is_null { read(b"null").map_err(|_| mismatch) } else { Err(mismatch) })
}

/// The place and the reason why a body does not match the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The place as a JSON pointer; empty for the whole body. For a missing property it is the place where the property
    /// should be.
    pub pointer: String,
    /// The reason, without any value of the body.
    pub reason: String,
}

impl Mismatch {
    /// Whether the body is not JSON at all.
    pub(crate) fn is_no_json(&self) -> bool {
        self.reason.starts_with(NO_JSON)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "at `{}`: ", self.pointer)?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Mismatch {}

/// The byte order mark, which some servers write in front of JSON although RFC 8259 forbids it; readers may skip it.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads the body of a success response as JSON. Unknown properties are skipped. An empty body is `null` for types
/// without constraints: [`Value`] and `()`.
///
/// # Errors
///
/// If the body is not JSON, or does not match the type.
pub fn json<T: DeserializeOwned + 'static>(body: &[u8]) -> Result<T, Mismatch> {
    let says_nothing = || [TypeId::of::<Value>(), TypeId::of::<()>()].contains(&TypeId::of::<T>());
    let is_null = body.trim_ascii().is_empty() && says_nothing();
    given_json(if is_null { b"null" } else { body })
}

/// Reads JSON that must be present.
///
/// # Errors
///
/// The same as [`json`].
pub(crate) fn given_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Mismatch> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    // One check of the whole body for valid UTF-8 is cheaper than one for each string.
    let text = std::str::from_utf8(body).map_err(|error| no_json(&error))?;
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(error) => match with_whole_numbers(text, &error) {
            Some(text) => serde_json::from_str(&text).map_err(|error| mismatch(&text, &error)),
            None => Err(mismatch(text, &error)),
        },
    }
}

/// A body that was only rejected because of the form of its numbers, with another form.
#[cold]
fn with_whole_numbers(text: &str, error: &serde_json::Error) -> Option<String> {
    if is_about_a_float(error) { whole_numbers::rewritten(text) } else { None }
}

fn is_empty(text: &str) -> bool {
    text.trim_ascii().is_empty()
}

fn is_about_a_float(error: &serde_json::Error) -> bool {
    error.is_data() && error.to_string().starts_with("invalid type: floating point")
}

/// Skips the body of an operation that returns nothing.
///
/// # Errors
///
/// Never; the return type is that of [`json`].
pub fn nothing(_body: &[u8]) -> Result<(), Mismatch> {
    Ok(())
}

/// Reads the body as text; invalid UTF-8 becomes replacement characters.
///
/// # Errors
///
/// Never; the return type is that of [`json`].
pub fn text(body: &[u8]) -> Result<String, Mismatch> {
    Ok(String::from_utf8_lossy(body).into_owned())
}

/// Rejects a response whose status the description does not have.
///
/// # Errors
///
/// Always.
pub fn undescribed<T>(_body: &[u8]) -> Result<T, Mismatch> {
    let reason = "unexpected status: the description has no success response for it".to_owned();
    Err(Mismatch { pointer: String::new(), reason })
}

#[cold]
fn mismatch(body: &str, error: &serde_json::Error) -> Mismatch {
    if is_empty(body) {
        return Mismatch { pointer: String::new(), reason: "expected JSON, found an empty body".to_owned() };
    }
    // serde_json reports a syntax error if a tuple ends before its array.
    let is_json = error.is_data() || serde_json::from_str::<IgnoredAny>(body).is_ok();
    if !is_json {
        return no_json(error);
    }
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let (inner, reason) = buffered::split(text.strip_suffix(&position).unwrap_or(&text));
    let pointer = json_place::pointer(body.as_bytes(), error.line(), error.column()) + &inner;
    if reason == TOO_LONG {
        let array = pointer.rsplit_once('/').map_or("", |(array, _)| array);
        return Mismatch { pointer: array.to_owned(), reason: buffered::TOO_MANY_ITEMS.to_owned() };
    }
    match missing_property(reason) {
        Some(name) => {
            Mismatch { pointer: pointer + &json_place::segment(name), reason: "missing required property".to_owned() }
        }
        // Syntax errors have serde_json's own messages, which contain no value.
        None if !error.is_data() => Mismatch { pointer, reason: reason.to_owned() },
        None => Mismatch { pointer, reason: without_value(reason) },
    }
}

/// The message of serde_json if an array continues after its tuple is complete.
const TOO_LONG: &str = "trailing characters";

/// The name of a property that is missing in an object, if that is the reason. serde's message does not contain its
/// place.
fn missing_property(reason: &str) -> Option<&str> {
    reason.strip_prefix("missing field `")?.strip_suffix('`')
}

/// The beginning of the reason if a body is not JSON.
pub(crate) const NO_JSON: &str = "the body is not JSON";

fn no_json(error: &dyn fmt::Display) -> Mismatch {
    Mismatch { pointer: String::new(), reason: format!("{NO_JSON}: {error}") }
}

/// The beginnings of the other reasons of serde and of this crate; they contain no value.
const WITHOUT_VALUE: [&str; 3] = ["duplicate field `", "number out of range", buffered::TOO_MANY_ITEMS];

/// Other reasons come from a custom type, and may repeat the value.
const REJECTED: &str = "the Rust type rejects this value";

/// Removes the value from serde's message, as it may be personal: `invalid type: string, expected a sequence`, `unknown
/// variant, expected one of ...`.
fn without_value(reason: &str) -> String {
    let has_value = reason.starts_with("invalid ") || reason.starts_with("unknown ");
    let parts = reason.rsplit_once(", expected ").filter(|_| has_value);
    let Some((found, expected)) = parts else {
        let is_known = WITHOUT_VALUE.iter().any(|known| reason.starts_with(known));
        return if is_known { reason.to_owned() } else { REJECTED.to_owned() };
    };
    let kind = found.split(['"', '`']).next().unwrap_or(found).trim_end();
    format!("{kind}, expected {expected}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    struct List {
        data: Vec<BTreeMap<String, i64>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Cat,
        Dog,
    }

    #[test]
    fn a_reason_shows_no_value() {
        for (body, reason) in [
            (r#"{"data":"alice@example.com, expected"}"#, "invalid type: string, expected a sequence"),
            (r#"{"data":[{"a":1.5}]}"#, "invalid type: floating point, expected i64"),
            (r#"{"data":[{"a":null}]}"#, "invalid type: null, expected i64"),
            (r#"{"list":[]}"#, "missing required property"),
        ] {
            assert_eq!(json::<List>(body.as_bytes()).unwrap_err().reason, reason);
        }
        let words = json::<Kind>(br#""alice, expected""#).unwrap_err().reason;
        assert_eq!(words, "unknown variant, expected `cat` or `dog`");
    }

    #[test]
    fn unknown_properties_are_ignored() {
        let list: List = json(br#"{"data":[{"a":1}],"total":1}"#).unwrap();
        assert_eq!(list.data[0]["a"], 1);
    }

    #[test]
    fn a_wrong_type_is_named_by_its_place() {
        let error = json::<List>(br#"{"data":[{"a":1},{"b/c":"x"}]}"#).unwrap_err();
        assert_eq!(error.pointer, "/data/1/b~1c");
        assert_eq!(error.reason, "invalid type: string, expected i64");
    }

    #[test]
    fn a_missing_property_is_named_by_the_pointer() {
        let error = json::<List>(b"{}").unwrap_err();
        assert_eq!((error.pointer.as_str(), error.reason.as_str()), ("/data", "missing required property"));
    }

    #[test]
    fn a_body_that_is_no_json_is_called_that() {
        for body in [b"<html></html>".as_slice(), b"{\"data\":[", b"{\"data\":[],\"a\":\"\xff\"}"] {
            let error = json::<List>(body).unwrap_err();
            assert_eq!(error.pointer, "", "{body:?}");
            assert!(error.reason.starts_with("the body is not JSON: "), "{body:?}: {}", error.reason);
        }
    }

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        let list: List = json(br#"{"data":[{"a":1.0,"1.0":1e3},{"b":2}]}"#).unwrap();
        assert_eq!(list.data[0], BTreeMap::from([("a".to_owned(), 1), ("1.0".to_owned(), 1000)]));
        let error = json::<List>(br#"{"data":[{"a":1.0},{"b":1.5}]}"#).unwrap_err();
        assert_eq!(
            (error.pointer.as_str(), error.reason.as_str()),
            ("/data/1/b", "invalid type: floating point, expected i64")
        );
        let error = json::<List>(br#"{"data":[{"a":1.0},{"b":"x"}]}"#).unwrap_err();
        assert_eq!(
            (error.pointer.as_str(), error.reason.as_str()),
            ("/data/1/b", "invalid type: string, expected i64")
        );
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(json::<Vec<i64>>(b"\xEF\xBB\xBF[1]"), Ok(vec![1]));
        assert_eq!(json::<Vec<i64>>(b"\xEF\xBB\xBF[\"x\"]").unwrap_err().pointer, "/0");
    }

    #[test]
    fn an_empty_body_is_null_where_nothing_is_said_of_the_value() {
        assert_eq!(json::<Value>(b""), Ok(Value::Null));
        assert_eq!(json::<Value>(b" \n"), Ok(Value::Null));
        assert_eq!(json::<()>(b""), Ok(()));
        for error in [json::<Option<i64>>(b"").unwrap_err(), json::<Option<i64>>(b"\n").unwrap_err()] {
            assert_eq!(error.to_string(), "expected JSON, found an empty body");
        }
        assert!(json::<Value>(b"{").unwrap_err().reason.starts_with("the body is not JSON: "));
    }

    #[test]
    fn a_response_without_content_is_null_where_a_value_may_be() {
        let read = |status| read_body::<Option<i64>>(status, b"", json);
        assert_eq!(read(StatusCode::NO_CONTENT), Ok(None));
        assert!(read(StatusCode::OK).is_err());
        let required = read_body::<i64>(StatusCode::NO_CONTENT, b"", json).unwrap_err();
        assert_eq!(required.reason, "expected JSON, found an empty body");
        assert_eq!(read_body(StatusCode::NO_CONTENT, b"", text), Ok(String::new()));
    }

    #[test]
    fn an_array_that_is_longer_than_its_tuple_is_named() {
        for body in [r#"{"a":[1,2]}"#, r#"{"a":[1,2,3,4]}"#, r#"{"a":[1,2 , [3]]}"#] {
            let read = json::<BTreeMap<String, (i64,)>>(body.as_bytes()).unwrap_err();
            assert_eq!(read.to_string(), "at `/a`: the array has more items than the description", "{body}");
        }
        let read = json::<(i64,)>(b"[1] x").unwrap_err();
        assert!(read.reason.starts_with("the body is not JSON: trailing characters"), "{read}");
        assert_eq!(json::<(i64, i64)>(b"[1]").unwrap_err().reason, "invalid length 1, expected a tuple of size 2");
    }

    #[test]
    fn nesting_without_end_is_an_error() {
        let body = "[".repeat(100_000);
        let error = json::<serde_json::Value>(body.as_bytes()).unwrap_err();
        assert!(error.reason.contains("recursion limit exceeded"), "{}", error.reason);
    }

    #[test]
    fn nothing_reads_nothing() {
        assert_eq!(nothing(b"<html>"), Ok(()));
    }
}
