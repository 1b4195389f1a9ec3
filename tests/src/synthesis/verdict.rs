//! What a JSON Schema validator that knows nothing of us says about instances.

use std::collections::HashMap;

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::{Map, Value, json};

/// The schemas of a description before a validator.
pub struct Verdict {
    schemas: Schemas,
    compiler: Compiler,
    compiled: HashMap<String, SchemaIndex>,
}

const PLACE: &str = "https://description.example/openapi.json";

impl Verdict {
    /// Of an OpenAPI description.
    ///
    /// Here is the one thing in which the validator sees less than it could: a value that fits several branches of a
    /// `oneOf` passes. The generated types take the branch that the description's discriminator or the value's form
    /// leads to, and descriptions have `oneOf` where they mean `anyOf` more often than not.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn new(description: &Value) -> Self {
        Self::of(description, Compiler::new(), &[])
    }

    /// As [`new`](Self::new), with the formats that requests are checked for.
    ///
    /// # Panics
    /// When it is no description.
    #[must_use]
    pub fn with_formats(description: &Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        Self::of(description, compiler, &["date-time", "date", "uuid", "email", "uri"])
    }

    fn of(description: &Value, mut compiler: Compiler, formats: &[&str]) -> Self {
        compiler.set_default_draft(Draft::V2020_12);
        let schemas = description["components"]["schemas"].as_object().unwrap();
        let schemas: Map<String, Value> =
            schemas.iter().map(|(name, of)| (name.clone(), json_schema(of, formats))).collect();
        compiler.add_resource(PLACE, json!({ "components": { "schemas": schemas } })).unwrap();
        Self { schemas: Schemas::new(), compiler, compiled: HashMap::new() }
    }

    /// Why an instance is not valid; `None` when it is.
    ///
    /// # Panics
    /// When there is no such schema.
    pub fn fault(&mut self, name: &str, instance: &Value) -> Option<String> {
        let schema = self.compiled(name);
        self.schemas.validate(instance, schema).err().map(|fault| fault.to_string())
    }

    /// Whether an instance is valid.
    ///
    /// # Panics
    /// When there is no such schema.
    pub fn allows(&mut self, name: &str, instance: &Value) -> bool {
        let schema = self.compiled(name);
        self.schemas.validate(instance, schema).is_ok()
    }

    fn compiled(&mut self, name: &str) -> SchemaIndex {
        if let Some(known) = self.compiled.get(name) {
            return *known;
        }
        let place = format!("{PLACE}#/components/schemas/{name}");
        let schema = self.compiler.compile(&place, &mut self.schemas).unwrap();
        self.compiled.insert(name.to_owned(), schema);
        schema
    }
}

fn all(schemas: &Value, formats: &[&str]) -> Value {
    schemas.as_array().into_iter().flatten().map(|schema| json_schema(schema, formats)).collect()
}

/// Whether the branches are groups of members that exclude each other.
fn only_requires(branches: &Value) -> bool {
    let mut branches = branches.as_array().into_iter().flatten();
    branches.all(|branch| branch.as_object().is_some_and(|branch| branch.keys().eq(["required"])))
}

/// A schema of OpenAPI as JSON Schema 2020-12.
fn json_schema(schema: &Value, formats: &[&str]) -> Value {
    let Some(words) = schema.as_object() else { return schema.clone() };
    let mut made = Map::new();
    for (word, value) in words {
        match word.as_str() {
            // What is a schema, a list of them, or a map of them.
            "items" if words.get("x-tuple") == Some(&json!(true)) => {
                made.insert("prefixItems".to_owned(), all(&value["oneOf"], formats))
            }
            "items" | "not" | "additionalProperties" | "if" | "then" | "else" => {
                made.insert(word.clone(), json_schema(value, formats))
            }
            "oneOf" if !only_requires(value) => made.insert("anyOf".to_owned(), all(value, formats)),
            "allOf" | "oneOf" | "anyOf" | "prefixItems" => made.insert(word.clone(), all(value, formats)),
            "properties" | "patternProperties" | "$defs" => {
                let members = value.as_object().into_iter().flatten();
                let members: Map<String, Value> =
                    members.map(|(name, of)| (name.clone(), json_schema(of, formats))).collect();
                made.insert(word.clone(), Value::Object(members))
            }
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_number() => made.insert(word.clone(), value.clone()),
            "format" if formats.iter().any(|format| value == format) => made.insert(word.clone(), value.clone()),
            "exclusiveMinimum" | "exclusiveMaximum" | "nullable" | "format" => None,
            "minimum" if words.get("exclusiveMinimum") == Some(&json!(true)) => {
                made.insert("exclusiveMinimum".to_owned(), value.clone())
            }
            "maximum" if words.get("exclusiveMaximum") == Some(&json!(true)) => {
                made.insert("exclusiveMaximum".to_owned(), value.clone())
            }
            "x-key-pattern" => made.insert("propertyNames".to_owned(), json!({ "pattern": value })),
            other if other.starts_with("x-") => None,
            _ => made.insert(word.clone(), value.clone()),
        };
    }
    // `nullable` beside `allOf` is read as people mean it: null, or all of those.
    if words.get("nullable") == Some(&json!(true)) {
        return json!({ "anyOf": [{ "type": "null" }, made] });
    }
    Value::Object(made)
}
