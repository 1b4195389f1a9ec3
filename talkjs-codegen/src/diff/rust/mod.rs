//! Compares the two models: what callers' code sees.

use super::side::{Found, Sides};

/// Finds the changes.
pub(crate) fn compare(_sides: &Sides<'_>, _found: &mut Found) {}
