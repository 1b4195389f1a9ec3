//! Imports the history of another chat service into TalkJS.

mod checkpoint;
mod error;
mod plan;
mod progress;
mod run_import;
mod sendbird;

use crate::api::Client;

pub use self::checkpoint::{CheckpointFile, CheckpointStore, ImportCheckpoint, MemoryCheckpoint};
pub use self::error::ImportError;
pub use self::plan::{
    ConvertError, ImportPlan, ImportProblem, ImportSource, PlannedConversation, PlannedMessage, SkipReason,
    SkippedMessage,
};
pub use self::progress::ImportProgress;
pub use self::run_import::Import;
pub use self::sendbird::SendbirdExport;

impl Client {
    /// Imports the history of another chat service into TalkJS, by a plan that can be reviewed before it is run.
    ///
    /// See [`Import`].
    pub fn import<'i>(&self, plan: ImportPlan, checkpoints: impl CheckpointStore + 'i) -> Import<'i> {
        Import::new(self, plan, checkpoints)
    }
}
