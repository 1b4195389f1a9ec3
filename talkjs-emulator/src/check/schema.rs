//! Schemas of OpenAPI 3.0 as JSON Schema, which a validator that knows nothing of us understands.

use serde_json::{Map, Value, json};

/// A schema of OpenAPI as JSON Schema 2020-12, with the formats that are to be checked.
///
/// Here is the one thing in which a validator sees less than it could: a value that fits several branches of a
/// `oneOf` passes. Descriptions have `oneOf` where they mean `anyOf` more often than not, and a discriminator or the
/// value's form says which branch it is.
#[must_use]
pub fn json_schema(schema: &Value, formats: &[&str]) -> Value {
    let Some(words) = schema.as_object() else { return schema.clone() };
    let is = |word: &str| words.get(word) == Some(&Value::Bool(true));
    let mut made = Map::new();
    for (word, value) in words {
        match word.as_str() {
            // What is a schema, a list of them, or a map of them.
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
            "minimum" if is("exclusiveMinimum") => made.insert("exclusiveMinimum".to_owned(), value.clone()),
            "maximum" if is("exclusiveMaximum") => made.insert("exclusiveMaximum".to_owned(), value.clone()),
            "x-prefix-items" => made.insert("prefixItems".to_owned(), all(value, formats)),
            "x-key-pattern" => made.insert("propertyNames".to_owned(), json!({ "pattern": value })),
            other if other.starts_with("x-") => None,
            _ => made.insert(word.clone(), value.clone()),
        };
    }
    // `nullable` beside `allOf` is read as people mean it: null, or all of those.
    if is("nullable") {
        return json!({ "anyOf": [{ "type": "null" }, made] });
    }
    Value::Object(made)
}

fn all(schemas: &Value, formats: &[&str]) -> Value {
    schemas.as_array().into_iter().flatten().map(|schema| json_schema(schema, formats)).collect()
}

/// Whether the branches are groups of members that exclude each other.
fn only_requires(branches: &Value) -> bool {
    let mut branches = branches.as_array().into_iter().flatten();
    branches.all(|branch| branch.as_object().is_some_and(|branch| branch.keys().eq(["required"])))
}
