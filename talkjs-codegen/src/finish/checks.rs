//! Which types have anything to check inside.

use super::holders::with_holders;
use crate::model::{Model, TypeDef, TypeKind};

/// Marks the types that have rules, and all that those are a part of.
pub(super) fn mark(model: &mut Model) {
    let checked = with_holders(model, has_rules);
    model.types.iter_mut().zip(checked).for_each(|(ty, is_checked)| ty.checked = is_checked);
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
        // The caller's types keep the constraints of their formats by themselves.
        TypeKind::External(_) => false,
        // A value that is not listed must not be sent.
        TypeKind::Enum(words) => !words.is_free,
    }
}
