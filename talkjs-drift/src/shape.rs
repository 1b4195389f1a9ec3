//! The structure of values, without the values.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::json_type::JsonType;

/// The types of all values in a place, with their numbers. It contains names of properties but no values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shape {
    /// The number of values of each type.
    pub types: BTreeMap<JsonType, u64>,
    /// The properties of the objects.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Shape>,
    /// The items of the arrays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Shape>>,
}

/// An object with more properties than this is described as a map.
const MOST_PROPERTIES: usize = 50;
/// Of deeper values only the type is stored.
const DEEPEST: usize = 16;

impl Shape {
    /// The shape of a value.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        Self::at_depth(value, 0)
    }

    fn at_depth(value: &Value, depth: usize) -> Self {
        let mut shape = Self { types: BTreeMap::from([(JsonType::of(value), 1)]), ..Self::default() };
        if depth >= DEEPEST {
            return shape;
        }
        let below = depth.saturating_add(1);
        match value {
            Value::Object(object) => {
                let of = |(name, value): (&String, &Value)| (name.clone(), Self::at_depth(value, below));
                shape.properties = object.iter().map(of).collect();
            }
            Value::Array(items) => {
                for item in items {
                    shape.items.get_or_insert_default().merge(Self::at_depth(item, below));
                }
            }
            _ => {}
        }
        shape
    }

    /// Adds another shape.
    pub fn merge(&mut self, other: Self) {
        for (kind, count) in other.types {
            let sum = self.types.entry(kind).or_default();
            *sum = sum.saturating_add(count);
        }
        for (name, shape) in other.properties {
            self.properties.entry(name).or_default().merge(shape);
        }
        if let Some(items) = other.items {
            self.items.get_or_insert_default().merge(*items);
        }
    }

    /// Whether a value was null.
    #[must_use]
    pub fn has_null(&self) -> bool {
        self.types.contains_key(&JsonType::Null)
    }

    /// A schema that allows all values of this shape: with lists of types, as in OpenAPI 3.1, or with `nullable`.
    #[must_use]
    pub fn schema(&self, has_type_lists: bool) -> Value {
        let names = |kind: &&JsonType| **kind != JsonType::Null;
        let mut types: Vec<JsonType> = self.types.keys().filter(names).copied().collect();
        if types.contains(&JsonType::Number) {
            types.retain(|kind| *kind != JsonType::Integer);
        }
        let mut schema = match &types[..] {
            [] => Map::new(),
            [kind] => self.typed(*kind, has_type_lists),
            several => {
                let branches = several.iter().map(|kind| Value::Object(self.typed(*kind, has_type_lists)));
                Map::from_iter([("anyOf".to_owned(), branches.collect())])
            }
        };
        if !self.has_null() {
            return Value::Object(schema);
        }
        match (has_type_lists, schema.get("type").cloned()) {
            (false, _) => drop(schema.insert("nullable".to_owned(), Value::Bool(true))),
            (true, Some(kind)) => drop(schema.insert("type".to_owned(), json!([kind, "null"]))),
            (true, None) if types.is_empty() => drop(schema.insert("type".to_owned(), json!("null"))),
            (true, None) => {
                if let Some(branches) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
                    branches.push(json!({"type": "null"}));
                }
            }
        }
        Value::Object(schema)
    }

    fn typed(&self, kind: JsonType, has_type_lists: bool) -> Map<String, Value> {
        let mut schema = Map::from_iter([("type".to_owned(), json!(kind.name()))]);
        if kind == JsonType::Array {
            let items = self.items.as_ref().map_or(json!({}), |items| items.schema(has_type_lists));
            schema.insert("items".to_owned(), items);
        }
        if kind == JsonType::Object && self.properties.len() > MOST_PROPERTIES {
            let mut all = Self::default();
            self.properties.values().cloned().for_each(|shape| all.merge(shape));
            schema.insert("additionalProperties".to_owned(), all.schema(has_type_lists));
        } else if kind == JsonType::Object && !self.properties.is_empty() {
            let of = |(name, shape): (&String, &Self)| (name.clone(), shape.schema(has_type_lists));
            schema.insert("properties".to_owned(), Value::Object(self.properties.iter().map(of).collect()));
        }
        schema
    }
}

/// `string ×12, null ×3`
impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (kind, count)) in self.types.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(formatter, "{comma}{kind} ×{count}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_hold_types_and_no_values() {
        let mut shape = Shape::of(&json!({"a": "canary", "b": [1, 2.5, null]}));
        shape.merge(Shape::of(&json!({"a": null})));
        assert!(!format!("{shape:?}{shape}").contains("canary"));
        assert_eq!(shape.properties["a"].to_string(), "null ×1, string ×1");
        let in_31 = json!({"type": "object", "properties": {
            "a": {"type": ["string", "null"]}, "b": {"type": "array", "items": {"type": ["number", "null"]}}
        }});
        assert_eq!(shape.schema(true), in_31);
        let in_30 = json!({"type": "object", "properties": {
            "a": {"type": "string", "nullable": true},
            "b": {"type": "array", "items": {"type": "number", "nullable": true}}
        }});
        assert_eq!(shape.schema(false), in_30);
    }
}
