//! Whether the same call does the same.

use super::Rule;

/// Every rule of this file.
pub(super) const ALL: &[&Rule] = &[];
