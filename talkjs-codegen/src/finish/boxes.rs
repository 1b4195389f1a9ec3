//! Boxes recursive types, except where a list or map breaks the recursion already.

use crate::model::{Model, TypeId, TypeKind, TypeRef, cycles};

/// Boxes the fields through which a type contains itself.
pub(super) fn break_cycles(model: &mut Model) {
    let mut edges: Vec<Vec<usize>> = Vec::with_capacity(model.types.len());
    for ty in &model.types {
        edges.push(ty.parts().into_iter().flat_map(|part| held(model, part)).map(|id| id.0).collect());
    }
    // A refinement and its base box the same fields, so that one converts into the other.
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
                object.fields.iter_mut().zip(boxed).for_each(|(field, boxed)| field.boxed = boxed);
            }
            TypeKind::Union(union) => {
                union.variants.iter_mut().zip(boxed).for_each(|(variant, boxed)| variant.boxed = boxed);
            }
            _ => {}
        }
    }
}

/// The types that a value contains directly, not in a list or map.
fn held(model: &Model, ty: &TypeRef) -> Vec<TypeId> {
    match model.resolve(ty) {
        TypeRef::Named(id) => vec![*id],
        TypeRef::Nullable(inner) => held(model, inner),
        TypeRef::Tuple(items) => items.iter().flat_map(|item| held(model, item)).collect(),
        _ => Vec::new(),
    }
}
