//! Jobs of several requests, written by hand on top of the generated methods, and related ids.

mod batch;
mod bulk;
mod confirmation;
mod deadline;
mod fingerprint;
mod idempotency_key;
#[cfg(feature = "import")]
mod import;
mod job;
mod memory;
mod one_on_one;
mod outcome;
#[cfg(feature = "person")]
mod person;
mod plan;
#[cfg(any(feature = "import", feature = "sync"))]
mod replace_file;
mod start_conversation;
mod start_conversation_error;
#[cfg(feature = "sync")]
mod sync;

pub use self::batch::{Batch, BatchHandle, BatchResponse, BatchResponses};
pub use self::bulk::{BulkImport, BulkProgress, BulkReport, BulkStop, BulkUsers, FailedUsers, ImportReport};
pub(crate) use self::idempotency_key::KEY_LIFETIME;
#[cfg(feature = "import")]
pub use self::import::{
    CheckpointFile, CheckpointStore, ConvertError, Import, ImportCheckpoint, ImportError, ImportPlan, ImportProblem,
    ImportProgress, ImportSource, MemoryCheckpoint, PlannedConversation, PlannedMessage, SendbirdExport, SkipReason,
    SkippedMessage,
};
pub(crate) use self::memory::Memory;
pub use self::one_on_one::{keyed_one_on_one_id, one_on_one_id};
pub use self::outcome::{StartedConversation, Step};
#[cfg(feature = "person")]
pub use self::person::{
    EraseUser, ErasurePlan, ErasureProgress, ErasureReport, ErasureStep, ExportUser, FailedStep, MessageErasure,
    PersonRecord, PersonRecords, Remainder, RemainsBecause,
};
pub use self::start_conversation::StartConversation;
pub use self::start_conversation_error::StartConversationError;
#[cfg(feature = "sync")]
pub use self::sync::{
    FingerprintFile, FingerprintStore, MemoryFingerprints, SyncProgress, SyncReport, SyncStop, SyncUsers,
    UserFingerprint,
};
