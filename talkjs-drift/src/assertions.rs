//! Converts schemas of OpenAPI to JSON Schema, for a validator that does not support OpenAPI.

use serde_json::{Map, Value, json};

use crate::place::escaped;

/// The keywords that are converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keywords {
    /// All constraints.
    All,
    /// Constraints on the value itself without structure: limits, patterns, formats, conditions.
    Limits,
    /// Constraints that can be checked without values: types, names of properties, branches.
    Structure,
}

/// The formats that values are checked against.
pub(crate) const FORMATS: [&str; 6] = ["date-time", "date", "uuid", "email", "ipv4", "ipv6"];

const STRUCTURE: [&str; 18] = [
    "$ref",
    "type",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "items",
    "prefixItems",
    "x-prefix-items",
    "unevaluatedProperties",
    "unevaluatedItems",
    "allOf",
    "anyOf",
    "oneOf",
    "$defs",
    "nullable",
    "enum",
    "const",
];

const LIMITS: [&str; 25] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "format",
    "x-key-pattern",
];

/// Converts a schema of OpenAPI to JSON Schema 2020-12, with the formats to check.
///
/// It is more lenient than OpenAPI in one respect: a value that matches several branches of a `oneOf` is valid. Most
/// descriptions use `oneOf` where they mean `anyOf`, and a discriminator or the form of the value determines the
/// branch.
#[must_use]
pub fn json_schema(schema: &Value, formats: &[&str]) -> Value {
    convert(schema, Keywords::All, formats, &mut |at, child| {
        if at == "/$ref" { child.clone() } else { json_schema(child, formats) }
    })
}

/// Converts the keywords of one schema. `child` converts each schema inside it, and the value of `$ref`, by its
/// pointer.
pub(crate) fn convert(
    schema: &Value,
    keywords: Keywords,
    formats: &[&str],
    child: &mut dyn FnMut(&str, &Value) -> Value,
) -> Value {
    let Some(words) = schema.as_object() else { return schema.clone() };
    let is = |word: &str| words.get(word) == Some(&Value::Bool(true));
    let mut made = Map::new();
    for (word, value) in words {
        let word = word.as_str();
        let is_group = word == "oneOf" && only_requires(value);
        let is_chosen = match keywords {
            Keywords::All => STRUCTURE.contains(&word) || LIMITS.contains(&word),
            Keywords::Limits => LIMITS.contains(&word) || is_group,
            Keywords::Structure => STRUCTURE.contains(&word) && !["enum", "const"].contains(&word),
        };
        if !is_chosen {
            continue;
        }
        let (name, converted) = match word {
            "$ref"
            | "items"
            | "not"
            | "additionalProperties"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedProperties"
            | "unevaluatedItems" => (word, child(&format!("/{word}"), value)),
            "oneOf" if !is_group => ("anyOf", list(word, value, child)),
            "allOf" | "anyOf" | "prefixItems" => (word, list(word, value, child)),
            "x-prefix-items" => ("prefixItems", list(word, value, child)),
            "properties" | "patternProperties" | "$defs" | "dependentSchemas" => (word, map(word, value, child)),
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => continue,
            "format" if !formats.iter().any(|format| value == format) => continue,
            "nullable" => continue,
            "minimum" if is("exclusiveMinimum") => ("exclusiveMinimum", value.clone()),
            "maximum" if is("exclusiveMaximum") => ("exclusiveMaximum", value.clone()),
            "x-key-pattern" => ("propertyNames", json!({ "pattern": value })),
            _ => (word, value.clone()),
        };
        match (made.get(name).cloned(), name) {
            // `anyOf` beside `oneOf`.
            (Some(first), "anyOf") => {
                made.remove(name);
                let mut parts = made.remove("allOf").map_or(Vec::new(), |parts| vec![json!({ "allOf": parts })]);
                parts.extend([json!({ "anyOf": first }), json!({ "anyOf": converted })]);
                made.insert("allOf".to_owned(), Value::Array(parts));
            }
            _ => drop(made.insert(name.to_owned(), converted)),
        }
    }
    // `nullable` beside `allOf` is interpreted as intended: null, or all of the parts.
    if is("nullable") && keywords != Keywords::Limits {
        return json!({ "anyOf": [{ "type": "null" }, made] });
    }
    Value::Object(made)
}

fn list(word: &str, schemas: &Value, child: &mut dyn FnMut(&str, &Value) -> Value) -> Value {
    let schemas = schemas.as_array().into_iter().flatten().enumerate();
    schemas.map(|(index, schema)| child(&format!("/{word}/{index}"), schema)).collect()
}

fn map(word: &str, schemas: &Value, child: &mut dyn FnMut(&str, &Value) -> Value) -> Value {
    let schemas = schemas.as_object().into_iter().flatten();
    let of = |(name, schema): (&String, &Value)| (name.clone(), child(&format!("/{word}/{}", escaped(name)), schema));
    Value::Object(schemas.map(of).collect())
}

/// Whether the branches are exclusive groups of properties.
pub(crate) fn only_requires(branches: &Value) -> bool {
    let mut branches = branches.as_array().into_iter().flatten();
    branches.all(|branch| branch.as_object().is_some_and(|branch| branch.keys().eq(["required"])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_openapi_says_in_its_own_way_becomes_json_schema() {
        let schema = json!({
            "type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true, "example": 5, "x-other": 1
        });
        let expected = json!({"anyOf": [{"type": "null"}, {"type": "integer", "exclusiveMinimum": 1}]});
        assert_eq!(json_schema(&schema, &[]), expected);
        let union = json!({"oneOf": [{"type": "string", "format": "date"}, {"$ref": "#/x"}], "anyOf": [{}]});
        // Which comes first depends on whether another crate lets `serde_json` keep the order of keys.
        let made = json_schema(&union, &[]);
        let parts = made["allOf"].as_array().unwrap();
        assert_eq!(parts.len(), 2);
        assert!(parts.contains(&json!({"anyOf": [{}]})));
        assert!(parts.contains(&json!({"anyOf": [{"type": "string"}, {"$ref": "#/x"}]})));
        let groups = json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]});
        assert_eq!(json_schema(&groups, &[]), groups);
    }
}
