//! Edits of a description that make it accept the exchanges.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::description::Description;
use crate::deviation::{Kind, Part};
use crate::json_type::JsonType;
use crate::place::{Documents, Place};
use crate::report::{Finding, Report};

/// An edit of a description. Its places are those before any edit.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Edit {
    /// Adds a key to the object at a place.
    Insert {
        /// The object.
        at: Place,
        /// The key, which it does not have.
        key: String,
        /// The value.
        value: Value,
    },
    /// Adds an item to the array at a place.
    Append {
        /// The array.
        at: Place,
        /// The item.
        value: Value,
    },
    /// Removes a key of an object, or an item of an array.
    Remove {
        /// The value to remove.
        at: Place,
    },
    /// Replaces a key of an object and its value.
    Replace {
        /// The value to replace.
        at: Place,
        /// The new key, which can be the old one.
        key: String,
        /// The new value.
        value: Value,
    },
    /// Moves a schema into the list of a new one, as its first branch.
    Wrap {
        /// The schema.
        at: Place,
        /// The keyword with the list.
        keyword: &'static str,
        /// The other branches.
        further: Vec<Value>,
        /// Whether the new schema is `nullable`.
        is_nullable: bool,
    },
}

impl Edit {
    /// The value that the edit changes.
    #[must_use]
    pub fn at(&self) -> &Place {
        match self {
            Self::Insert { at, .. }
            | Self::Append { at, .. }
            | Self::Remove { at }
            | Self::Replace { at, .. }
            | Self::Wrap { at, .. } => at,
        }
    }

    /// Applies edits to the files of a description. Edits that cannot be applied are skipped. Removals are applied
    /// last, so that indices of arrays stay valid until then.
    pub fn apply(edits: &[Self], files: &mut [Value]) {
        let (wraps, others): (Vec<&Self>, Vec<&Self>) =
            edits.iter().partition(|edit| matches!(edit, Self::Wrap { .. }));
        let (removals, changes): (Vec<&Self>, Vec<&Self>) =
            others.into_iter().partition(|edit| matches!(edit, Self::Remove { .. }));
        for edit in changes {
            let _ = edit.change(files);
        }
        let mut removals = removals;
        removals.sort_by_key(|edit| std::cmp::Reverse(index(edit.at())));
        for edit in removals.into_iter().chain(wraps) {
            let _ = edit.change(files);
        }
    }

    fn change(&self, files: &mut [Value]) -> Option<()> {
        match self {
            Self::Insert { at, key, value } => {
                target(files, at)?.as_object_mut()?.insert(key.clone(), value.clone());
            }
            Self::Append { at, value } => target(files, at)?.as_array_mut()?.push(value.clone()),
            Self::Remove { at } => {
                let (parent, token) = at.parent()?;
                match target(files, &parent)? {
                    Value::Object(object) => drop(object.remove(&token)?),
                    Value::Array(items) => {
                        let index: usize = token.parse().ok()?;
                        items.get(index)?;
                        items.remove(index);
                    }
                    _ => return None,
                }
            }
            Self::Replace { at, key, value } => {
                let (parent, token) = at.parent()?;
                let object = target(files, &parent)?.as_object_mut()?;
                object.remove(&token)?;
                object.insert(key.clone(), value.clone());
            }
            Self::Wrap { at, keyword, further, is_nullable } => {
                let schema = target(files, at)?;
                let mut branches = vec![schema.take()];
                branches.extend(further.iter().cloned());
                let mut wrapped = Map::from_iter([((*keyword).to_owned(), Value::Array(branches))]);
                if *is_nullable {
                    wrapped.insert("nullable".to_owned(), Value::Bool(true));
                }
                *schema = Value::Object(wrapped);
            }
        }
        Some(())
    }
}

fn target<'f>(files: &'f mut [Value], place: &Place) -> Option<&'f mut Value> {
    files.get_mut(place.file)?.pointer_mut(&place.pointer)
}

/// The index of an item.
fn index(place: &Place) -> usize {
    place.parent().and_then(|(_, token)| token.parse().ok()).unwrap_or(0)
}

impl Report {
    /// Returns edits that make the description accept the exchanges. Some depend on others: apply them, check again,
    /// and repeat until there are none.
    #[must_use]
    pub fn edits(&self, description: &Description) -> Vec<Edit> {
        let mut edits = Edits {
            documents: &description.documents,
            has_type_lists: description.has_type_lists,
            list: Vec::new(),
            wrapped: BTreeSet::new(),
        };
        for finding in &self.findings {
            edits.finding(finding);
        }
        let is_kept = |edit: &Edit| {
            let mut wrapped = edits.wrapped.iter();
            matches!(edit, Edit::Wrap { .. })
                || !wrapped.any(|wrapped| edit.at() == wrapped || is_inside(edit.at(), wrapped))
        };
        edits.list.retain(is_kept);
        edits.list
    }
}

/// Whether a place is inside of another one.
fn is_inside(place: &Place, wrapped: &Place) -> bool {
    let rest = place.pointer.strip_prefix(wrapped.pointer.as_str());
    place.file == wrapped.file && rest.is_some_and(|rest| rest.starts_with('/'))
}

/// The description of a new response.
const SEEN: &str = "Seen in recorded exchanges.";

struct Edits<'d> {
    documents: &'d Documents,
    has_type_lists: bool,
    list: Vec<Edit>,
    wrapped: BTreeSet<Place>,
}

impl Edits<'_> {
    fn finding(&mut self, finding: &Finding) {
        let place = &finding.place;
        match &finding.kind {
            Kind::UndocumentedOperation => self.operation(finding),
            Kind::UndocumentedStatus => {
                for status in finding.statuses.keys() {
                    self.insert(place, &[&status.to_string()], json!({ "description": SEEN }));
                }
            }
            Kind::UndocumentedContentType { found, .. } => self.content_type(finding, found.as_deref()),
            Kind::UndocumentedParameter => self.parameter(finding),
            Kind::UndocumentedProperty { name } => {
                let schema = self.schema(finding);
                self.insert(place, &["properties", name], schema);
            }
            Kind::UnlistedValue { .. } => self.unlisted(finding),
            Kind::MissingProperty { name } => self.not_required(place, name),
            Kind::Missing => self.remove(place.child("required")),
            Kind::WrongType { .. } => self.wrong_type(finding),
            Kind::BrokenConstraint { keyword, .. } => self.remove(place.child(keyword)),
            // Only a person can decide what is intended.
            Kind::NotJson | Kind::Invalid => {}
        }
    }

    fn get(&self, place: &Place) -> Option<&Value> {
        self.documents.get(place)
    }

    fn schema(&self, finding: &Finding) -> Value {
        finding.seen.schema(self.has_type_lists)
    }

    /// If two edits replace one value, the second waits for the next round.
    fn push(&mut self, edit: Edit) {
        let is_taken = |known: &Edit| matches!((known, &edit), (Edit::Replace { at, .. }, Edit::Replace { at: other, .. }) if at == other);
        if !self.list.iter().any(|known| *known == edit || is_taken(known)) {
            self.list.push(edit);
        }
    }

    /// Adds a value under keys, creating missing objects.
    fn insert(&mut self, place: &Place, keys: &[&str], value: Value) {
        let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let mut at = place.clone();
        while self.get(&at).is_none() {
            let Some((parent, key)) = at.parent() else { return };
            keys.insert(0, key);
            at = parent;
        }
        while keys.len() > 1 {
            let Some(key) = keys.first() else { return };
            if self.get(&at.child(key)).is_none() {
                break;
            }
            at = at.child(key);
            keys.remove(0);
        }
        let Some((key, inner)) = keys.split_first() else { return };
        if !self.get(&at).is_some_and(Value::is_object) || self.get(&at.child(key)).is_some() {
            return;
        }
        let value = inner.iter().rev().fold(value, |value, key| Value::Object(Map::from_iter([(key.clone(), value)])));
        let known = self.list.iter_mut().find_map(|edit| match edit {
            Edit::Insert { at: known, key: known_key, value } if *known == at && known_key == key => Some(value),
            _ => None,
        });
        match known {
            Some(known) => merge(known, value),
            None => self.list.push(Edit::Insert { at, key: key.clone(), value }),
        }
    }

    fn remove(&mut self, place: Place) {
        if self.get(&place).is_some() {
            self.push(Edit::Remove { at: place });
        }
    }

    fn operation(&mut self, finding: &Finding) {
        let responses = finding.statuses.keys().map(|status| (status.to_string(), json!({ "description": SEEN })));
        let mut operation = json!({ "responses": Value::Object(responses.collect()) });
        let method = finding.method.to_lowercase();
        if finding.place.pointer != "/paths" {
            return self.insert(&finding.place, &[&method], operation);
        }
        let variables = finding.path.split('{').skip(1).filter_map(|part| part.split_once('}'));
        let parameter = |(name, _)| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
        let parameters: Vec<Value> = variables.map(parameter).collect();
        if let (false, Some(operation)) = (parameters.is_empty(), operation.as_object_mut()) {
            operation.insert("parameters".to_owned(), Value::Array(parameters));
        }
        self.insert(&finding.place, &[&finding.path, &method], operation);
    }

    fn content_type(&mut self, finding: &Finding, found: Option<&str>) {
        let schema = if finding.seen.types.is_empty() { json!({}) } else { json!({ "schema": self.schema(finding) }) };
        let media = found.unwrap_or("*/*");
        let is_operation = self.get(&finding.place).is_some_and(|holder| holder.get("responses").is_some());
        if is_operation && finding.part == Part::Request {
            self.insert(&finding.place, &["requestBody", "content", media], schema);
        } else {
            self.insert(&finding.place, &["content", media], schema);
        }
    }

    fn parameter(&mut self, finding: &Finding) {
        let Part::Parameter(name) = &finding.part else { return };
        let parameter = json!({"name": name, "in": "query", "schema": self.schema(finding)});
        let at = finding.place.child("parameters");
        match self.get(&at) {
            Some(Value::Array(_)) => self.push(Edit::Append { at, value: parameter }),
            Some(_) => {}
            None => self.insert(&finding.place, &["parameters"], json!([parameter])),
        }
    }

    fn unlisted(&mut self, finding: &Finding) {
        let (list, constant) = (finding.place.child("enum"), finding.place.child("const"));
        if self.get(&list).is_some() {
            for value in finding.unlisted() {
                self.push(Edit::Append { at: list.clone(), value });
            }
        } else if let Some(known) = self.get(&constant).cloned() {
            let values: Vec<Value> = std::iter::once(known).chain(finding.unlisted()).collect();
            if values.len() > 1 {
                self.push(Edit::Replace { at: constant, key: "enum".to_owned(), value: Value::Array(values) });
            }
        }
    }

    /// Removes a name from a list; an empty list is removed.
    fn not_required(&mut self, place: &Place, name: &str) {
        let list = place.child("required");
        let Some(names) = self.get(&list).and_then(Value::as_array) else { return };
        let count = names.len();
        let Some(index) = names.iter().position(|known| known == name) else { return };
        self.push(Edit::Remove { at: list.child(&index.to_string()) });
        let is_item =
            |edit: &Edit| matches!(edit, Edit::Remove { at } if at.parent().is_some_and(|(of, _)| of == list));
        if self.list.iter().filter(|edit| is_item(edit)).count() == count {
            self.list.retain(|edit| !is_item(edit));
            self.push(Edit::Remove { at: list });
        }
    }

    fn wrong_type(&mut self, finding: &Finding) {
        let place = &finding.place;
        let others: Vec<JsonType> = finding.seen.types.keys().copied().filter(|kind| *kind != JsonType::Null).collect();
        if others.is_empty() {
            return self.null(place);
        }
        let written = self.get(&place.child("type")).cloned();
        let is_widened = |kind: &JsonType| *kind == JsonType::Number || *kind == JsonType::Integer;
        let is_structured = others.iter().any(|kind| matches!(kind, JsonType::Object | JsonType::Array));
        match written {
            Some(Value::String(known)) if known == "integer" && others.iter().all(is_widened) => {
                self.push(Edit::Replace { at: place.child("type"), key: "type".to_owned(), value: json!("number") });
            }
            Some(known) if self.has_type_lists && !is_structured => {
                let mut names = match known {
                    Value::Array(names) => names,
                    name => vec![name],
                };
                let seen = finding.seen.types.keys().map(|kind| json!(kind.name()));
                let new: Vec<Value> = seen.filter(|name| !names.contains(name)).collect();
                names.extend(new);
                self.push(Edit::Replace {
                    at: place.child("type"),
                    key: "type".to_owned(),
                    value: Value::Array(names),
                });
            }
            _ => {
                let mut seen = finding.seen.clone();
                seen.types.remove(&JsonType::Null);
                let mut schema = seen.schema(self.has_type_lists);
                // Several types are several branches.
                match schema.get_mut("anyOf").map(Value::take) {
                    Some(Value::Array(branches)) => self.branches(place, branches),
                    _ => self.branches(place, vec![schema]),
                }
            }
        }
    }

    fn null(&mut self, place: &Place) {
        let schema = self.get(place);
        let has = |word: &str| schema.is_some_and(|schema| schema.get(word).is_some());
        let kind = place.child("type");
        match (self.has_type_lists, self.get(&kind).cloned()) {
            (false, _) if has("$ref") => self.wrap(place, "allOf", Vec::new(), true),
            (false, _) if has("nullable") => {
                let (at, key) = (place.child("nullable"), "nullable".to_owned());
                self.push(Edit::Replace { at, key, value: Value::Bool(true) });
            }
            (false, _) => self.insert(place, &["nullable"], Value::Bool(true)),
            (true, Some(Value::Array(_))) => self.push(Edit::Append { at: kind, value: json!("null") }),
            (true, Some(name)) => {
                self.push(Edit::Replace { at: kind, key: "type".to_owned(), value: json!([name, "null"]) });
            }
            (true, None) => self.branches(place, vec![json!({"type": "null"})]),
        }
    }

    /// Adds branches to a union, or creates one.
    fn branches(&mut self, place: &Place, branches: Vec<Value>) {
        let lists = ["oneOf", "anyOf"].map(|word| place.child(word));
        match lists.into_iter().find(|list| self.get(list).is_some_and(Value::is_array)) {
            Some(list) => branches.into_iter().for_each(|value| self.push(Edit::Append { at: list.clone(), value })),
            None => self.wrap(place, "anyOf", branches, false),
        }
    }

    fn wrap(&mut self, place: &Place, keyword: &'static str, further: Vec<Value>, is_nullable: bool) {
        let is_new =
            !self.wrapped.iter().any(|known| known == place || is_inside(place, known) || is_inside(known, place));
        if is_new {
            self.wrapped.insert(place.clone());
            self.push(Edit::Wrap { at: place.clone(), keyword, further, is_nullable });
        }
    }
}

/// Adds the new keys of an object, or the new items of a list.
fn merge(known: &mut Value, other: Value) {
    match (known, other) {
        (Value::Object(known), Value::Object(other)) => {
            for (key, value) in other {
                match known.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => drop(known.insert(key, value)),
                }
            }
        }
        (Value::Array(known), Value::Array(other)) => {
            for value in other {
                if !known.contains(&value) {
                    known.push(value);
                }
            }
        }
        _ => {}
    }
}
