//! Finds the operations that an item belongs to.

use std::collections::{BTreeSet, HashMap};

use super::surface::Origin;
use crate::model::{Model, Operation, TypeId, TypeRef};

/// The users of a model's types.
pub(super) struct Reach<'m> {
    model: &'m Model,
    /// For each type, the types that contain it.
    holders: Vec<Vec<usize>>,
    /// For each type, the operations that refer to it.
    users: Vec<Vec<usize>>,
    known: HashMap<TypeId, BTreeSet<usize>>,
}

impl<'m> Reach<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let mut holders = vec![Vec::new(); model.types.len()];
        for (index, ty) in model.types.iter().enumerate() {
            add(&mut holders, ty.parts().into_iter(), index);
        }
        let mut users = vec![Vec::new(); model.types.len()];
        for (index, operation) in model.operations.iter().enumerate() {
            add(&mut users, operation.received().into_iter().chain(operation.sent()), index);
        }
        Self { model, holders, users, known: HashMap::new() }
    }

    /// The operations of an item, by name, in the order of the description; empty for items that belong to all.
    pub(super) fn names(&mut self, origin: Origin) -> Vec<String> {
        let name = |operation: &Operation| operation.name.wire.clone();
        let operations = self.model.operations.as_slice();
        match origin {
            Origin::Api => Vec::new(),
            Origin::Operation(index) => operations.get(index).map(name).into_iter().collect(),
            Origin::Type(id) => self.of_type(id).iter().filter_map(|index| operations.get(*index)).map(name).collect(),
        }
    }

    fn of_type(&mut self, id: TypeId) -> &BTreeSet<usize> {
        let (holders, users) = (&self.holders, &self.users);
        self.known.entry(id).or_insert_with(|| {
            let (mut found, mut seen, mut open) = (BTreeSet::new(), BTreeSet::from([id.0]), vec![id.0]);
            while let Some(ty) = open.pop() {
                found.extend(users.get(ty).into_iter().flatten());
                open.extend(holders.get(ty).into_iter().flatten().filter(|holder| seen.insert(**holder)));
            }
            found
        })
    }
}

fn add<'t>(lists: &mut [Vec<usize>], types: impl Iterator<Item = &'t TypeRef>, index: usize) {
    for id in types.flat_map(TypeRef::mentioned) {
        if let Some(list) = lists.get_mut(id.0).filter(|list| list.last() != Some(&index)) {
            list.push(index);
        }
    }
}
