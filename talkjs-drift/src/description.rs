//! A description that exchanges are checked against.

use std::fmt;

use serde_json::Value;

use crate::edits::Edit;
use crate::operation::{Operation, Reader, server, servers};
use crate::pattern::Template;
use crate::place::{Documents, Place};
use crate::schema::Schemas;
use crate::verdict::Verdict;

/// An OpenAPI description of version 3.0 or 3.1.
///
/// ```
/// use serde_json::json;
/// use talkjs_drift::{Body, Description, Exchange, Kind};
///
/// let description = Description::new(vec![("api.json".to_owned(), json!({
///     "openapi": "3.1.0",
///     "info": {"title": "Pets", "version": "1"},
///     "paths": {"/pets/{id}": {"get": {"operationId": "getPet", "responses": {"200": {"description": "A pet", "content": {
///         "application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}
///     }}}}}}
/// }))])?;
/// let mut exchange = Exchange::new("GET", "/pets/7", 200);
/// exchange.response = Body::json(json!({"name": "Mia", "age": 3}));
/// let checked = description.check(&exchange);
/// assert_eq!(checked.deviations.len(), 1);
/// assert_eq!(checked.deviations[0].kind, Kind::UndocumentedProperty { name: "age".to_owned() });
/// # Ok::<(), talkjs_drift::Unreadable>(())
/// ```
pub struct Description {
    pub(crate) documents: Documents,
    pub(crate) operations: Vec<Operation>,
    pub(crate) servers: Vec<Template>,
    pub(crate) schemas: Schemas,
    pub(crate) verdict: Verdict,
    /// Names of query parameters that are credentials.
    pub(crate) credentials: Vec<String>,
    pub(crate) has_type_lists: bool,
}

/// The reason why a description cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// It is of another version than 3.0 or 3.1.
    Version {
        /// The value of `openapi`.
        found: Option<String>,
    },
    /// The target of a `$ref` is not found.
    Reference {
        /// The place of the reference.
        place: Place,
        /// The reference.
        reference: String,
    },
    /// A schema that the validator rejects, with the validator's message.
    Schema(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version { found: Some(found) } => {
                write!(formatter, "unsupported version of OpenAPI: `{found}`; 3.0 and 3.1 are supported")
            }
            Self::Version { found: None } => formatter.write_str(
                "not an OpenAPI description: missing required property `openapi` with a version such as `3.1.0`",
            ),
            Self::Reference { place, reference } => write!(
                formatter,
                "reference not found: `{reference}` at {}; references are JSON pointers into this file or a \
                 local one",
                place.pointer
            ),
            Self::Schema(reason) => write!(formatter, "invalid schema in the description: {reason}"),
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
    /// Reads a description: its files as JSON, each with its path, the description's own first. References to other files
    /// are relative to the file that they are in.
    ///
    /// # Errors
    /// [`Unreadable`] for another version, a reference without target, or an invalid schema.
    pub fn new(files: Vec<(String, Value)>) -> Result<Self, Unreadable> {
        let documents = Documents::new(files);
        let version = documents.root().get("openapi").and_then(Value::as_str);
        let has_type_lists = match version {
            Some(version) if version.starts_with("3.0") => false,
            Some(version) if version.starts_with("3.1") || version.starts_with("3.2") => true,
            found => return Err(Unreadable::Version { found: found.map(str::to_owned) }),
        };
        let mut schemas = Schemas::default();
        let operations = Reader { documents: &documents, schemas: &mut schemas }.operations()?;
        let verdict = Verdict::new(&schemas, &documents)?;
        let servers = servers(documents.root());
        let credentials = credentials(documents.root());
        Ok(Self { documents, operations, servers, schemas, verdict, credentials, has_type_lists })
    }

    /// Replaces the servers of the description. A URL can have variables: `http://127.0.0.1:4010/v1/{appId}`.
    #[must_use]
    pub fn with_servers<S: AsRef<str>>(mut self, urls: impl IntoIterator<Item = S>) -> Self {
        self.servers = urls.into_iter().map(|url| server(url.as_ref())).collect();
        self.operations.iter_mut().for_each(|operation| operation.servers.clear());
        self
    }

    /// Applies edits, and returns the edited description with the same servers.
    ///
    /// # Errors
    /// The same as [`new`](Self::new).
    pub fn edited(&self, edits: &[Edit]) -> Result<Self, Unreadable> {
        let (paths, mut values): (Vec<String>, Vec<Value>) = self.documents.files().iter().cloned().unzip();
        Edit::apply(edits, &mut values);
        let edited = Self::new(paths.into_iter().zip(values).collect())?;
        Ok(Self { servers: self.servers.clone(), ..edited })
    }

    /// Returns method and path of every operation, such as `PUT` and `/users/{userId}`.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.operations.iter().map(|operation| (operation.method.as_str(), operation.path.text()))
    }

    /// Returns the places of regular expressions that the validator does not support, so that values are not checked
    /// against them.
    #[must_use]
    pub fn unchecked(&self) -> &[Place] {
        self.verdict.unchecked()
    }
}

fn credentials(root: &Value) -> Vec<String> {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
    let in_query = schemes.filter(|(_, scheme)| scheme.get("in").is_some_and(|place| place == "query"));
    in_query.filter_map(|(_, scheme)| Some(scheme.get("name")?.as_str()?.to_owned())).collect()
}
