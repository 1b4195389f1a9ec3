//! Decides which types have `Eq` and `Hash`: those without floats and without custom types that may have neither.

use super::holders::with_holders;
use crate::model::{Model, TypeDef, TypeKind, TypeRef};

/// Marks the types whose values all equal themselves.
pub(super) fn mark(model: &mut Model) {
    let without = with_holders(model, is_without);
    model.types.iter_mut().zip(without).for_each(|(ty, is_without)| ty.has_eq = !is_without);
}

/// Whether the type itself cannot have them.
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
