//! Imports the history of another chat service into TalkJS.

mod checkpoint;
mod error;
mod plan;
mod progress;
mod run_import;
mod sendbird;

pub use self::checkpoint::{CheckpointFile, CheckpointStore, ImportCheckpoint, MemoryCheckpoint};
pub use self::error::ImportError;
pub use self::plan::{
    ConvertError, ImportPlan, ImportProblem, ImportSource, PlannedConversation, PlannedMessage, SkipReason,
    SkippedMessage,
};
pub use self::progress::ImportProgress;
pub use self::run_import::Import;
pub use self::sendbird::SendbirdExport;
