//! Reports types without finite values.

use crate::diagnostic::{Diagnostics, Kind};
use crate::model::{Model, TypeDef, TypeKind, TypeRef, cycles};

/// Reports types whose required properties contain the type itself.
pub(super) fn report(model: &Model, diagnostics: &mut Diagnostics) {
    let parts: Vec<Vec<usize>> = model.types.iter().map(|ty| required_parts(model, ty)).collect();
    for (ty, cycle) in model.types.iter().zip(cycles(&parts)) {
        if cycle.is_some() {
            diagnostics.warn(Kind::Endless { name: ty.name.wire.clone() }, ty.docs.place);
        }
    }
}

fn required_parts(model: &Model, ty: &TypeDef) -> Vec<usize> {
    let TypeKind::Struct(object) = &ty.kind else { return Vec::new() };
    let required = object.fields.iter().filter(|field| field.required && !field.nullable);
    required
        .filter_map(|field| match model.resolve(&field.ty) {
            TypeRef::Named(id) => Some(id.0),
            _ => None,
        })
        .collect()
}
