//! Properties of a JSON object, read one by one; all errors are collected.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::state::refusal::Reasons;

/// The expected type of a value: its description, and a function that reads it.
pub(crate) struct Shape<T> {
    pub(crate) words: &'static str,
    pub(crate) read: fn(&Value) -> Option<T>,
}

pub(crate) const fn typed<T: DeserializeOwned>(words: &'static str) -> Shape<T> {
    Shape { words, read: |value| T::deserialize(value).ok() }
}

pub(crate) const TEXT: Shape<String> = typed("a string");

pub(crate) const NON_EMPTY_TEXT: Shape<String> =
    Shape { words: "a string that is not empty", read: |value| (TEXT.read)(value).filter(|text| !text.is_empty()) };

pub(crate) const TEXTS: Shape<Vec<String>> = typed("a list of strings");

pub(crate) const OBJECT: Shape<Map<String, Value>> = typed("an object");

pub(crate) const LIST: Shape<Vec<Value>> = typed("a list");

/// What a value must be, with a hint about the most frequent mistakes in public code.
pub(crate) fn must_be(words: &str, found: &Value) -> String {
    let hint = match found {
        Value::Null => ", not null: leave it out",
        Value::Array(list) if list.is_empty() && words.contains("object") => {
            ", not `[]`: PHP writes an empty array so, unless it is cast with `(object)`"
        }
        _ => "",
    };
    format!("must be {words}{hint}")
}

pub(crate) struct Fields<'v> {
    members: &'v Map<String, Value>,
    /// The path of the object in the body.
    place: String,
    pub(crate) reasons: Reasons,
    patch: Map<String, Value>,
}

impl<'v> Fields<'v> {
    pub(crate) fn new(members: &'v Map<String, Value>) -> Self {
        Self::at(String::new(), members)
    }

    /// An object inside the body, at properties joined by dots.
    pub(crate) fn at(place: String, members: &'v Map<String, Value>) -> Self {
        Self { members, place, reasons: Reasons::default(), patch: Map::new() }
    }

    /// Whether the property is present, even if it is null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'v Value> {
        self.members.get(name)
    }

    pub(crate) fn place_of(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }

    pub(crate) fn refuse(&mut self, name: &str, sentence: impl Into<String>) {
        self.reasons.add(self.place_of(name), sentence);
    }

    /// A property that may be absent but not null.
    pub(crate) fn optional<T>(&mut self, name: &str, shape: &Shape<T>) -> Option<T> {
        let found = self.members.get(name)?;
        let value = (shape.read)(found);
        if value.is_none() {
            self.refuse(name, must_be(shape.words, found));
        }
        value
    }

    pub(crate) fn required<T>(&mut self, name: &str, shape: &Shape<T>) -> Option<T> {
        if !self.has(name) {
            self.refuse(name, "is required");
        }
        self.optional(name, shape)
    }

    /// A property that may be absent or null.
    pub(crate) fn nullable<T>(&mut self, name: &str, shape: &Shape<T>) -> Option<Option<T>> {
        let found = self.members.get(name)?;
        if found.is_null() {
            return Some(None);
        }
        let value = (shape.read)(found);
        if value.is_none() {
            self.refuse(name, must_be(&format!("{} or null", shape.words), found));
        }
        value.map(Some)
    }

    /// Adds a property that may be absent but not null to the patch.
    pub(crate) fn set<T>(&mut self, name: &str, shape: &Shape<T>) {
        self.optional(name, shape);
        self.add_to_patch(name);
    }

    /// Adds properties that may be absent or null to the patch.
    pub(crate) fn update<T>(&mut self, names: &[&str], shape: &Shape<T>) {
        for name in names {
            self.nullable(name, shape);
            self.add_to_patch(name);
        }
    }

    /// Adds a map to the patch that may be absent or null and whose values may be null.
    pub(crate) fn update_map<T>(&mut self, name: &str, shape: &Shape<T>) {
        if let Some(Some(map)) = self.nullable(name, &OBJECT) {
            let mut inner = Fields::at(self.place_of(name), &map);
            for key in map.keys() {
                inner.nullable(key, shape);
            }
            self.reasons.merge(inner.reasons);
        }
        self.add_to_patch(name);
    }

    fn add_to_patch(&mut self, name: &str) {
        let value = self.members.get(name).cloned();
        self.patch.extend(value.map(|value| (name.to_owned(), value)));
    }

    pub(crate) fn into_patch(self) -> Result<Value, Reasons> {
        self.reasons.or(self.patch.into())
    }

    /// An `id` that repeats the one in the path.
    pub(crate) fn same_id(&mut self, id: &str) {
        if self.optional("id", &TEXT).is_some_and(|named| named != id) {
            self.refuse("id", format!("must be `{id}`, as in the path"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T>(value: &Value, read: impl FnOnce(&mut Fields<'_>) -> T) -> (T, Value) {
        let mut fields = Fields::new(value.as_object().unwrap());
        let read = read(&mut fields);
        (read, json!(fields.reasons.by_member()))
    }

    #[test]
    fn absent_null_and_value_are_three_things() {
        let value = json!({"null": null, "text": "a", "number": 1});
        let nullable = |name: &str| read(&value, |fields| fields.nullable(name, &TEXT));
        assert_eq!(nullable("absent"), (None, json!({})));
        assert_eq!(nullable("null"), (Some(None), json!({})));
        assert_eq!(nullable("text"), (Some(Some("a".to_owned())), json!({})));
        let told = json!({"number": ["must be a string or null"]});
        assert_eq!(nullable("number"), (None, told));
    }

    #[test]
    fn null_is_no_value_where_it_is_not_allowed() {
        let value = json!({"null": null});
        let told = json!({"null": ["must be a list of strings, not null: leave it out"]});
        assert_eq!(read(&value, |fields| fields.optional("null", &TEXTS)), (None, told));
    }

    #[test]
    fn ids_are_those_of_the_path() {
        for (value, count) in [(json!({}), 0), (json!({"id": "a"}), 0), (json!({"id": "b"}), 1), (json!({"id": 1}), 1)]
        {
            let ((), told) = read(&value, |fields| fields.same_id("a"));
            assert_eq!(told.as_object().unwrap().len(), count, "{value}");
        }
    }
}
