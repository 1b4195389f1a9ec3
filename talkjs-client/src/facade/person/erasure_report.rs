//! What came of an erasure.

use super::record::PersonRecord;
use super::verdict::{ErasureStep, Remainder};
use talkjs_runtime::Error;

/// What came of an erasure.
#[derive(Debug, Default)]
#[must_use = "it says what remains"]
#[non_exhaustive]
pub struct ErasureReport {
    /// The number of steps that were taken.
    pub taken: usize,
    /// The steps that TalkJS rejected.
    pub failed: Vec<FailedStep>,
    /// What remains and why, read from the API after the last step: exactly what an export shows now, in the same order. Empty if
    /// an error ended the run before.
    pub remains: Vec<Remainder>,
    /// The files of the messages that were to be erased. The API lists them no more and has no deletion of files, so whoever has
    /// the URL may still fetch them; nothing is documented.
    pub unlisted_files: Vec<PersonRecord>,
    /// What ended the run before all was done. To go on, make a new plan and run it.
    pub error: Option<Error>,
}

/// A step that TalkJS rejected.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedStep {
    /// The step.
    pub step: ErasureStep,
    /// Why.
    pub error: Error,
}

impl ErasureReport {
    /// Returns what remains, if all steps were taken.
    ///
    /// # Errors
    ///
    /// What ended the run, or else the error of the first step that failed.
    pub fn done(self) -> Result<Vec<Remainder>, Error> {
        let failed = self.failed.into_iter().map(|failed| failed.error).next();
        self.error.or(failed).map_or(Ok(self.remains), Err)
    }
}
