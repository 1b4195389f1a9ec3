//! More than one request takes.

use std::time::Duration;

/// How long each request of a job may take unless it is told otherwise, from its queue to its end. A job as a whole has no
/// limit: a million users take twenty minutes at the published rate.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5 * 60);

mod import;
mod in_flight;
mod users;

pub use self::import::{BulkImport, ImportReport};
pub use self::users::{BulkProgress, BulkReport, BulkStop, BulkUsers, FailedUsers};
