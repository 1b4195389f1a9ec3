//! What only shows when the model is whole: values that never end.
//!
//! The last place that says anything: a [`Checked`] model renders.

use crate::diagnostic::{Diagnostics, Kind};
use crate::model::{Model, TypeDef, TypeKind, TypeRef, cycles};

/// A model that has passed.
pub(crate) struct Checked(Model);

impl Checked {
    /// The model.
    pub(crate) fn model(&self) -> &Model {
        &self.0
    }
}

/// Judges the model.
pub(crate) fn check(model: Model, diagnostics: &mut Diagnostics) -> Checked {
    check_ends(&model, diagnostics);
    Checked(model)
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
