//! A request and its response, as they were recorded.

use std::fmt;

use serde_json::{Map, Value};

use crate::operation::essence;

/// A request and its response. `Debug` omits their contents.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Exchange {
    /// The method, in upper case.
    pub method: String,
    /// The operation, by its `operationId`, if the recorder knew it.
    pub operation: Option<String>,
    /// The path that was sent.
    pub path: Path,
    /// Names and values of the query, decoded; a value that was not recorded is `None`.
    pub query: Vec<(String, Option<String>)>,
    /// The body of the request.
    pub request: Body,
    /// The status of the response; 0 if there was no response.
    pub status: u16,
    /// The body of the response.
    pub response: Body,
}

/// The path of a request, as far as it was recorded.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Path {
    /// A URL that begins with a server of the description. Its query is ignored.
    Url(String),
    /// A path below a server of the description.
    Below(String),
    /// The path in the description; the variables were not recorded.
    Template(String),
    /// Not recorded.
    #[default]
    Unknown,
}

/// The body of a message.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Body {
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The content, as far as it was recorded.
    pub content: Content,
}

/// The content of a body, as far as it was recorded.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Content {
    /// Nothing was recorded: there was no body, or the recorder omitted it.
    #[default]
    Absent,
    /// Its bytes.
    Bytes(Vec<u8>),
    /// JSON. The values at the JSON pointers `hidden` are not those that were sent, but have the same types.
    Json {
        /// The value.
        value: Value,
        /// Pointers to properties of which only the type is correct.
        hidden: Vec<String>,
    },
    /// JSON of which only property names and types are correct.
    Shape(Value),
    /// The parts of a form, by name.
    Form(Vec<(String, String)>),
}

impl fmt::Debug for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Exchange")
            .field("method", &self.method)
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Url(_) => "Url(..)",
            Self::Below(_) => "Below(..)",
            Self::Template(_) => "Template(..)",
            Self::Unknown => "Unknown",
        })
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Body").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Absent => "Absent",
            Self::Bytes(_) => "Bytes(..)",
            Self::Json { .. } => "Json(..)",
            Self::Shape(_) => "Shape(..)",
            Self::Form(_) => "Form(..)",
        })
    }
}

impl Exchange {
    /// Creates a request to a path below a server of the description, with its query if it has one, and the status of
    /// its response.
    #[must_use]
    pub fn new(method: &str, target: &str, status: u16) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: method.to_ascii_uppercase(),
            path: Path::Below(path.to_owned()),
            query: pairs(query),
            status,
            ..Self::default()
        }
    }

    /// The path without values of the query, for messages.
    pub(crate) fn shown_path(&self) -> &str {
        match &self.path {
            Path::Url(path) | Path::Below(path) | Path::Template(path) => path,
            Path::Unknown => self.operation.as_deref().unwrap_or("unknown path"),
        }
    }
}

impl Body {
    /// A body with its media type.
    #[must_use]
    pub fn new(content_type: Option<&str>, content: Content) -> Self {
        Self { content_type: content_type.map(str::to_owned), content }
    }

    /// A body in JSON.
    #[must_use]
    pub fn json(value: Value) -> Self {
        Self::new(Some("application/json"), Content::Json { value, hidden: Vec::new() })
    }

    pub(crate) fn media(&self) -> Option<String> {
        self.content_type.as_deref().map(essence).filter(|media| !media.is_empty())
    }

    pub(crate) fn is_absent(&self) -> bool {
        match &self.content {
            Content::Absent => true,
            Content::Bytes(bytes) => bytes.is_empty(),
            Content::Json { .. } | Content::Shape(_) | Content::Form(_) => false,
        }
    }
}

/// Names and values of a query or a form, decoded.
pub(crate) fn pairs(query: &str) -> Vec<(String, Option<String>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(&name.replace('+', " ")), Some(decoded(&value.replace('+', " "))))
        })
        .collect()
}

/// Percent-decodes a text.
pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A value with the types of a shape, in the format of a recorder: an object has the shape of each property, an array
/// the different shapes of its items, everything else is the name of its type. `None` if it is not a shape.
pub(crate) fn value_of_shape(shape: &Value) -> Option<Value> {
    Some(match shape {
        Value::String(name) => match name.as_str() {
            "null" => Value::Null,
            "boolean" => Value::Bool(false),
            "integer" => Value::from(0),
            "number" => Value::from(0.5),
            "string" => Value::from(""),
            "array" => Value::Array(Vec::new()),
            "object" => Value::Object(Map::new()),
            _ => return None,
        },
        Value::Array(items) => items.iter().map(value_of_shape).collect::<Option<Value>>()?,
        Value::Object(properties) => {
            let of = |(name, shape): (&String, &Value)| Some((name.clone(), value_of_shape(shape)?));
            Value::Object(properties.iter().map(of).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shape_becomes_a_value_of_its_types() {
        let shape = json!({"a": "string", "b": ["integer", {"c": "null"}]});
        assert_eq!(value_of_shape(&shape), Some(json!({"a": "", "b": [0, {"c": null}]})));
        assert_eq!(value_of_shape(&json!({"a": "text"})), None);
    }

    #[test]
    fn debug_shows_no_value() {
        let mut exchange = Exchange::new("PUT", "/users/canary?name=canary", 200);
        exchange.request = Body::json(json!("canary"));
        assert!(!format!("{exchange:?}").contains("canary"));
    }
}
