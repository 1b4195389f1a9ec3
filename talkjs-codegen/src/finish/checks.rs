//! Marks the types whose values have to be checked.

use super::holders::with_holders;
use crate::model::{Model, TypeDef, TypeKind};

/// Marks the types with rules, and all types that contain them.
pub(super) fn mark(model: &mut Model) {
    let checked = with_holders(model, has_rules);
    model.types.iter_mut().zip(checked).for_each(|(ty, is_checked)| ty.checked = is_checked);
}

fn has_rules(ty: &TypeDef) -> bool {
    match &ty.kind {
        TypeKind::Struct(object) => {
            !object.alternatives.is_empty()
                || !object.extra_rules.is_empty()
                || object.fields.iter().any(|field| !field.rules.is_empty())
        }
        TypeKind::Union(union) => union.variants.iter().any(|variant| !variant.rules.is_empty()),
        TypeKind::Newtype { rules, .. } | TypeKind::Alias { rules, .. } => !rules.is_empty(),
        // Custom types enforce the constraints of their formats themselves.
        TypeKind::External(_) => false,
        // Unknown values must not be sent.
        TypeKind::Enum(words) => !words.is_free,
    }
}
