//! Whether client and server still understand each other.

use super::{Area, Rule};
use crate::diff::Verdict;

/// Every rule of this file.
pub(super) const ALL: &[&Rule] = &[&OPERATION_REMOVED];

pub(crate) static OPERATION_REMOVED: Rule = Rule {
    id: "operation-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "An operation was removed",
    why: "Clients that call it get 404 or 405.",
    advice: "Keep it, mark it `deprecated: true`, and remove it in the next major version.",
};
