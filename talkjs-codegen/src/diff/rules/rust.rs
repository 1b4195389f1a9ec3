//! Whether callers' code compiles.

use super::Rule;

/// Every rule of this file.
pub(super) const ALL: &[&Rule] = &[];
