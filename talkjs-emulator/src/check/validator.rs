//! The JSON Schema validator.

use boon::{Compiler, Draft, ErrorKind, SchemaIndex, Schemas, ValidationError};
use serde_json::{Map, Value, json};

use super::description::Unreadable;
use super::schema::json_schema;

const PLACE: &str = "https://description.example/openapi.json";

/// Schemas before they are compiled: the named ones, and those that stand somewhere in an operation.
pub(super) struct Unvalidated {
    named: Map<String, Value>,
    inline: Vec<Value>,
}

/// A schema that was added.
#[derive(Clone, Copy, Debug)]
pub(super) struct Added(usize);

impl Unvalidated {
    /// With the named schemas of a description.
    pub(super) fn new(description: &Value) -> Self {
        let named = description.pointer("/components/schemas").and_then(Value::as_object);
        let named = named.into_iter().flatten().map(|(name, schema)| (name.clone(), json_schema(schema, &[])));
        Self { named: named.collect(), inline: Vec::new() }
    }

    pub(super) fn add(&mut self, schema: &Value) -> Added {
        self.inline.push(json_schema(schema, &[]));
        Added(self.inline.len().saturating_sub(1))
    }

    pub(super) fn compile(self) -> Result<Validator, Unreadable> {
        let count = self.inline.len();
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler
            .add_resource(PLACE, json!({"components": {"schemas": self.named}, "inline": self.inline}))
            .map_err(|error| unreadable(&error))?;
        let mut schemas = Schemas::new();
        let mut compiled = Vec::new();
        for index in 0..count {
            let place = format!("{PLACE}#/inline/{index}");
            compiled.push(compiler.compile(&place, &mut schemas).map_err(|error| unreadable(&error))?);
        }
        Ok(Validator { schemas, compiled })
    }
}

fn unreadable(error: &impl ToString) -> Unreadable {
    Unreadable::Schema(error.to_string())
}

/// Compiled schemas.
pub(super) struct Validator {
    schemas: Schemas,
    compiled: Vec<SchemaIndex>,
}

/// What is wrong with an instance: a JSON pointer, and what is expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Violation {
    pub(super) pointer: String,
    pub(super) expected: String,
}

impl Validator {
    pub(super) fn violation(&self, instance: &Value, schema: Added) -> Option<Violation> {
        let schema = self.compiled.get(schema.0)?;
        let error = self.schemas.validate(instance, *schema).err()?;
        let leaf = telling(&error);
        let words = match &leaf.kind {
            ErrorKind::AnyOf | ErrorKind::OneOf(_) => alternatives(leaf),
            kind => kind.to_string(),
        };
        Some(Violation { pointer: leaf.instance_location.to_string(), expected: words })
    }
}

/// The cause that says most. Of alternatives it is in the one that is meant, if that can be told: the only one whose
/// type and fixed values fit.
fn telling<'e, 's, 'v>(error: &'e ValidationError<'s, 'v>) -> &'e ValidationError<'s, 'v> {
    let cause = match error.kind {
        ErrorKind::AnyOf | ErrorKind::OneOf(_) => error.causes.iter().find(|cause| !is_another(cause, error)),
        _ => error.causes.first(),
    };
    cause.map_or(error, telling)
}

/// Whether an alternative fails at its type or at a member with fixed values, and so is not the one that is meant.
fn is_another(cause: &ValidationError<'_, '_>, whole: &ValidationError<'_, '_>) -> bool {
    let depth = |error: &ValidationError<'_, '_>| error.instance_location.tokens.len();
    let is_fixed = match cause.kind {
        ErrorKind::Type { .. } => depth(cause) == depth(whole),
        ErrorKind::Enum { .. } | ErrorKind::Const { .. } => depth(cause) <= depth(whole).saturating_add(1),
        _ => false,
    };
    is_fixed || cause.causes.iter().any(|inner| is_another(inner, whole))
}

fn alternatives(error: &ValidationError<'_, '_>) -> String {
    let mut words: Vec<String> = error.causes.iter().map(|cause| telling(cause).kind.to_string()).collect();
    words.dedup();
    if words.is_empty() { error.kind.to_string() } else { words.join("; or ") }
}
