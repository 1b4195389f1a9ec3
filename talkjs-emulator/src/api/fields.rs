//! Members of a JSON object, read one by one; all that is wrong with them is collected.

use serde_json::{Map, Value};

use crate::state::refusal::Reasons;
use crate::state::update::{Entries, Update};

/// What a value must be, in words and as a reader.
pub(crate) struct Shape<T> {
    pub(crate) words: &'static str,
    pub(crate) read: fn(&Value) -> Option<T>,
}

pub(crate) const TEXT: Shape<String> = Shape { words: "a string", read: |value| value.as_str().map(str::to_owned) };

pub(crate) const NON_EMPTY_TEXT: Shape<String> =
    Shape { words: "a string that is not empty", read: |value| (TEXT.read)(value).filter(|text| !text.is_empty()) };

pub(crate) const TEXTS: Shape<Vec<String>> =
    Shape { words: "a list of strings", read: |value| value.as_array()?.iter().map(TEXT.read).collect() };

pub(crate) const OBJECT: Shape<Map<String, Value>> =
    Shape { words: "an object", read: |value| value.as_object().cloned() };

pub(crate) const LIST: Shape<Vec<Value>> = Shape { words: "a list", read: |value| value.as_array().cloned() };

/// What a value must be and is not, with what public code does wrong most often.
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

/// Reads the members of one object.
pub(crate) struct Fields<'v> {
    members: &'v Map<String, Value>,
    /// Where the object stands in the body.
    place: String,
    pub(crate) reasons: Reasons,
}

impl<'v> Fields<'v> {
    pub(crate) fn new(members: &'v Map<String, Value>) -> Self {
        Self::at(String::new(), members)
    }

    /// An object inside the body, at members joined by dots.
    pub(crate) fn at(place: String, members: &'v Map<String, Value>) -> Self {
        Self { members, place, reasons: Reasons::default() }
    }

    /// Whether the member is there, be it null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// Where a member stands in the body.
    pub(crate) fn place_of(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }

    /// Says what is wrong with a member.
    pub(crate) fn refuse(&mut self, name: &str, sentence: impl Into<String>) {
        self.reasons.add(self.place_of(name), sentence);
    }

    /// A member that may be absent but not null.
    pub(crate) fn optional<T>(&mut self, name: &str, shape: &Shape<T>) -> Option<T> {
        let found = self.members.get(name)?;
        let value = (shape.read)(found);
        if value.is_none() {
            self.refuse(name, must_be(shape.words, found));
        }
        value
    }

    /// A member that must be there.
    pub(crate) fn required<T>(&mut self, name: &str, shape: &Shape<T>) -> Option<T> {
        if !self.has(name) {
            self.refuse(name, "is required");
        }
        self.optional(name, shape)
    }

    /// A member that may be absent or null.
    pub(crate) fn update<T>(&mut self, name: &str, shape: &Shape<T>) -> Update<T> {
        match self.members.get(name) {
            None => Update::Keep,
            Some(Value::Null) => Update::Clear,
            Some(value) => (shape.read)(value).map_or_else(
                || {
                    self.refuse(name, must_be(&format!("{} or null", shape.words), value));
                    Update::Keep
                },
                Update::Set,
            ),
        }
    }

    /// A map that may be absent or null and whose values may be null.
    pub(crate) fn entries<T>(&mut self, name: &str, shape: &Shape<T>) -> Update<Entries<T>> {
        match self.update(name, &OBJECT) {
            Update::Keep => Update::Keep,
            Update::Clear => Update::Clear,
            Update::Set(object) => {
                let mut inner = Fields::at(self.place_of(name), &object);
                let entries = object
                    .keys()
                    .filter_map(|key| match inner.update(key, shape) {
                        Update::Keep => None,
                        Update::Clear => Some((key.clone(), None)),
                        Update::Set(value) => Some((key.clone(), Some(value))),
                    })
                    .collect();
                self.reasons.merge(inner.reasons);
                Update::Set(entries)
            }
        }
    }

    /// An `id` that repeats the one of the path.
    pub(crate) fn same_id(&mut self, id: &str) {
        if self.optional("id", &TEXT).is_some_and(|named| named != id) {
            self.refuse("id", format!("must be `{id}`, as in the path"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
        let update = |name: &str| read(&value, |fields| fields.update(name, &TEXT));
        assert_eq!(update("absent"), (Update::Keep, json!({})));
        assert_eq!(update("null"), (Update::Clear, json!({})));
        assert_eq!(update("text"), (Update::Set("a".to_owned()), json!({})));
        let told = json!({"number": ["must be a string or null"]});
        assert_eq!(update("number"), (Update::Keep, told));
    }

    #[test]
    fn null_is_no_value_where_it_is_not_allowed() {
        let value = json!({"null": null});
        let told = json!({"null": ["must be a list of strings, not null: leave it out"]});
        assert_eq!(read(&value, |fields| fields.optional("null", &TEXTS)), (None, told));
    }

    #[test]
    fn required_members_are_missed_by_name() {
        let value = json!({});
        let told = json!({"text": ["is required"]});
        assert_eq!(read(&value, |fields| fields.required("text", &TEXT)), (None, told));
    }

    #[test]
    fn maps_tell_every_wrong_value() {
        let value = json!({"custom": {"a": "1", "b": null, "c": 3, "d": ["x"]}});
        let (entries, told) = read(&value, |fields| fields.entries("custom", &TEXT));
        let expected = BTreeMap::from([("a".to_owned(), Some("1".to_owned())), ("b".to_owned(), None)]);
        assert_eq!(entries, Update::Set(expected));
        let sentence = ["must be a string or null"];
        assert_eq!(told, json!({"custom.c": sentence, "custom.d": sentence}));
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
