//! One flat view of a schema.
//!
//! Whoever lowers a schema asks one question after the other, whatever its kind. The view knows what has structure, and
//! leaves single values (bounds, patterns, enum values) to the tree, where they stand as written.

use crate::cursor::At;
use crate::resolve::component_name;
use crate::tree::Node;

/// A schema or the name of one.
#[derive(Clone, Copy)]
pub(crate) enum SchemaRef<'d> {
    /// `$ref: '#/components/schemas/NAME'`, and where it stands.
    Named(&'d str, At<'d>),
    /// A schema written in place.
    Inline(At<'d>),
}

/// What `additionalProperties` says.
#[derive(Clone, Copy)]
pub(crate) enum Additional<'d> {
    /// Nothing.
    Unsaid,
    /// `true` or `false`.
    Allowed(bool),
    /// What the values are.
    Values(SchemaRef<'d>),
}

/// A schema's parts, each empty when not there.
pub(crate) struct View<'d> {
    pub(crate) at: At<'d>,
    pub(crate) ty: Option<&'static str>,
    pub(crate) properties: Vec<(&'d str, SchemaRef<'d>)>,
    pub(crate) required: Vec<&'d str>,
    pub(crate) additional: Additional<'d>,
    pub(crate) items: Option<SchemaRef<'d>>,
    pub(crate) all_of: Vec<SchemaRef<'d>>,
    pub(crate) one_of: Vec<SchemaRef<'d>>,
    pub(crate) any_of: Vec<SchemaRef<'d>>,
    pub(crate) not: bool,
}

impl<'d> SchemaRef<'d> {
    /// The schema or reference that stands here.
    pub(crate) fn new(at: At<'d>) -> Self {
        match at.text("$ref") {
            Some(reference) => Self::Named(component_name(reference, "schemas").unwrap_or(reference), at),
            None => Self::Inline(at),
        }
    }

    /// That of the member, when it is there.
    pub(crate) fn of(at: At<'d>, key: &str) -> Option<Self> {
        at.get(key).map(|_| Self::new(at.child(key)))
    }

    /// Where it stands.
    pub(crate) fn at(&self) -> At<'d> {
        match self {
            Self::Named(_, at) | Self::Inline(at) => *at,
        }
    }
}

impl<'d> View<'d> {
    /// Looks at a schema.
    pub(crate) fn new(at: At<'d>) -> Self {
        let list = |key| at.items(key).map(SchemaRef::new).collect();
        let mut view = Self {
            at,
            ty: at.text("type").and_then(known_type),
            properties: at.entries("properties").map(|(name, at)| (name, SchemaRef::new(at))).collect(),
            required: at.items("required").filter_map(|name| name.node().text()).collect(),
            additional: additional(at),
            items: SchemaRef::of(at, "items"),
            all_of: list("allOf"),
            one_of: list("oneOf"),
            any_of: list("anyOf"),
            not: at.get("not").is_some(),
        };
        if view.ty.is_none() {
            view.ty = view.implied_type();
        }
        view
    }

    /// The type that the other words are about, where none is said.
    fn implied_type(&self) -> Option<&'static str> {
        let parts = [&self.all_of, &self.one_of, &self.any_of];
        if parts.iter().any(|parts| !parts.is_empty()) || self.has("enum") {
            return None;
        }
        let words: [(&str, &[&str]); 4] = [
            ("object", &["properties", "additionalProperties", "minProperties", "maxProperties", "x-key-pattern"]),
            ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
            ("string", &["minLength", "maxLength", "pattern"]),
            ("number", &["minimum", "maximum", "multipleOf"]),
        ];
        let implied = words.iter().find(|(_, words)| words.iter().any(|word| self.has(word))).map(|(ty, _)| *ty);
        implied.or_else(|| match self.text("format")? {
            "int32" | "int64" | "uint64" => Some("integer"),
            "float" | "double" => Some("number"),
            "date-time" | "date" | "uuid" | "email" | "uri" | "byte" | "binary" | "password" => Some("string"),
            _ => None,
        })
    }

    /// The text of a keyword.
    pub(crate) fn text(&self, key: &str) -> Option<&'d str> {
        self.at.text(key)
    }

    /// Whether `key` stands here.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.at.get(key).is_some()
    }

    /// Whether a keyword is `true`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.at.flag(key)
    }

    /// Whether it says nothing but which members have to be there.
    pub(crate) fn only_requires(&self) -> bool {
        let said = self.at.node().entries().iter().map(|(key, _)| key.text.as_str());
        !self.required.is_empty()
            && said
                .into_iter()
                .all(|key| matches!(key, "required" | "title" | "description" | "type") || key.starts_with("x-"))
    }
}

fn additional(at: At<'_>) -> Additional<'_> {
    match at.get("additionalProperties").map(Node::bool) {
        None => Additional::Unsaid,
        Some(Some(allowed)) => Additional::Allowed(allowed),
        Some(None) => Additional::Values(SchemaRef::new(at.child("additionalProperties"))),
    }
}

fn known_type(word: &str) -> Option<&'static str> {
    let types = ["string", "integer", "number", "boolean", "object", "array"];
    types.into_iter().find(|known| *known == word)
}
