//! The effect of a patch on users of the generated client.

use crate::Options;
use crate::diff::diff;
use crate::source::Source;

/// The report of `talkjs-codegen diff` on a patch; `None` if one of the descriptions cannot be read, which `check`
/// reports.
pub(super) fn verdict(old: &Source, new: &Source) -> Option<String> {
    let report = diff(old, new, &Options::default()).ok()?;
    Some(format!("\nThe effect of the patch on users of the description:\n\n{}", report.text()))
}
