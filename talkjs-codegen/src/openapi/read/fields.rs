//! The keys of an object: each is taken once by name, and keys that are not taken are unknown.

use super::Reader;
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::openapi::Place;
use crate::suggest::nearest;
use crate::tree::{Key, Node};

/// The keys of an object that is being read.
pub(super) struct Fields<'t> {
    /// The object's name in the specification.
    object: &'static str,
    node: &'t Node<'t>,
    /// The target of a `$ref` instead of the object: its keys are used if the object itself does not have them.
    target: Option<&'t Node<'t>>,
    known: [&'static str; MAX_KEYS],
    count: usize,
    taken: usize,
}

/// The most keys that an object of the specification defines.
const MAX_KEYS: usize = 96;

/// A key and its value.
#[derive(Clone, Copy)]
pub(super) struct Field<'t> {
    pub(super) key: &'t Key<'t>,
    pub(super) node: &'t Node<'t>,
}

impl<'t> Fields<'t> {
    /// The keys of a mapping.
    pub(super) fn new(object: &'static str, node: &'t Node<'t>, target: Option<&'t Node<'t>>) -> Self {
        Self { object, node, target, known: [""; MAX_KEYS], count: 0, taken: 0 }
    }

    /// The node of the object.
    pub(super) fn node(&self) -> &'t Node<'t> {
        self.node
    }

    /// Takes a key that the specification defines here.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Field<'t>> {
        if let Some(slot) = self.known.get_mut(self.count) {
            *slot = name;
            self.count = self.count.saturating_add(1);
        }
        let field = self.get(name);
        self.taken = self.taken.saturating_add(usize::from(field.is_some()));
        field
    }

    /// Reads a key without taking it: an extension, or one that is taken later.
    pub(super) fn get(&self, name: &str) -> Option<Field<'t>> {
        let entry = self.node.entry(name).or_else(|| self.target?.entry(name));
        entry.map(|(key, node)| Field { key, node })
    }

    /// Every key and value, as written.
    pub(super) fn entries(&self) -> Vec<Field<'t>> {
        let field = |(key, node): &'t (Key<'t>, Node<'t>)| Field { key, node };
        let mut entries: Vec<Field<'t>> = self.node.entries().iter().map(field).collect();
        let others = self.target.map(Node::entries).unwrap_or_default().iter();
        entries.extend(others.filter(|(key, _)| self.node.get(key.name()).is_none()).map(field));
        entries
    }

    /// Allows keys to be taken a second time: a parameter of Swagger 2.0 is also its schema.
    pub(super) fn take_again(&mut self) {
        // The count no longer shows whether every key was taken, so each key is checked.
        self.taken = 0;
    }

    /// The keys that the specification defines, as far as they were requested.
    pub(super) fn known(&self) -> &[&'static str] {
        self.known.get(..self.count).unwrap_or_default()
    }

    /// The keys that were not taken.
    pub(super) fn untaken(&self) -> Vec<Field<'t>> {
        if self.target.is_none() && self.taken == self.node.entries().len() {
            return Vec::new();
        }
        let mut untaken = self.entries();
        untaken.retain(|field| field.key.name() != "$ref" && !self.known().contains(&field.key.name()));
        untaken
    }
}

impl Field<'_> {
    /// Its place.
    pub(super) fn place(&self) -> Place {
        Place::of(self.key, self.node)
    }
}

impl<'t> Reader<'t, '_> {
    /// Reports unknown keys and missing required keys. If an unknown key is probably a misspelled required key, the
    /// latter is not reported as missing. Returns whether all required keys are present.
    pub(super) fn finish(&mut self, fields: &Fields<'t>, required: &[(&'static str, Severity)]) -> bool {
        let meant = self.unknown_keys(fields);
        let mut complete = true;
        for (key, severity) in required {
            if fields.get(key).is_some_and(|field| !field.node.is_null()) {
                continue;
            }
            complete = false;
            if !meant.contains(key) {
                let kind = Kind::MissingKey { key, object: fields.object };
                self.diagnostics.push(Diagnostic::new(kind, fields.node.span.begin()).with(*severity));
            }
        }
        complete
    }

    /// Warns about unknown keys; returns the keys that were probably meant.
    fn unknown_keys(&mut self, fields: &Fields<'t>) -> Vec<&'static str> {
        let unknown = fields.untaken().into_iter().filter(|field| !field.key.name().starts_with("x-"));
        unknown.filter_map(|field| self.unknown_key(fields, field.key)).collect()
    }

    /// Warns about an unknown key; returns the key that was probably meant.
    pub(super) fn unknown_key(&mut self, fields: &Fields<'t>, key: &Key<'_>) -> Option<&'static str> {
        let near = nearest(key.name(), fields.known().iter().copied());
        let nearest = near.map(str::to_owned);
        let kind = Kind::UnknownKey { key: key.name().to_string(), object: fields.object, nearest };
        self.diagnostics.warn(kind, key.span);
        near
    }
}
