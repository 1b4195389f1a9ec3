//! The error of an import that stopped half way.

use std::fmt;

use super::progress::{ImportProgress, JOB};
use talkjs_runtime::Error;
use talkjs_runtime::flow::JobError;

/// The progress of an [`Import`](super::Import) before an error stopped it. To continue, make the same call again with
/// the same plan and the same checkpoint store: work that is done is not repeated, and messages in doubt are looked up
/// first.
///
/// ```no_run
/// use talkjs_client::{Error, ImportError};
///
/// fn messages(error: &Error) -> usize {
///     error.job::<ImportError>().map_or(0, |stopped| stopped.progress.messages)
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct ImportError {
    /// The work that is done, and the work that is planned.
    pub progress: ImportProgress,
    pub(super) cause: Error,
}

impl JobError for ImportError {
    fn stopped_by(&self) -> &Error {
        &self.cause
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ImportProgress { conversations, messages, planned_conversations, planned_messages, .. } = self.progress;
        write!(
            f,
            "`{JOB}` stopped after {messages} of {planned_messages} messages ({conversations} of {planned_conversations} \
             conversations done): {}; to continue, make the same call again with the same plan and checkpoint",
            self.cause
        )
    }
}
