//! A schema without references and without `allOf`.

use serde_json::{Map, Value};

/// A schema's own words and those of everything that it refers to and is composed of.
#[derive(Debug, Default)]
pub(super) struct Flat<'d> {
    pub(super) words: Map<String, Value>,
    pub(super) properties: Vec<(&'d str, &'d Value)>,
    pub(super) required: Vec<&'d str>,
    pub(super) nullable: bool,
}

impl<'d> Flat<'d> {
    pub(super) fn of(description: &'d Value, schema: &'d Value) -> Self {
        let mut flat = Self { nullable: is_nullable(description, schema), ..Self::default() };
        flat.add(description, schema);
        flat
    }

    fn add(&mut self, description: &'d Value, schema: &'d Value) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.add(description, target(description, reference));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.add(description, part);
        }
        for (word, value) in schema.as_object().into_iter().flatten() {
            match word.as_str() {
                "allOf" | "nullable" | "description" => {}
                "properties" => self.properties.extend(members(value)),
                "required" => self.required.extend(value.as_array().into_iter().flatten().filter_map(Value::as_str)),
                _ => {
                    self.words.insert(word.clone(), value.clone());
                }
            }
        }
    }

    pub(super) fn ty(&self) -> &str {
        let implied = if self.properties.is_empty() && self.required.is_empty() { "" } else { "object" };
        self.words.get("type").and_then(Value::as_str).unwrap_or(implied)
    }

    pub(super) fn number(&self, word: &str) -> Option<f64> {
        self.words.get(word)?.as_f64()
    }

    pub(super) fn count(&self, word: &str) -> Option<usize> {
        self.words.get(word)?.as_u64()?.try_into().ok()
    }

    pub(super) fn text(&self, word: &str) -> Option<&str> {
        self.words.get(word)?.as_str()
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.words.get(word) == Some(&Value::Bool(true))
    }

    /// What a property holds by its name; by `additionalProperties` otherwise.
    pub(super) fn property(&self, name: &str) -> Option<&'d Value> {
        self.properties.iter().find(|(known, _)| *known == name).map(|(_, schema)| *schema)
    }

    /// The groups of properties of which exactly one must be there, for a `oneOf` of nothing but `required`.
    pub(super) fn alternatives(&self) -> Option<Vec<&str>> {
        let branches = self.words.get("oneOf")?.as_array()?;
        let name = |branch: &'_ Value| branch.as_object().is_some_and(|branch| branch.keys().eq(["required"]));
        if self.properties.is_empty() || !branches.iter().all(name) {
            return None;
        }
        branches.iter().map(|branch| branch["required"][0].as_str()).collect()
    }
}

pub(super) fn target<'d>(description: &'d Value, reference: &str) -> &'d Value {
    let target = reference.strip_prefix('#').and_then(|pointer| description.pointer(pointer));
    target.unwrap_or_else(|| panic!("{reference} not found"))
}

pub(super) fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// A schema is nullable where it says so itself, or where it is only another name for one.
fn is_nullable(description: &Value, schema: &Value) -> bool {
    match schema["$ref"].as_str() {
        Some(reference) => is_nullable(description, target(description, reference)),
        None => schema["nullable"] == Value::Bool(true),
    }
}
