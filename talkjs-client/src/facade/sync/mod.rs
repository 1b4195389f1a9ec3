//! Keeps TalkJS' users in sync with the caller's database.

mod fingerprint_file;
mod fingerprint_store;
mod sync_users;
mod user_fingerprint;

pub use self::fingerprint_file::FingerprintFile;
pub use self::fingerprint_store::{FingerprintStore, MemoryFingerprints};
pub use self::sync_users::{SyncProgress, SyncReport, SyncStop, SyncUsers};
pub use self::user_fingerprint::UserFingerprint;
