//! Keeps TalkJS' users in sync with the caller's database.

mod fingerprint_file;
mod fingerprint_store;
mod sync_users;
mod user_fingerprint;

use futures_util::{Stream, StreamExt as _};
use talkjs_runtime::BoxError;

use crate::api::{Client, UserId, UserUpdate};

pub use self::fingerprint_file::FingerprintFile;
pub use self::fingerprint_store::{FingerprintStore, MemoryFingerprints};
pub use self::sync_users::{SyncProgress, SyncReport, SyncStop, SyncUsers};
pub use self::user_fingerprint::UserFingerprint;

impl Client {
    /// Writes the users of a stream that have changed since they were last written.
    ///
    /// See [`SyncUsers`].
    pub fn sync_users<'i, I, U, E>(
        &self,
        users: impl Stream<Item = Result<(I, U), E>> + Send + 'i,
        fingerprints: impl FingerprintStore + 'i,
    ) -> SyncUsers<'i>
    where
        I: Into<UserId>,
        U: Into<UserUpdate>,
        E: Into<BoxError>,
    {
        let users = users.map(|user| user.map(|(id, user)| (id.into(), user.into())).map_err(Into::into));
        SyncUsers::new(self, users, fingerprints)
    }
}
