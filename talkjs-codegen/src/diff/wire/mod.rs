//! Compares the two descriptions as written: what goes over the wire.

use super::rules::wire as rules;
use super::side::{Change, Found, Sides};

/// Finds the changes.
pub(crate) fn compare(sides: &Sides<'_>, found: &mut Found) {
    for old in &sides.old.document.operations {
        let is_kept =
            |new: &&crate::openapi::Operation<'_>| (new.method, new.path.value) == (old.method, old.path.value);
        if !sides.new.document.operations.iter().any(|new| is_kept(&new)) {
            let sentence = format!("`{} {}` was removed", old.method, old.path.value);
            let change = Change { sentence, old: Some(old.place.name), ..Change::default() };
            found.add(sides, &rules::OPERATION_REMOVED, change);
        }
    }
}
