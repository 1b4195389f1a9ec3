//! All that was found, and what follows from it.

use super::finding::Finding;

/// What two descriptions differ in.
#[derive(Clone, Debug)]
pub struct Report {
    /// The changes, the gravest first.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdicts.gravest()));
        Self { findings }
    }
}
