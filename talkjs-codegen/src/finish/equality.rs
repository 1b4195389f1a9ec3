//! Which types have `Eq` and `Hash`: those without a float or a type of the caller's inside that may have neither.

use crate::model::{Model, TypeDef, TypeKind, TypeRef};

/// Marks the types whose values are equal to themselves, whatever they are.
pub(super) fn mark(model: &mut Model) {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); model.types.len()];
    let mut open = Vec::new();
    for (index, ty) in model.types.iter().enumerate() {
        for part in ty.parts().into_iter().flat_map(TypeRef::mentioned) {
            holders.iter_mut().skip(part.0).take(1).for_each(|holders| holders.push(index));
        }
        if is_without(ty) {
            open.push(index);
        }
    }
    model.types.iter_mut().for_each(|ty| ty.has_eq = true);
    while let Some(index) = open.pop() {
        let Some(ty) = model.types.get_mut(index).filter(|ty| ty.has_eq) else { continue };
        ty.has_eq = false;
        open.extend(holders.get(index).into_iter().flatten());
    }
}

/// Whether a type has none by itself.
fn is_without(ty: &TypeDef) -> bool {
    match &ty.kind {
        TypeKind::External(external) => !external.has_eq,
        _ => ty.parts().into_iter().any(has_float),
    }
}

fn has_float(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::F32 | TypeRef::F64 => true,
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => has_float(inner),
        TypeRef::Tuple(items) => items.iter().any(has_float),
        TypeRef::Text
        | TypeRef::Bool
        | TypeRef::I32
        | TypeRef::I64
        | TypeRef::U64
        | TypeRef::Any
        | TypeRef::Binary
        | TypeRef::Named(_) => false,
    }
}
