//! Reads the body of a response.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::response::buffered;
use crate::response::json_place;

/// Reads the whole body of an answer.
pub(crate) type Read<T> = fn(&[u8]) -> Result<T, Mismatch>;

/// Where and why a body is not what the description says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The place as a JSON pointer; empty for the whole body. Of a missing property it is the place where the property
    /// should be.
    pub pointer: String,
    /// What is wrong there, without any value of the body.
    pub reason: String,
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

/// Reads a body as JSON. Members that the type does not know are passed over.
///
/// # Errors
///
/// When the body is no JSON, or JSON of another shape.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Mismatch> {
    // One look at the whole body for what is no UTF-8 is cheaper than one at each text in it.
    let text = std::str::from_utf8(body).map_err(|error| no_json(&error))?;
    serde_json::from_str(text).map_err(|error| mismatch(body, &error))
}

/// Passes over the body of an operation that answers nothing.
///
/// # Errors
///
/// Never; it returns what [`json`] returns.
pub fn nothing(_body: &[u8]) -> Result<(), Mismatch> {
    Ok(())
}

/// Takes the body as text; what is no UTF-8 in it becomes replacement characters.
///
/// # Errors
///
/// Never; it returns what [`json`] returns.
pub fn text(body: &[u8]) -> Result<String, Mismatch> {
    Ok(String::from_utf8_lossy(body).into_owned())
}

/// Refuses an answer whose status the description does not have.
///
/// # Errors
///
/// Always.
pub fn undescribed<T>(_body: &[u8]) -> Result<T, Mismatch> {
    let reason = "no answer with this status is described".to_owned();
    Err(Mismatch { pointer: String::new(), reason })
}

#[cold]
fn mismatch(body: &[u8], error: &serde_json::Error) -> Mismatch {
    if !error.is_data() {
        return no_json(error);
    }
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let (inner, reason) = buffered::split(text.strip_suffix(&position).unwrap_or(&text));
    let pointer = json_place::pointer(body, error.line(), error.column()) + &inner;
    match missing_property(reason) {
        Some(name) => {
            Mismatch { pointer: pointer + &json_place::segment(name), reason: "missing required property".to_owned() }
        }
        None => Mismatch { pointer, reason: without_value(reason) },
    }
}

/// The name of the property that is missing in an object, if that is the reason. serde's words have no place for it.
fn missing_property(reason: &str) -> Option<&str> {
    reason.strip_prefix("missing field `")?.strip_suffix('`')
}

fn no_json(error: &dyn fmt::Display) -> Mismatch {
    Mismatch { pointer: String::new(), reason: format!("the body is no JSON: {error}") }
}

/// Takes the value out of serde's words, as it may be personal: `invalid type: string, expected a sequence`,
/// `unknown variant, expected one of ...`.
fn without_value(reason: &str) -> String {
    let has_value = reason.starts_with("invalid ") || reason.starts_with("unknown ");
    let parts = reason.rsplit_once(", expected ").filter(|_| has_value);
    let Some((found, expected)) = parts else { return reason.to_owned() };
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
    fn unknown_members_are_passed_over() {
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
        for body in [b"<html></html>".as_slice(), b"", b"{\"data\":[", b"{\"data\":[],\"a\":\"\xff\"}"] {
            let error = json::<List>(body).unwrap_err();
            assert_eq!(error.pointer, "", "{body:?}");
            assert!(error.reason.starts_with("the body is no JSON: "), "{body:?}: {}", error.reason);
        }
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
