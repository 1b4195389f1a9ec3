//! The keys of an object: each is taken once by name, and a key that nobody took is unknown.

use super::Reader;
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::openapi::Place;
use crate::suggest::nearest;
use crate::tree::{Key, Node};

/// An object of the specification while its keys are taken.
pub(super) struct Fields<'t> {
    /// The object's name in the specification.
    object: &'static str,
    node: &'t Node,
    /// The target of a `$ref` in place of the object: its keys count where the object itself does not have them.
    target: Option<&'t Node>,
    known: [&'static str; MAX_KEYS],
    count: usize,
    taken: usize,
}

/// The most keys that an object of the specification defines.
const MAX_KEYS: usize = 96;

/// A key and its value.
#[derive(Clone, Copy)]
pub(super) struct Field<'t> {
    pub(super) key: &'t Key,
    pub(super) node: &'t Node,
}

impl<'t> Fields<'t> {
    /// The keys of a mapping.
    pub(super) fn new(object: &'static str, node: &'t Node, target: Option<&'t Node>) -> Self {
        Self { object, node, target, known: [""; MAX_KEYS], count: 0, taken: 0 }
    }

    /// Where the object stands.
    pub(super) fn node(&self) -> &'t Node {
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

    /// Looks at a key without taking it: an extension, or one that is taken later.
    pub(super) fn get(&self, name: &str) -> Option<Field<'t>> {
        let entry = self.node.entry(name).or_else(|| self.target?.entry(name));
        entry.map(|(key, node)| Field { key, node })
    }

    /// Every key and value, as written.
    pub(super) fn entries(&self) -> impl Iterator<Item = Field<'t>> + use<'t> {
        let nodes = [Some(self.node), self.target];
        let own = self.node;
        nodes.into_iter().flatten().enumerate().flat_map(move |(index, node)| {
            let entries = node.entries().iter().filter(move |(key, _)| index == 0 || own.get(key.name()).is_none());
            entries.map(|(key, node)| Field { key, node })
        })
    }

    /// Lets keys be taken a second time: a parameter of Swagger 2.0 is its own schema.
    pub(super) fn take_again(&mut self) {
        // The count no longer shows that every key was taken, so that each is looked at.
        self.taken = 0;
    }

    /// The keys that the specification defines, as far as they were asked for.
    pub(super) fn known(&self) -> &[&'static str] {
        self.known.get(..self.count).unwrap_or_default()
    }

    /// The keys that nobody took.
    pub(super) fn untaken(&self) -> impl Iterator<Item = Field<'t>> {
        let is_complete = self.target.is_none() && self.taken == self.node.entries().len();
        let entries = (!is_complete).then(|| self.entries()).into_iter().flatten();
        entries.filter(|field| field.key.name() != "$ref" && !self.known().contains(&field.key.name()))
    }
}

impl Field<'_> {
    /// Where it stands.
    pub(super) fn place(&self) -> Place {
        Place::of(self.key, self.node)
    }
}

impl<'t> Reader<'t, '_> {
    /// Reports the keys that nobody took, and the required ones that are missing. A key that was probably meant by an
    /// unknown one is not missing as well. Returns whether all of the required keys are there.
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

    /// Warns of the keys that nobody took; returns the keys that were probably meant.
    fn unknown_keys(&mut self, fields: &Fields<'t>) -> Vec<&'static str> {
        let unknown = fields.untaken().filter(|field| !field.key.name().starts_with("x-"));
        unknown.filter_map(|field| self.unknown_key(fields, field.key)).collect()
    }

    /// Warns of a key; returns the key that was probably meant.
    pub(super) fn unknown_key(&mut self, fields: &Fields<'t>, key: &Key) -> Option<&'static str> {
        let near = nearest(key.name(), fields.known().iter().copied());
        let nearest = near.map(str::to_owned);
        let kind = Kind::UnknownKey { key: key.name().to_string(), object: fields.object, nearest };
        self.diagnostics.warn(kind, key.span);
        near
    }
}
