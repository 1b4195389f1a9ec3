//! Differences between an exchange and the description, with their messages.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::json_type::JsonType;
use crate::place::Place;
use crate::shape::Shape;

/// One difference between one exchange and the description.
///
/// ```text
/// PUT /users/{userId} 200: request body at /age: undocumented property
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// The method of the request.
    pub method: String,
    /// The path in the description, such as `/users/{userId}`; for an undocumented path, that of the request.
    pub path: String,
    /// The status of the response.
    pub status: u16,
    /// The part of the exchange.
    pub part: Part,
    /// A JSON pointer into the part, with `*` for indices and for keys of maps; empty for the whole.
    pub pointer: String,
    /// The place in the description that does not match.
    pub place: Place,
    /// The kind of difference.
    pub kind: Kind,
    /// The types that were found.
    pub seen: Shape,
}

/// A part of an exchange.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Part {
    /// The operation as a whole.
    Operation,
    /// A parameter in the path or the query, by its name.
    Parameter(String),
    /// The body of the request.
    Request,
    /// The response, or its body.
    Response,
}

/// The kinds of differences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum Kind {
    /// The description does not have the path, or not with this method.
    UndocumentedOperation,
    /// The operation does not have the status.
    UndocumentedStatus,
    /// The request or the response does not have the media type.
    UndocumentedContentType {
        /// The media type; `None` without one.
        found: Option<String>,
        /// The media types of the description.
        described: Vec<String>,
    },
    /// The operation has no parameter of this name in the query.
    UndocumentedParameter,
    /// An object has a property that is not in any schema.
    UndocumentedProperty {
        /// Its name.
        name: String,
    },
    /// A value is not in `enum` or `const`.
    UnlistedValue {
        /// The value; `None` if it must not be shown.
        value: Option<Value>,
    },
    /// A required property is missing.
    MissingProperty {
        /// Its name.
        name: String,
    },
    /// A required parameter or body is missing.
    Missing,
    /// A value is of another type than the schema has.
    WrongType {
        /// The types of the schema.
        expected: Vec<JsonType>,
    },
    /// A value breaks a constraint.
    BrokenConstraint {
        /// The keyword of the constraint.
        keyword: &'static str,
        /// The value of the keyword.
        limit: Option<Value>,
    },
    /// A body is not JSON, although its media type is.
    NotJson,
    /// A value is invalid according to the validator, for none of the reasons above.
    Invalid,
}

impl Kind {
    /// A stable name for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::UndocumentedOperation => "undocumented-operation",
            Self::UndocumentedStatus => "undocumented-status",
            Self::UndocumentedContentType { .. } => "undocumented-content-type",
            Self::UndocumentedParameter => "undocumented-parameter",
            Self::UndocumentedProperty { .. } => "undocumented-property",
            Self::UnlistedValue { .. } => "unlisted-value",
            Self::MissingProperty { .. } => "missing-property",
            Self::Missing => "missing",
            Self::WrongType { .. } => "wrong-type",
            Self::BrokenConstraint { .. } => "broken-constraint",
            Self::NotJson => "not-json",
            Self::Invalid => "invalid",
        }
    }

    /// Whether the description forbids it. Schemas allow additional properties, so undocumented properties are not
    /// forbidden.
    #[must_use]
    pub fn is_violation(&self) -> bool {
        !matches!(self, Self::UndocumentedProperty { .. } | Self::UndocumentedParameter)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UndocumentedOperation => formatter.write_str("undocumented operation"),
            Self::UndocumentedStatus => formatter.write_str("undocumented status"),
            Self::UndocumentedContentType { found, described } => {
                match found {
                    Some(found) => write!(formatter, "undocumented content type `{found}`")?,
                    None => formatter.write_str("body without a content type")?,
                }
                match &described[..] {
                    [] => formatter.write_str(", no body is described"),
                    described => write!(formatter, ", expected `{}`", described.join("` or `")),
                }
            }
            Self::UndocumentedParameter => formatter.write_str("undocumented parameter"),
            Self::UndocumentedProperty { name } => write!(formatter, "undocumented property `{name}`"),
            Self::UnlistedValue { value: Some(value) } => write!(formatter, "unlisted enum value `{value}`"),
            Self::UnlistedValue { value: None } => formatter.write_str("unlisted enum value"),
            Self::MissingProperty { name } => write!(formatter, "missing required property `{name}`"),
            Self::Missing => formatter.write_str("missing, but required"),
            Self::WrongType { expected } => {
                let expected: Vec<&str> = expected.iter().map(|expected| expected.name()).collect();
                write!(formatter, "wrong type, expected {}", expected.join(" or "))
            }
            Self::BrokenConstraint { keyword, limit: Some(limit) } if !limit.is_object() && !limit.is_array() => {
                write!(formatter, "broken constraint `{keyword}: {limit}`")
            }
            Self::BrokenConstraint { keyword, .. } => write!(formatter, "broken constraint `{keyword}`"),
            Self::NotJson => formatter.write_str("not JSON"),
            Self::Invalid => formatter.write_str("invalid, without a single keyword as cause"),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation => formatter.write_str("operation"),
            Self::Parameter(name) => write!(formatter, "parameter `{name}`"),
            Self::Request => formatter.write_str("request body"),
            Self::Response => formatter.write_str("response"),
        }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, status, part, pointer, kind, seen, .. } = self;
        let at = if pointer.is_empty() { String::new() } else { format!(" at {pointer}") };
        let found: Vec<&str> = seen.types.keys().map(|kind| kind.name()).collect();
        write!(formatter, "{method} {path} {status}: {part}{at}: {kind}")?;
        match kind {
            Kind::WrongType { .. } => write!(formatter, ", found {}", found.join(" and ")),
            _ => Ok(()),
        }
    }
}
