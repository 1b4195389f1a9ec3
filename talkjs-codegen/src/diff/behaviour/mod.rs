//! Compares what a call does beside its types: defaults, retries, limits, pages, security.

use super::side::{Found, Sides};

/// Finds the changes.
pub(crate) fn compare(_sides: &Sides<'_>, _found: &mut Found) {}
