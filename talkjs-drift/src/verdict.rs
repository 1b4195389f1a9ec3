//! The JSON Schema validator; this is the only file that uses it.

use boon::{Compiler, Draft, ErrorKind, SchemaIndex};
use serde_json::{Map, Value, json};

use crate::assertions::{FORMATS, Keywords, convert};
use crate::description::Unreadable;
use crate::place::{Documents, Place};
use crate::schema::{Id, Schemas};

const URL: &str = "https://description.example/schemas.json";

/// All schemas, compiled three times: complete, without keywords that need values, and the limits of each separately.
pub(crate) struct Verdict {
    schemas: boon::Schemas,
    whole: Vec<Option<SchemaIndex>>,
    structure: Vec<Option<SchemaIndex>>,
    limits: Vec<Option<SchemaIndex>>,
    patterns: Vec<(String, Option<SchemaIndex>)>,
    unchecked: Vec<Place>,
}

/// The sections of the compiled resource.
const WHOLE: &str = "whole";
const STRUCTURE: &str = "structure";
const LIMITS: &str = "limits";

impl Verdict {
    pub(crate) fn new(schemas: &Schemas, documents: &Documents) -> Result<Self, Unreadable> {
        let mut maker = Maker { schemas, documents, unchecked: Vec::new() };
        let sections = [(WHOLE, Keywords::All), (STRUCTURE, Keywords::Structure), (LIMITS, Keywords::Limits)];
        let mut resource = Map::new();
        for (name, keywords) in sections {
            let made: Map<String, Value> =
                schemas.iter().map(|(id, _)| (id.0.to_string(), maker.schema(id, keywords))).collect();
            resource.insert(name.to_owned(), Value::Object(made));
        }
        let patterns =
            schemas.iter().flat_map(|(_, schema)| schema.patterns.iter().map(|(pattern, _)| pattern.clone()));
        let patterns: Vec<String> = patterns.collect();
        let made: Vec<Value> = patterns.iter().map(|pattern| json!({ "pattern": pattern })).collect();
        resource.insert("patterns".to_owned(), Value::Array(made));
        let is_empty = |section: &str, index: usize| {
            let schema = resource.get(section).and_then(|schemas| schemas.get(index.to_string()));
            schema.and_then(Value::as_object).is_none_or(Map::is_empty)
        };
        let limited: Vec<bool> = (0..schemas.len()).map(|index| !is_empty(LIMITS, index)).collect();
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(URL, Value::Object(resource)).map_err(|error| unreadable(&error))?;
        let mut compiled = boon::Schemas::new();
        let mut compile = |section: &str, index: usize| {
            compiler
                .compile(&format!("{URL}#/{section}/{index}"), &mut compiled)
                .map(Some)
                .map_err(|error| unreadable(&error))
        };
        let whole = (0..schemas.len()).map(|index| compile(WHOLE, index)).collect::<Result<_, _>>()?;
        let structure = (0..schemas.len()).map(|index| compile(STRUCTURE, index)).collect::<Result<_, _>>()?;
        let limit = |(index, is_limited): (usize, &bool)| if *is_limited { compile(LIMITS, index) } else { Ok(None) };
        let limits = limited.iter().enumerate().map(limit).collect::<Result<_, _>>()?;
        let mut compiled_patterns = Vec::new();
        for (index, pattern) in patterns.into_iter().enumerate() {
            let schema = if is_pattern(&pattern) { compile("patterns", index)? } else { None };
            compiled_patterns.push((pattern, schema));
        }
        Ok(Self {
            schemas: compiled,
            whole,
            structure,
            limits,
            patterns: compiled_patterns,
            unchecked: maker.unchecked,
        })
    }

    /// The places of patterns that the validator does not support.
    pub(crate) fn unchecked(&self) -> &[Place] {
        &self.unchecked
    }

    /// Whether a value is valid; if its values are unknown, as far as its structure shows.
    pub(crate) fn allows(&self, value: &Value, id: Id, is_exact: bool) -> bool {
        let schemas = if is_exact { &self.whole } else { &self.structure };
        let Some(Some(schema)) = schemas.get(id.0) else { return true };
        self.schemas.validate(value, *schema).is_ok()
    }

    /// The keyword among the limits of one schema that a value violates.
    pub(crate) fn broken_limit(&self, value: &Value, id: Id) -> Option<&'static str> {
        let schema = self.limits.get(id.0).copied().flatten()?;
        let error = self.schemas.validate(value, schema).err()?;
        // The root of an error is the schema itself; its causes are below.
        let first = error.causes.first().unwrap_or(&error);
        Some(keyword(&first.kind))
    }

    /// Whether a key matches a pattern of `patternProperties`.
    pub(crate) fn matches(&self, key: &str, pattern: &str) -> bool {
        let known = self.patterns.iter().find(|(known, _)| known == pattern);
        let Some((_, Some(schema))) = known else { return false };
        self.schemas.validate(&Value::from(key), *schema).is_ok()
    }
}

/// Builds the entries of the resource.
struct Maker<'d> {
    schemas: &'d Schemas,
    documents: &'d Documents,
    unchecked: Vec<Place>,
}

impl Maker<'_> {
    fn schema(&mut self, id: Id, keywords: Keywords) -> Value {
        let Some(place) = &self.schemas.get(id).place else { return Value::Bool(true) };
        let mut value = self.documents.get(place).cloned().unwrap_or(Value::Bool(true));
        // The validator rejects a whole schema for a pattern in another dialect of regular expressions.
        for word in ["pattern", "x-key-pattern"] {
            let is_readable = value.get(word).and_then(Value::as_str).is_none_or(is_pattern);
            if !is_readable && let Some(words) = value.as_object_mut() {
                words.remove(word);
                if keywords == Keywords::All {
                    self.unchecked.push(place.child(word));
                }
            }
        }
        if let Some(patterns) = value.get_mut("patternProperties").and_then(Value::as_object_mut) {
            patterns.retain(|pattern, _| is_pattern(pattern));
        }
        // Conditions need values, so the schemas inside them are complete ones.
        let section = if keywords == Keywords::Structure { STRUCTURE } else { WHOLE };
        let reference = self.schemas.get(id).reference;
        convert(&value, keywords, &FORMATS, &mut |at, child| {
            let target = match reference {
                Some(target) if at == "/$ref" => Some(target),
                _ => self.schemas.find(&Place { file: place.file, pointer: format!("{}{at}", place.pointer) }),
            };
            let entry = target.map(|target| format!("#/{section}/{}", target.0));
            match (at, entry) {
                ("/$ref", Some(entry)) => Value::from(entry),
                (_, Some(entry)) => json!({ "$ref": entry }),
                (_, None) => {
                    if child.is_boolean() {
                        child.clone()
                    } else {
                        Value::Bool(true)
                    }
                }
            }
        })
    }
}

fn unreadable(error: &impl ToString) -> Unreadable {
    Unreadable::Schema(error.to_string())
}

/// Whether the validator supports a regular expression.
fn is_pattern(pattern: &str) -> bool {
    let mut compiler = Compiler::new();
    let url = "https://description.example/pattern.json";
    compiler.set_default_draft(Draft::V2020_12);
    compiler.add_resource(url, json!({ "pattern": pattern })).is_ok()
        && compiler.compile(url, &mut boon::Schemas::new()).is_ok()
}

fn keyword(kind: &ErrorKind<'_, '_>) -> &'static str {
    match kind {
        ErrorKind::Format { .. } => "format",
        ErrorKind::PropertyName { .. } => "propertyNames",
        ErrorKind::MinProperties { .. } => "minProperties",
        ErrorKind::MaxProperties { .. } => "maxProperties",
        ErrorKind::DependentRequired { .. } | ErrorKind::Dependency { .. } => "dependentRequired",
        ErrorKind::MinItems { .. } => "minItems",
        ErrorKind::MaxItems { .. } => "maxItems",
        ErrorKind::Contains | ErrorKind::MinContains { .. } | ErrorKind::MaxContains { .. } => "contains",
        ErrorKind::UniqueItems { .. } => "uniqueItems",
        ErrorKind::MinLength { .. } => "minLength",
        ErrorKind::MaxLength { .. } => "maxLength",
        ErrorKind::Pattern { .. } => "pattern",
        ErrorKind::Minimum { .. } => "minimum",
        ErrorKind::Maximum { .. } => "maximum",
        ErrorKind::ExclusiveMinimum { .. } => "exclusiveMinimum",
        ErrorKind::ExclusiveMaximum { .. } => "exclusiveMaximum",
        ErrorKind::MultipleOf { .. } => "multipleOf",
        ErrorKind::Not => "not",
        ErrorKind::OneOf(_) | ErrorKind::AnyOf => "oneOf",
        // Inside the schema of a condition.
        _ => "if",
    }
}
