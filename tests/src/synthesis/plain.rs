//! Schemas of OpenAPI 3.1 in the terms of 3.0, as far as instances need them: `null` is `nullable`, a list of types is an
//! `anyOf`, one value is an `enum`.

use serde_json::{Map, Value, json};

/// A description whose schemas say everything in the terms of OpenAPI 3.0, and tuples by `prefixItems`.
pub(super) fn plain(part: &Value) -> Value {
    match part {
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(words) => {
            let words = words.iter().map(|(word, value)| (word.clone(), plain(value)));
            schema(words.collect())
        }
        scalar => scalar.clone(),
    }
}

fn schema(mut words: Map<String, Value>) -> Value {
    if let Some(only) = words.remove("const") {
        words.insert("enum".to_owned(), json!([only]));
    }
    if words.get("type") == Some(&json!("null")) {
        return json!({ "nullable": true, "enum": [null] });
    }
    if let Some(Value::Array(types)) = words.get("type").cloned() {
        words.remove("type");
        let of = |ty: &Value| {
            let mut words = words.clone();
            words.insert("type".to_owned(), ty.clone());
            Value::Object(words)
        };
        let branches: Vec<Value> = types.iter().filter(|ty| **ty != json!("null")).map(of).collect();
        let nullable = branches.len() < types.len();
        return match branches.as_slice() {
            [only] => with(only, nullable),
            _ => json!({ "anyOf": branches, "nullable": nullable }),
        };
    }
    for word in ["oneOf", "anyOf"] {
        let Some(branches) = words.get_mut(word).and_then(Value::as_array_mut) else { continue };
        let count = branches.len();
        branches.retain(|branch| *branch != json!({ "nullable": true, "enum": [null] }));
        if branches.len() < count {
            words.insert("nullable".to_owned(), json!(true));
        }
    }
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if words.get(exclusive).is_some_and(Value::is_number) {
            let number = words.insert(exclusive.to_owned(), json!(true)).unwrap_or_default();
            words.insert(bound.to_owned(), number);
        }
    }
    if let Some(Value::Object(patterns)) = words.remove("patternProperties")
        && let Some((pattern, values)) = patterns.into_iter().next()
    {
        words.insert("x-key-pattern".to_owned(), json!(pattern));
        words.insert("additionalProperties".to_owned(), values);
    }
    if let Some(positions) = words.remove("x-prefix-items") {
        words.insert("prefixItems".to_owned(), positions);
    }
    if let Some(names) = words.remove("propertyNames") {
        words.insert("x-key-pattern".to_owned(), names["pattern"].clone());
    }
    Value::Object(words)
}

fn with(schema: &Value, nullable: bool) -> Value {
    let mut schema = schema.clone();
    if nullable {
        schema["nullable"] = json!(true);
    }
    schema
}
