//! What a JSON Schema validator that knows nothing of us says about instances.

use std::collections::HashMap;

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::{Map, Value, json};
use talkjs_drift::json_schema;

/// The schemas of a description before a validator.
pub struct Verdict {
    schemas: Schemas,
    compiler: Compiler,
    compiled: HashMap<String, SchemaIndex>,
}

const PLACE: &str = "https://description.example/openapi.json";

impl Verdict {
    /// Of an OpenAPI description. [`json_schema`] says what the validator does not see.
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
