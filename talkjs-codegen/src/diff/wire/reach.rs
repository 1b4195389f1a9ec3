//! Finds the operations that send or receive values of a schema.

use std::collections::{HashMap, VecDeque};

use super::direction::Direction;
use super::view::SchemaId;
use crate::openapi::{Additional, Document, Schema};

/// The operations of one description, by the schemas that they use.
pub(super) struct Reach<'d> {
    document: &'d Document<'d>,
    reached: HashMap<(SchemaId<'d>, Direction), Operations>,
}

/// A set of operations, with a bit for each.
#[derive(Clone, Default, PartialEq)]
struct Operations(Vec<u64>);

impl<'d> Reach<'d> {
    /// Propagates each operation to all schemas that it uses, until no set grows.
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        let mut reach = Self { document, reached: HashMap::new() };
        let mut open = VecDeque::new();
        for (index, operation) in document.operations.iter().enumerate() {
            for (id, direction) in super::operations::schemas(document, operation) {
                reach.grow((id, direction), &Operations::one(index), &mut open);
            }
        }
        while let Some((id, direction)) = open.pop_front() {
            let Some(operations) = reach.reached.get(&(id, direction)).cloned() else { continue };
            children(&document.schemas[id], |child| reach.grow((child, direction), &operations, &mut open));
        }
        reach
    }

    fn grow(
        &mut self,
        key: (SchemaId<'d>, Direction),
        operations: &Operations,
        open: &mut VecDeque<(SchemaId<'d>, Direction)>,
    ) {
        if self.reached.entry(key).or_default().add(operations) {
            open.push_back(key);
        }
    }

    /// The labels of the operations that use any of some schemas.
    pub(super) fn operations(&self, all: &[SchemaId<'d>], direction: Direction) -> Vec<String> {
        let mut operations = Operations::default();
        for id in all {
            if let Some(found) = self.reached.get(&(*id, direction)) {
                operations.add(found);
            }
        }
        let known = self.document.operations.iter().enumerate();
        known
            .filter(|(index, _)| operations.has(*index))
            .map(|(_, operation)| super::operations::label(operation))
            .collect()
    }
}

impl Operations {
    fn one(index: usize) -> Self {
        let mut words = vec![0; (index / 64).saturating_add(1)];
        if let Some(word) = words.last_mut() {
            *word = 1 << (index % 64);
        }
        Self(words)
    }

    /// Adds other operations; returns whether any is new.
    fn add(&mut self, others: &Self) -> bool {
        if self.0.len() < others.0.len() {
            self.0.resize(others.0.len(), 0);
        }
        let mut grows = false;
        for (word, other) in self.0.iter_mut().zip(&others.0) {
            grows |= *word | other != *word;
            *word |= other;
        }
        grows
    }

    fn has(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }
}

/// Every schema that is directly inside another, or that it references.
fn children<'d>(schema: &Schema<'d>, mut each: impl FnMut(SchemaId<'d>)) {
    schema.reference.iter().for_each(|reference| each(reference.target));
    schema.all_of.iter().chain(schema.one_of()).chain(schema.any_of()).for_each(|id| each(*id));
    if let Some(array) = &schema.array {
        array.items.iter().for_each(|id| each(*id));
        array.positions.iter().flat_map(|positions| &positions.value).for_each(|id| each(*id));
    }
    if let Some(object) = &schema.object {
        object.properties.iter().for_each(|property| each(property.schema));
        object.patterns.iter().flat_map(|patterns| &patterns.value).for_each(|pattern| each(pattern.schema));
        object.names.iter().for_each(|names| each(names.value));
        if let Additional::Values(id) = object.additional {
            each(id);
        }
    }
}
