//! Makes one finding of all that is about the same change.

use super::finding::Finding;

/// Joins findings of different areas at the same places.
pub(crate) fn join(findings: Vec<Finding>) -> Vec<Finding> {
    findings
}
