//! More than one request takes.

mod import;
mod in_flight;
mod users;

pub use self::import::{BulkImport, ImportReport};
pub use self::users::{BulkProgress, BulkReport, BulkStop, BulkUsers, FailedUsers};
