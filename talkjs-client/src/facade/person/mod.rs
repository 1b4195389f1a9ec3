//! Exports and erases the data of a person.

mod erase_user;
mod erasure;
mod erasure_plan;
mod erasure_report;
mod export_user;
mod record;
mod verdict;
mod walk;

pub use self::erase_user::EraseUser;
pub use self::erasure::MessageErasure;
pub use self::erasure_plan::{ErasurePlan, ErasureProgress};
pub use self::erasure_report::{ErasureReport, FailedStep};
pub use self::export_user::{ExportUser, PersonRecords};
pub use self::record::PersonRecord;
pub use self::verdict::{ErasureStep, Remainder, RemainsBecause};
