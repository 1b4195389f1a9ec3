//! Jobs that need more than one request.

pub(super) mod chunk;
mod import;
pub(super) mod in_flight;
mod users;

use std::time::Duration;

pub use self::chunk::FailedUsers;
pub use self::import::{BulkImport, ImportReport};
pub use self::users::{BulkProgress, BulkReport, BulkStop, BulkUsers};

/// How long each request of a job may take by default, from its queue to its end. A job as a whole has no limit: a million
/// users take twenty minutes at the published rate.
pub(super) const REQUEST_TIMEOUT: Duration = Duration::from_secs(5 * 60);
