//! The JSON of a union branch that the description does not know.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A branch that the description did not list, kept as it came; it is written back unchanged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownValue(Value);

impl UnknownValue {
    /// Keeps the JSON. For generated code.
    #[doc(hidden)]
    pub fn new(json: Value) -> Self {
        Self(json)
    }

    /// Returns the JSON as it came.
    pub fn json(&self) -> &Value {
        &self.0
    }
}

/// Returns the text of the member that tells a union's branches apart.
#[doc(hidden)]
pub fn tag<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value.get(member)?.as_str()
}

/// Reads a union's branch out of the JSON that was kept to find out which one it is.
#[doc(hidden)]
pub fn decode<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_unknown_branch_is_written_as_it_came() {
        let text = r#"{"type":"poll","options":["a","b"]}"#;
        let value: UnknownValue = serde_json::from_str(text).unwrap();
        assert_eq!(value.json()["options"][1], "b");
        assert_eq!(serde_json::to_value(&value).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_branch_keeps_its_own_error() {
        assert_eq!(decode::<i64, serde_json::Error>(json!(5)).unwrap(), 5);
        let error = decode::<i64, serde_json::Error>(json!("x")).unwrap_err();
        assert_eq!(error.to_string(), "invalid type: string \"x\", expected i64");
    }

    #[test]
    fn a_tag_is_text_or_nothing() {
        assert_eq!(tag(&json!({"type": "text"}), "type"), Some("text"));
        assert_eq!(tag(&json!({"type": 1}), "type"), None);
        assert_eq!(tag(&json!([]), "type"), None);
    }
}
