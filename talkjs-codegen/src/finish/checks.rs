//! Which types have anything to check inside.

use crate::model::{Model, TypeDef, TypeKind, TypeRef};

/// Marks the types that have rules, and all that those are a part of.
pub(super) fn mark(model: &mut Model) {
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
        // The caller's types keep the constraints of their formats by themselves.
        TypeKind::External(_) => false,
        // A value that is not listed must not be sent.
        TypeKind::Enum(words) => !words.is_free,
    }
}
