//! Breaks cycles of aliases, which Rust does not allow.

use crate::diagnostic::{Diagnostics, Kind};
use crate::model::{Model, TypeId, TypeKind, TypeRef};

/// Breaks each cycle of aliases: the alias that closes it becomes any value.
pub(super) fn cut_circles(model: &mut Model, diagnostics: &mut Diagnostics) {
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
        diagnostics.note(
            Kind::Untyped { what, why: "it only refers to itself, directly or through other schemas" },
            ty.docs.place,
        );
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
