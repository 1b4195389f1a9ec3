//! One flat view of a schema.
//!
//! The typed document sorts schemas into kinds; whoever lowers them asks one question after the
//! other, whatever the kind. The view answers from the typed document what has structure, and
//! leaves single values (bounds, patterns, enum values) to the tree, where they stand as written.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type};

use crate::cursor::At;
use crate::resolve::component_name;

/// A schema or the name of one.
#[derive(Clone, Copy)]
pub(crate) enum SchemaRef<'d> {
    /// `$ref: '#/components/schemas/NAME'`, and where it stands.
    Named(&'d str, At<'d>),
    /// A schema written in place.
    Inline(&'d Schema, At<'d>),
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
    pub(crate) schema: &'d Schema,
    pub(crate) at: At<'d>,
    pub(crate) ty: Option<&'static str>,
    pub(crate) properties: Vec<(&'d str, SchemaRef<'d>)>,
    pub(crate) required: &'d [String],
    pub(crate) additional: Additional<'d>,
    pub(crate) items: Option<SchemaRef<'d>>,
    pub(crate) all_of: Vec<SchemaRef<'d>>,
    pub(crate) one_of: Vec<SchemaRef<'d>>,
    pub(crate) any_of: Vec<SchemaRef<'d>>,
    pub(crate) not: bool,
}

impl<'d> SchemaRef<'d> {
    /// A schema or reference of the typed document, at its place.
    pub(crate) fn new(schema: &'d ReferenceOr<Schema>, at: At<'d>) -> Self {
        match schema {
            ReferenceOr::Item(schema) => Self::Inline(schema, at),
            ReferenceOr::Reference { reference } => Self::named(reference, at),
        }
    }

    /// The same for the places where the typed document boxes.
    fn boxed(schema: &'d ReferenceOr<Box<Schema>>, at: At<'d>) -> Self {
        match schema {
            ReferenceOr::Item(schema) => Self::Inline(schema, at),
            ReferenceOr::Reference { reference } => Self::named(reference, at),
        }
    }

    fn named(reference: &'d str, at: At<'d>) -> Self {
        Self::Named(component_name(reference, "schemas").unwrap_or(reference), at)
    }

    /// Where it stands.
    pub(crate) fn at(&self) -> At<'d> {
        match self {
            Self::Named(_, at) | Self::Inline(_, at) => *at,
        }
    }
}

impl<'d> View<'d> {
    /// Looks at a schema.
    pub(crate) fn new(schema: &'d Schema, at: At<'d>) -> Self {
        let mut view = Self {
            schema,
            at,
            ty: None,
            properties: Vec::new(),
            required: &[],
            additional: Additional::Unsaid,
            items: None,
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            not: false,
        };
        view.read(&schema.schema_kind);
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

    fn read(&mut self, kind: &'d SchemaKind) {
        match kind {
            SchemaKind::Type(ty) => self.read_type(ty),
            SchemaKind::OneOf { one_of } => self.one_of = self.list("oneOf", one_of),
            SchemaKind::AllOf { all_of } => self.all_of = self.list("allOf", all_of),
            SchemaKind::AnyOf { any_of } => self.any_of = self.list("anyOf", any_of),
            SchemaKind::Not { .. } => self.not = true,
            SchemaKind::Any(any) => {
                self.ty = any.typ.as_deref().and_then(known_type);
                self.properties = self.properties(&any.properties);
                self.required = &any.required;
                self.additional = self.additional(any.additional_properties.as_ref());
                self.items = self.items(any.items.as_ref());
                self.all_of = self.list("allOf", &any.all_of);
                self.one_of = self.list("oneOf", &any.one_of);
                self.any_of = self.list("anyOf", &any.any_of);
                self.not = any.not.is_some();
            }
        }
    }

    fn read_type(&mut self, ty: &'d Type) {
        match ty {
            Type::String(_) => self.ty = Some("string"),
            Type::Number(_) => self.ty = Some("number"),
            Type::Integer(_) => self.ty = Some("integer"),
            Type::Boolean(_) => self.ty = Some("boolean"),
            Type::Array(array) => {
                self.ty = Some("array");
                self.items = self.items(array.items.as_ref());
            }
            Type::Object(object) => {
                self.ty = Some("object");
                self.properties = self.properties(&object.properties);
                self.required = &object.required;
                self.additional = self.additional(object.additional_properties.as_ref());
            }
        }
    }

    fn properties(
        &self,
        properties: &'d indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>,
    ) -> Vec<(&'d str, SchemaRef<'d>)> {
        let at = self.at.child("properties");
        let refer = |(name, schema): (&'d String, &'d ReferenceOr<Box<Schema>>)| {
            (name.as_str(), SchemaRef::boxed(schema, at.child(name)))
        };
        properties.iter().map(refer).collect()
    }

    fn additional(&self, additional: Option<&'d AdditionalProperties>) -> Additional<'d> {
        match additional {
            None => Additional::Unsaid,
            Some(AdditionalProperties::Any(allowed)) => Additional::Allowed(*allowed),
            Some(AdditionalProperties::Schema(schema)) => {
                Additional::Values(SchemaRef::new(schema, self.at.child("additionalProperties")))
            }
        }
    }

    fn items(&self, items: Option<&'d ReferenceOr<Box<Schema>>>) -> Option<SchemaRef<'d>> {
        items.map(|items| SchemaRef::boxed(items, self.at.child("items")))
    }

    fn list(&self, key: &str, schemas: &'d [ReferenceOr<Schema>]) -> Vec<SchemaRef<'d>> {
        let at = self.at.child(key);
        let refer = |(index, schema)| SchemaRef::new(schema, at.item(index));
        schemas.iter().enumerate().map(refer).collect()
    }

    /// The text of a keyword, from the tree.
    pub(crate) fn text(&self, key: &str) -> Option<&'d str> {
        self.at.get(key).and_then(|node| node.text())
    }

    /// Whether `key` stands here.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.at.get(key).is_some()
    }

    /// A vendor extension that is `true`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.schema.schema_data.extensions.get(key).and_then(serde_json::Value::as_bool) == Some(true)
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

fn known_type(word: &str) -> Option<&'static str> {
    let types = ["string", "integer", "number", "boolean", "object", "array"];
    types.into_iter().find(|known| *known == word)
}
