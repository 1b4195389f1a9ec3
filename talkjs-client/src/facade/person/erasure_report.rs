//! The result of an erasure.

use super::record::PersonRecord;
use super::verdict::{ErasureStep, Remainder};
use talkjs_runtime::Error;

/// The result of an erasure.
#[derive(Debug, Default)]
#[must_use = "it contains what remains"]
#[non_exhaustive]
pub struct ErasureReport {
    /// The number of successful steps.
    pub taken: usize,
    /// The steps that TalkJS rejected.
    pub failed: Vec<FailedStep>,
    /// The data that remains, and why, read from the API after the last step: exactly the records of an export at that
    /// time, in the same order. Empty if an error ended the run before.
    pub remains: Vec<Remainder>,
    /// The files of the messages to erase. The API no longer lists them and has no deletion of files, so anyone with
    /// the URL may still be able to fetch them; this is undocumented.
    pub unlisted_files: Vec<PersonRecord>,
    /// The error that ended the run early. To continue, make a new plan and run it.
    pub error: Option<Error>,
}

/// A step that TalkJS rejected.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedStep {
    /// The step.
    pub step: ErasureStep,
    /// The error.
    pub error: Error,
}

impl ErasureReport {
    /// Returns what remains, if all steps succeeded.
    ///
    /// # Errors
    ///
    /// The error that ended the run, or else the error of the first failed step.
    pub fn done(self) -> Result<Vec<Remainder>, Error> {
        let failed = self.failed.into_iter().map(|failed| failed.error).next();
        self.error.or(failed).map_or(Ok(self.remains), Err)
    }
}
