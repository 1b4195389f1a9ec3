//! What only the whole model tells: which types are sent and received, which contain themselves,
//! and that no alias is its own target.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostics, Kind};
use crate::model::{Model, TypeDef, TypeId, TypeKind, TypeRef};

/// Completes the model.
pub(super) fn settle(model: &mut Model, diagnostics: &mut Diagnostics) {
    if !aliases_end(model, diagnostics) {
        return;
    }
    let refinements = refinements(model);
    mark_use(model, &refinements);
    box_cycles(model, &refinements);
}

/// For each type, those that only add requirements to it.
type Refinements = HashMap<TypeId, Vec<TypeId>>;

fn refinements(model: &Model) -> Refinements {
    let mut refinements = Refinements::new();
    for (index, ty) in model.types.iter().enumerate() {
        if let Some(base) = refined(ty) {
            refinements.entry(base).or_default().push(TypeId(index));
        }
    }
    refinements
}

/// An alias that leads back to itself describes nothing, and Rust has no such type.
fn aliases_end(model: &Model, diagnostics: &mut Diagnostics) -> bool {
    let mut all_end = true;
    for (index, ty) in model.types.iter().enumerate() {
        let id = TypeId(index);
        if matches!(ty.kind, TypeKind::Alias { .. }) && reaches(model, id, id, &alias_targets) {
            all_end = false;
            let kind = Kind::Endless { name: ty.name.wire.clone() };
            diagnostics.report(kind, ty.docs.place);
        }
    }
    all_end
}

fn alias_targets(_: &Model, ty: &TypeDef) -> Vec<TypeId> {
    match &ty.kind {
        TypeKind::Alias { target, .. } => mentioned(target),
        _ => Vec::new(),
    }
}

/// Marks the types that requests and answers are made of.
fn mark_use(model: &mut Model, refinements: &Refinements) {
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for operation in &model.operations {
        sent.extend(operation.sent().flat_map(mentioned));
        received.extend(operation.received().flat_map(mentioned));
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

fn closure(model: &Model, refinements: &Refinements, roots: Vec<TypeId>) -> HashSet<TypeId> {
    let mut seen = HashSet::new();
    let mut open = roots;
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Some(ty) = model.get(id)
        {
            open.extend(parts(ty).into_iter().flat_map(mentioned));
            // What is converted into a sent type is sent as well, and must take the same values.
            open.extend(refinements.get(&id).into_iter().flatten());
            // And what it is converted into must hold the same values.
            open.extend(refined(ty));
        }
    }
    seen
}

/// The type that `ty` only adds requirements to.
fn refined(ty: &TypeDef) -> Option<TypeId> {
    match &ty.kind {
        TypeKind::Struct(object) => object.refines,
        _ => None,
    }
}

/// A type that holds itself without a list or map between needs a box.
fn box_cycles(model: &mut Model, refinements: &Refinements) {
    let mut boxes: Vec<(usize, usize)> = Vec::new();
    for (index, ty) in model.types.iter().enumerate() {
        // A refinement and its base hold their members alike, so that one converts into the other.
        let own = [Some(TypeId(index)), refined(ty)].into_iter().flatten();
        let family: Vec<TypeId> = own.chain(refinements.get(&TypeId(index)).into_iter().flatten().copied()).collect();
        for (position, part) in parts(ty).into_iter().enumerate() {
            let cyclic = held(model, part)
                .is_some_and(|held| family.iter().any(|id| held == *id || reaches(model, held, *id, &held_parts)));
            if cyclic {
                boxes.push((index, position));
            }
        }
    }
    for (index, position) in boxes {
        match model.types.get_mut(index).map(|ty| &mut ty.kind) {
            Some(TypeKind::Struct(object)) => {
                if let Some(member) = object.members.get_mut(position) {
                    member.boxed = true;
                }
            }
            Some(TypeKind::Union(union)) => {
                if let Some(variant) = union.variants.get_mut(position) {
                    variant.boxed = true;
                }
            }
            _ => {}
        }
    }
}

fn held_parts(model: &Model, ty: &TypeDef) -> Vec<TypeId> {
    parts(ty).into_iter().filter_map(|part| held(model, part)).collect()
}

/// The type that a value holds directly, not behind a list or map.
fn held(model: &Model, ty: &TypeRef) -> Option<TypeId> {
    match model.resolve(ty) {
        TypeRef::Named(id) => Some(*id),
        TypeRef::Nullable(inner) => held(model, inner),
        _ => None,
    }
}

/// Whether `from` leads to `to` by at least one step.
fn reaches(model: &Model, from: TypeId, to: TypeId, next: &dyn Fn(&Model, &TypeDef) -> Vec<TypeId>) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        let Some(ty) = model.get(id) else { continue };
        for target in next(model, ty) {
            if target == to {
                return true;
            }
            if seen.insert(target) {
                open.push(target);
            }
        }
    }
    false
}

/// The types that a type is made of.
fn parts(ty: &TypeDef) -> Vec<&TypeRef> {
    match &ty.kind {
        TypeKind::Struct(object) => object.members.iter().map(|member| &member.ty).chain(&object.extra).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        TypeKind::Alias { target, .. } => vec![target],
        TypeKind::Newtype { .. } | TypeKind::Enum(_) => Vec::new(),
    }
}

/// The named types in a type.
fn mentioned(ty: &TypeRef) -> Vec<TypeId> {
    match ty {
        TypeRef::Named(id) => vec![*id],
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => mentioned(inner),
        TypeRef::Tuple(items) => items.iter().flat_map(mentioned).collect(),
        _ => Vec::new(),
    }
}
