//! A schema for lowering: with references resolved, and as one JSON type.

use super::{Lowering, MAX_CHAIN};
use crate::model::EnumRepr;
use crate::openapi::{Id, JsonType, Schema};
use crate::tree::{Meaning, Node, Value};

/// The id of a schema in the document.
pub(super) type SchemaId<'d> = Id<Schema<'d>>;

/// A schema at its use; one that allows several types may be used as one of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SchemaRef<'d> {
    pub(super) id: SchemaId<'d>,
    pub(super) as_type: Option<JsonType>,
}

/// A schema with its references resolved.
#[derive(Clone, Copy)]
pub(super) struct View<'d> {
    /// The schema itself, which is not a reference.
    pub(super) itself: SchemaRef<'d>,
    pub(super) schema: &'d Schema<'d>,
    /// The type, if there is exactly one: that of its use, that of the schema, or the one implied by its keywords.
    pub(super) ty: Option<JsonType>,
}

impl<'d> SchemaRef<'d> {
    /// A schema with all its types.
    pub(super) fn new(id: SchemaId<'d>) -> Self {
        Self { id, as_type: None }
    }
}

impl<'d> View<'d> {
    fn new(itself: SchemaRef<'d>, schema: &'d Schema<'d>) -> Self {
        let said = itself.as_type.or_else(|| {
            let mut types = types_with_values(schema);
            let first = types.next();
            if types.next().is_some() { None } else { first }
        });
        let ty = said.or_else(|| if schema.types.is_empty() { implied_type(schema) } else { None });
        Self { itself, schema, ty }
    }

    /// The uses of a schema for each of its types. Empty if a choice beside the types is more specific.
    pub(super) fn several_types(&self) -> Vec<SchemaRef<'d>> {
        let types: Vec<JsonType> = types_with_values(self.schema).collect();
        if self.itself.as_type.is_some() || types.len() < 2 {
            return Vec::new();
        }
        types.into_iter().map(|ty| SchemaRef { as_type: Some(ty), ..self.itself }).collect()
    }

    /// The values of `enum` or `const`, without null, that have the type of this use.
    pub(super) fn values(&self) -> impl Iterator<Item = &'d Node<'d>> + use<'d> {
        let view = *self;
        self.schema.values().iter().filter(move |value| view.is_value(value))
    }

    /// Whether a value of `enum` belongs to this use.
    pub(super) fn is_value(&self, value: &Node<'_>) -> bool {
        !self.is_null_value(value) && self.itself.as_type.is_none_or(|ty| is_of(value, ty))
    }

    /// Whether a value of `enum` is null. Among strings, an unquoted `Null` is a string.
    fn is_null_value(&self, value: &Node<'_>) -> bool {
        let is_word = matches!(&value.value, Value::Scalar(scalar) if matches!(&*scalar.text, "Null" | "NULL"));
        value.is_null() && !(is_word && self.schema.types.has(JsonType::String))
    }

    /// Whether `enum` lists null.
    pub(super) fn lists_null(&self) -> bool {
        self.schema.values().iter().any(|value| self.is_null_value(value))
    }

    /// The representation of the values of `enum`, if Rust has an enum for them.
    pub(super) fn holds(&self) -> Option<EnumRepr> {
        if matches!(self.ty, Some(JsonType::Array | JsonType::Object)) {
            return None;
        }
        let is_scalar = |value: &Node<'_>| matches!(value.value, Value::Scalar(_));
        let is_text = self.ty == Some(JsonType::String);
        let known = || self.values();
        known().next()?;
        if known().all(|value| value.text().is_some()) || (is_text && known().all(is_scalar)) {
            return Some(EnumRepr::Text);
        }
        let is_whole = |value: &Node<'_>| whole(value).is_some();
        (self.ty != Some(JsonType::Number) && known().all(is_whole)).then_some(EnumRepr::Integer)
    }
}

impl<'d> Lowering<'d, '_> {
    /// Resolves references. `None` only for cyclic references, which are reported.
    pub(super) fn view(&self, schema: SchemaRef<'d>) -> Option<View<'d>> {
        let id = self.document.resolve(schema.id)?;
        Some(View::new(SchemaRef { id, ..schema }, &self.document.schemas[id]))
    }

    /// The definition that a schema is or references.
    pub(super) fn definition(&self, schema: SchemaRef<'d>) -> Option<SchemaId<'d>> {
        let mut id = schema.id;
        for _ in 0..=MAX_CHAIN {
            if self.named.contains_key(&id) && schema.as_type.is_none() {
                return Some(id);
            }
            id = self.document.schemas[id].reference?.target;
        }
        None
    }

    /// The name of the definition that a schema is or references: in the options, or else in the description.
    pub(super) fn definition_name(&self, schema: SchemaRef<'d>) -> Option<&'d str> {
        let renamed = self.definition(schema).and_then(|id| self.renamed.get(&id).copied());
        renamed.or_else(|| self.described_name(schema))
    }

    /// The name in the description of the definition that a schema is or references.
    pub(super) fn described_name(&self, schema: SchemaRef<'d>) -> Option<&'d str> {
        self.definition(schema).and_then(|id| self.definition_names.get(&id).copied())
    }

    /// The schema at this place, which may be a reference.
    pub(super) fn here(&self, schema: SchemaRef<'d>) -> &'d Schema<'d> {
        &self.document.schemas[schema.id]
    }
}

/// The types of a schema; if it lists values, only the types of those.
fn types_with_values<'d>(schema: &'d Schema<'d>) -> impl Iterator<Item = JsonType> + use<'d> {
    let values = schema.values();
    let several = schema.types.only().is_none();
    schema.types.iter().filter(move |ty| !several || values.is_empty() || values.iter().any(|value| is_of(value, *ty)))
}

/// Whether a value of the file is of a type.
pub(super) fn is_of(value: &Node<'_>, ty: JsonType) -> bool {
    match ty {
        JsonType::String => value.text().is_some(),
        JsonType::Integer => whole(value).is_some(),
        JsonType::Number => value.number().is_some(),
        JsonType::Boolean => value.bool().is_some(),
        JsonType::Array => matches!(value.value, Value::List(_)),
        JsonType::Object => matches!(value.value, Value::Map(_)),
    }
}

/// The type that the keywords imply, if the schema has no `type`.
fn implied_type(schema: &Schema<'_>) -> Option<JsonType> {
    let combines = !schema.all_of.is_empty() || schema.one_of.is_some() || schema.any_of.is_some();
    if combines || schema.values.is_some() || schema.only_null {
        return None;
    }
    if schema.object.as_ref().is_some_and(|object| object.is_about_properties()) {
        Some(JsonType::Object)
    } else if schema.array.is_some() {
        Some(JsonType::Array)
    } else if schema.string.is_some() {
        Some(JsonType::String)
    } else if schema.number.is_some() {
        Some(JsonType::Number)
    } else {
        match schema.format.as_ref()?.value {
            "int32" | "int64" | "uint64" => Some(JsonType::Integer),
            "float" | "double" => Some(JsonType::Number),
            "date-time" | "date" | "uuid" | "email" | "uri" | "byte" | "binary" | "password" => Some(JsonType::String),
            _ => None,
        }
    }
}

/// A value as an integer.
pub(super) fn whole(node: &Node<'_>) -> Option<i64> {
    let Value::Scalar(scalar) = &node.value else { return None };
    match scalar.meaning() {
        Meaning::Unsigned(number) => i64::try_from(number).ok(),
        Meaning::Signed(number) => Some(number),
        _ => None,
    }
}
