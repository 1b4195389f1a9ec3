//! The tree as plain JSON.

use serde_json::Value as Json;

use super::{Meaning, Node, Value};

impl Node<'_> {
    /// The value as JSON text, its keys sorted.
    pub(crate) fn json(&self) -> String {
        let mut value = self.to_json();
        // Whether they are already sorted depends on a feature that other crates may turn on.
        value.sort_all_objects();
        value.to_string()
    }

    /// The value as JSON.
    pub(crate) fn to_json(&self) -> Json {
        match &self.value {
            Value::Map(_) => {
                let mut object = serde_json::Map::new();
                for (key, node) in self.entries() {
                    object.insert(key.name().to_owned(), node.to_json());
                }
                Json::Object(object)
            }
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Scalar(scalar) => match scalar.meaning() {
                Meaning::Null => Json::Null,
                Meaning::Bool(value) => value.into(),
                Meaning::Unsigned(value) => value.into(),
                Meaning::Signed(value) => value.into(),
                Meaning::Float(value) => value.into(),
                Meaning::Text(text) => text.into(),
            },
        }
    }
}
