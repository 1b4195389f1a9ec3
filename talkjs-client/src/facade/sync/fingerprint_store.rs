//! Stores fingerprints of users from run to run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::user_fingerprint::UserFingerprint;
use crate::api::UserId;
use talkjs_runtime::{BoxError, BoxFuture};

/// Stores a fingerprint of each user in TalkJS: in a table of a database, in a
/// [`FingerprintFile`](super::FingerprintFile), or in [`MemoryFingerprints`].
///
/// A stored fingerprint means that TalkJS has exactly this version. So a run removes the fingerprint of a changed user
/// before it writes the user, and stores the new one afterwards. If a store loses a fingerprint, the user is written
/// again, which does no harm; if it fails to remove one, a later change may be missed.
///
/// Several workers may share a store, as long as no two of them write the same user at the same time.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use talkjs_client::{BoxError, BoxFuture, FingerprintStore, UserFingerprint, UserId};
///
/// # struct Pool;
/// # impl Pool {
/// #     async fn rows(&self, _sql: &str, _ids: &[UserId]) -> Result<Vec<(UserId, [u8; 16])>, BoxError> { Ok(vec![]) }
/// #     async fn execute(&self, _sql: &str, _changes: &[(UserId, Option<UserFingerprint>)]) -> Result<(), BoxError> { Ok(()) }
/// # }
/// struct Table(Pool);
///
/// impl FingerprintStore for Table {
///     fn load<'s>(&'s self, ids: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>> {
///         Box::pin(async move {
///             let rows = self.0.rows("select id, fingerprint from talkjs_users where id = any($1)", ids).await?;
///             Ok(rows.into_iter().map(|(id, bytes)| (id, UserFingerprint::from_bytes(bytes))).collect())
///         })
///     }
///
///     fn save<'s>(&'s self, changes: &'s [(UserId, Option<UserFingerprint>)]) -> BoxFuture<'s, Result<(), BoxError>> {
///         Box::pin(async move { self.0.execute("insert … on conflict …; `None` deletes", changes).await })
///     }
/// }
/// ```
pub trait FingerprintStore: Send + Sync {
    /// Returns the stored fingerprints of up to 100 users.
    ///
    /// # Errors
    ///
    /// Any error of the store; it stops the run.
    fn load<'s>(&'s self, ids: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>>;

    /// Stores the fingerprints of up to 100 users, and removes those that are `None`. Removals have to be durable when
    /// this returns.
    ///
    /// # Errors
    ///
    /// Any error of the store; it stops the run.
    fn save<'s>(&'s self, changes: &'s [(UserId, Option<UserFingerprint>)]) -> BoxFuture<'s, Result<(), BoxError>>;
}

impl<S: FingerprintStore + ?Sized> FingerprintStore for &S {
    fn load<'s>(&'s self, ids: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>> {
        (**self).load(ids)
    }

    fn save<'s>(&'s self, changes: &'s [(UserId, Option<UserFingerprint>)]) -> BoxFuture<'s, Result<(), BoxError>> {
        (**self).save(changes)
    }
}

impl<S: FingerprintStore + ?Sized> FingerprintStore for Arc<S> {
    fn load<'s>(&'s self, ids: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>> {
        (**self).load(ids)
    }

    fn save<'s>(&'s self, changes: &'s [(UserId, Option<UserFingerprint>)]) -> BoxFuture<'s, Result<(), BoxError>> {
        (**self).save(changes)
    }
}

/// Stores fingerprints in memory.
#[derive(Debug, Default)]
pub struct MemoryFingerprints(Mutex<BTreeMap<UserId, UserFingerprint>>);

impl MemoryFingerprints {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

impl FingerprintStore for MemoryFingerprints {
    fn load<'s>(&'s self, ids: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = ids.iter().filter_map(|id| Some((id.clone(), *known.get(id)?))).collect();
        Box::pin(async move { Ok(found) })
    }

    fn save<'s>(&'s self, changes: &'s [(UserId, Option<UserFingerprint>)]) -> BoxFuture<'s, Result<(), BoxError>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, fingerprint) in changes {
            match fingerprint {
                Some(fingerprint) => drop(known.insert(id.clone(), *fingerprint)),
                None => drop(known.remove(id)),
            }
        }
        Box::pin(async { Ok(()) })
    }
}
