//! An import that stopped half way.

use std::fmt;

use super::progress::{ImportProgress, JOB};
use talkjs_runtime::Error;
use talkjs_runtime::flow::JobError;

/// How far an [`Import`](super::Import) came before an error stopped it. To go on, make the same call again with the same plan and the same
/// checkpoint store: what is done is not done again, and what is in doubt is looked up first.
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
    /// What is done, and what is to be done.
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
             conversations done): {}; to go on, make the same call again with the same plan and checkpoint",
            self.cause
        )
    }
}
