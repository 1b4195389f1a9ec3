//! What only the whole model tells: which types are sent and received, which contain themselves,
//! what tells the branches of unions apart, and that no alias is its own target.

use std::collections::{HashMap, HashSet};

use super::{apart, share};
use crate::diagnostic::{Diagnostics, Kind};
use crate::model::{Answer, Content, Model, TypeDef, TypeId, TypeKind, TypeRef, cycles};

/// Completes the model, of which some types have names in the description.
pub(super) fn settle(model: &mut Model, diagnostics: &mut Diagnostics, named: &HashSet<TypeId>) {
    end_aliases(model, diagnostics);
    apart::tell(model, diagnostics);
    let refinements = refinements(model);
    mark_use(model, &refinements);
    share::share(model, named);
    mark_use(model, &refinements);
    mark_validated(model);
    loosen_one_way_members(model);
    box_cycles(model);
    mark_checked(model);
    check_ends(model, diagnostics);
}

/// For each type, those that only add requirements to it.
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

/// An alias that leads back to itself is no type in Rust. The step that closes the circle is cut.
fn end_aliases(model: &mut Model, diagnostics: &mut Diagnostics) {
    let mut state = vec![Visit::New; model.types.len()];
    let mut cut = Vec::new();
    for root in 0..model.types.len() {
        let mut path = vec![(root, false)];
        while let Some((index, is_left)) = path.pop() {
            if is_left {
                visit(&mut state, index, Visit::Done);
                continue;
            }
            if state.get(index) != Some(&Visit::New) {
                continue;
            }
            visit(&mut state, index, Visit::Open);
            path.push((index, true));
            let targets = alias_targets(model, index);
            if targets.iter().any(|target| state.get(target.0) == Some(&Visit::Open)) {
                cut.push(index);
            } else {
                path.extend(targets.iter().map(|target| (target.0, false)));
            }
        }
    }
    for index in cut {
        let Some(ty) = model.types.get_mut(index) else { continue };
        let what = format!("`{}`", ty.name.wire);
        diagnostics.note(Kind::Untyped { what, why: "it is made of nothing but itself" }, ty.docs.place);
        ty.kind = TypeKind::Alias { target: TypeRef::Any, rules: Vec::new() };
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

fn visit(state: &mut [Visit], index: usize, now: Visit) {
    if let Some(state) = state.get_mut(index) {
        *state = now;
    }
}

fn alias_targets(model: &Model, index: usize) -> Vec<TypeId> {
    match model.types.get(index).map(|ty| &ty.kind) {
        Some(TypeKind::Alias { target, .. }) => target.mentioned(),
        _ => Vec::new(),
    }
}

/// Marks the types that requests and answers are made of.
fn mark_use(model: &mut Model, refinements: &Refinements) {
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for operation in &model.operations {
        sent.extend(operation.sent().flat_map(TypeRef::mentioned));
        received.extend(operation.received().flat_map(TypeRef::mentioned));
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

/// Marks the types whose values are checked.
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
            open.extend(ty.parts().into_iter().flat_map(TypeRef::mentioned));
            // What is converted into a sent type is sent as well, and must take the same values.
            open.extend(refinements.get(&id).into_iter().flatten());
            // And what it is converted into must hold the same values.
            open.extend(ty.refined());
        }
    }
    seen
}

/// Nobody has to give a member that only answers have, nor find one that only requests have.
fn loosen_one_way_members(model: &mut Model) {
    for ty in &mut model.types {
        let (sent, received) = (ty.sent, ty.received);
        if let TypeKind::Struct(object) = &mut ty.kind {
            for member in &mut object.members {
                member.required &= !((sent && member.read_only) || (received && member.write_only));
            }
        }
    }
    let loosened = |model: &Model, ty: &TypeRef, wire: &str| match model.resolve(ty) {
        TypeRef::Named(id) => match model.get(*id).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(object)) => {
                object.members.iter().find(|member| member.name.wire == wire).map(|member| member.required)
            }
            _ => None,
        },
        _ => None,
    };
    let mut operations = std::mem::take(&mut model.operations);
    for operation in &mut operations {
        let (Some(page), Answer::One(Content::Json(answer))) = (&mut operation.page, &operation.answer) else {
            continue;
        };
        let items = loosened(model, answer, &page.items.name.wire);
        let id = loosened(model, &page.item, &page.id.name.wire);
        page.items.required = items.unwrap_or(page.items.required);
        page.id.required = id.unwrap_or(page.id.required);
    }
    model.operations = operations;
}

/// A type that holds itself without a list or map between needs a box.
fn box_cycles(model: &mut Model) {
    let mut edges: Vec<Vec<usize>> = Vec::with_capacity(model.types.len());
    for ty in &model.types {
        edges.push(ty.parts().into_iter().flat_map(|part| held(model, part)).map(|id| id.0).collect());
    }
    // A refinement and its base hold their members alike, so that one converts into the other.
    for (index, ty) in model.types.iter().enumerate() {
        if let Some(base) = ty.refined() {
            edges.iter_mut().skip(base.0).take(1).for_each(|edges| edges.push(index));
            edges.iter_mut().skip(index).take(1).for_each(|edges| edges.push(base.0));
        }
    }
    let cycles = cycles(&edges);
    let mut boxes: Vec<Vec<bool>> = Vec::with_capacity(model.types.len());
    for (index, ty) in model.types.iter().enumerate() {
        let own = cycles.get(index).copied().flatten();
        let is_cyclic = |part: &TypeRef| {
            own.is_some() && held(model, part).iter().any(|id| cycles.get(id.0).copied().flatten() == own)
        };
        boxes.push(ty.parts().into_iter().map(is_cyclic).collect());
    }
    for (ty, boxed) in model.types.iter_mut().zip(boxes) {
        match &mut ty.kind {
            TypeKind::Struct(object) => {
                object.members.iter_mut().zip(boxed).for_each(|(member, boxed)| member.boxed = boxed);
            }
            TypeKind::Union(union) => {
                union.variants.iter_mut().zip(boxed).for_each(|(variant, boxed)| variant.boxed = boxed);
            }
            _ => {}
        }
    }
}

/// The types that a value holds directly, not behind a list or map.
fn held(model: &Model, ty: &TypeRef) -> Vec<TypeId> {
    match model.resolve(ty) {
        TypeRef::Named(id) => vec![*id],
        TypeRef::Nullable(inner) => held(model, inner),
        TypeRef::Tuple(items) => items.iter().flat_map(|item| held(model, item)).collect(),
        _ => Vec::new(),
    }
}

/// Marks the types that have rules, and all that those are a part of.
fn mark_checked(model: &mut Model) {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); model.types.len()];
    let mut open = Vec::new();
    for (index, ty) in model.types.iter().enumerate() {
        for part in ty.parts().into_iter().flat_map(TypeRef::mentioned) {
            holders.iter_mut().skip(part.0).take(1).for_each(|holders| holders.push(index));
        }
        if has_rules(ty) {
            open.push(index);
        }
    }
    while let Some(index) = open.pop() {
        let Some(ty) = model.types.get_mut(index).filter(|ty| !ty.checked) else { continue };
        ty.checked = true;
        open.extend(holders.get(index).into_iter().flatten());
    }
}

fn has_rules(ty: &TypeDef) -> bool {
    match &ty.kind {
        TypeKind::Struct(object) => {
            !object.alternatives.is_empty()
                || !object.extra_rules.is_empty()
                || object.members.iter().any(|member| !member.rules.is_empty())
        }
        TypeKind::Union(union) => union.variants.iter().any(|variant| !variant.rules.is_empty()),
        TypeKind::Newtype { rules, .. } | TypeKind::Alias { rules, .. } => !rules.is_empty(),
        // A value that is not listed must not be sent.
        TypeKind::Enum(words) => !words.is_free,
    }
}

/// A type whose required members lead back to it has no finite value.
fn check_ends(model: &Model, diagnostics: &mut Diagnostics) {
    let parts: Vec<Vec<usize>> = model.types.iter().map(|ty| required_parts(model, ty)).collect();
    for (ty, cycle) in model.types.iter().zip(cycles(&parts)) {
        if cycle.is_some() {
            diagnostics.warn(Kind::Endless { name: ty.name.wire.clone() }, ty.docs.place);
        }
    }
}

fn required_parts(model: &Model, ty: &TypeDef) -> Vec<usize> {
    let TypeKind::Struct(object) = &ty.kind else { return Vec::new() };
    let required = object.members.iter().filter(|member| member.required && !member.nullable);
    required
        .filter_map(|member| match model.resolve(&member.ty) {
            TypeRef::Named(id) => Some(id.0),
            _ => None,
        })
        .collect()
}
