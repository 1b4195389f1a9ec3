//! Exports and erases the data of a person.

mod erase_user;
mod erasure;
mod erasure_plan;
mod erasure_report;
mod export_user;
mod record;
mod verdict;
mod walk;

use crate::api::{Client, UserId};

pub use self::erase_user::EraseUser;
pub use self::erasure::MessageErasure;
pub use self::erasure_plan::{ErasurePlan, ErasureProgress};
pub use self::erasure_report::{ErasureReport, FailedStep};
pub use self::export_user::{ExportUser, PersonRecords};
pub use self::record::PersonRecord;
pub use self::verdict::{ErasureStep, Remainder, RemainsBecause};

impl Client {
    /// Reads all data that the API returns about a person.
    ///
    /// See [`ExportUser`].
    pub fn export_user(&self, user_id: impl Into<UserId>) -> ExportUser {
        ExportUser::new(self, user_id.into())
    }

    /// Erases the data of a person as far as the API supports it, by a plan that can be reviewed before it is run.
    ///
    /// See [`EraseUser`].
    pub fn erase_user(&self, user_id: impl Into<UserId>) -> EraseUser {
        EraseUser::new(self, user_id.into())
    }
}
