//! What a patch of a description means for users of the generated client.

use crate::Options;
use crate::diff::diff;
use crate::source::Source;

/// The report of `talkjs-codegen diff` on a patch; nothing when one of the descriptions cannot be read, which `check` says.
pub(super) fn verdict(old: &Source, new: &Source) -> Option<String> {
    let report = diff(old, new, &Options::default()).ok()?;
    Some(format!("\nWhat the patch does to those who depend on the description:\n\n{}", report.text()))
}
