//! Finds the types that contain others, directly or indirectly.

use crate::model::{Model, TypeDef};

/// For each type, whether `is_found` is true for it or for a type that it contains.
pub(super) fn with_holders(model: &Model, is_found: impl Fn(&TypeDef) -> bool) -> Vec<bool> {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); model.types.len()];
    let mut open = Vec::new();
    for (index, ty) in model.types.iter().enumerate() {
        for part in ty.mentioned() {
            holders.iter_mut().skip(part.0).take(1).for_each(|holders| holders.push(index));
        }
        if is_found(ty) {
            open.push(index);
        }
    }
    let mut found = vec![false; model.types.len()];
    while let Some(index) = open.pop() {
        let Some(is_known) = found.get_mut(index).filter(|is_known| !**is_known) else { continue };
        *is_known = true;
        open.extend(holders.get(index).into_iter().flatten());
    }
    found
}
