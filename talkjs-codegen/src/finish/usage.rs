//! Marks which types are sent, which are received, and whose values are checked.

use std::collections::{HashMap, HashSet};

use crate::model::{Model, TypeId, TypeKind, TypeRef};

/// Marks the types in requests and responses, and those whose values are checked.
pub(super) fn mark(model: &mut Model) {
    let refinements = refinements(model);
    mark_directions(model, &refinements);
    mark_validated(model);
}

/// For each type, its refinements.
type Refinements = HashMap<TypeId, Vec<TypeId>>;

fn refinements(model: &Model) -> Refinements {
    let mut refinements = Refinements::new();
    for (index, ty) in model.types.iter().enumerate() {
        if let Some(base) = ty.refined() {
            refinements.entry(base).or_default().push(TypeId(index));
        }
    }
    refinements
}

fn mark_directions(model: &mut Model, refinements: &Refinements) {
    for ty in &mut model.types {
        (ty.sent, ty.received) = (false, false);
    }
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for operation in &model.operations {
        sent.extend(operation.sent().into_iter().flat_map(TypeRef::mentioned));
        received.extend(operation.received().into_iter().flat_map(TypeRef::mentioned));
    }
    for id in closure(model, refinements, sent) {
        if let Some(ty) = model.types.get_mut(id.0) {
            ty.sent = true;
        }
    }
    for id in closure(model, refinements, received) {
        if let Some(ty) = model.types.get_mut(id.0) {
            ty.received = true;
        }
    }
}

/// Marks values that are sent and values by which a union's branch is selected: these are checked.
fn mark_validated(model: &mut Model) {
    let tried =
        model.types.iter().enumerate().filter(|(_, ty)| matches!(&ty.kind, TypeKind::Union(union) if union.is_tried));
    let tried: Vec<TypeId> = tried.map(|(index, _)| TypeId(index)).collect();
    let told = closure(model, &Refinements::new(), tried);
    for (index, ty) in model.types.iter_mut().enumerate() {
        ty.validated = ty.sent || told.contains(&TypeId(index));
    }
}

fn closure(model: &Model, refinements: &Refinements, roots: Vec<TypeId>) -> HashSet<TypeId> {
    let mut seen = HashSet::new();
    let mut open = roots;
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Some(ty) = model.get(id)
        {
            open.extend(ty.mentioned());
            // Values that convert into a sent type are sent as well, and must have the same checks.
            open.extend(refinements.get(&id).into_iter().flatten());
            // The target of a conversion must contain the same values.
            open.extend(ty.refined());
        }
    }
    seen
}
