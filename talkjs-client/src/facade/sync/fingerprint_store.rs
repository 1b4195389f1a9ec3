//! Where fingerprints of users are kept from run to run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::user_fingerprint::UserFingerprint;
use crate::api::UserId;
use talkjs_runtime::{BoxError, BoxFuture};

/// Keeps a fingerprint of each user that TalkJS has: a table of a database, [`FingerprintFile`](super::FingerprintFile), or
/// [`MemoryFingerprints`].
///
/// A stored fingerprint promises that TalkJS has exactly this version. So a run forgets the fingerprint of a changed user
/// before it writes the user, and stores the new one afterwards. What a store loses is written once more, which does no
/// harm; what it fails to forget may hide a later change.
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
    /// Returns the fingerprints of those of up to 100 users that have one.
    ///
    /// # Errors
    ///
    /// Whatever the store fails with; it stops the run.
    fn load<'s>(&'s self, ids: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>>;

    /// Stores the fingerprints of up to 100 users, and forgets those that are `None`. What is forgotten has to be durable
    /// when this returns.
    ///
    /// # Errors
    ///
    /// Whatever the store fails with; it stops the run.
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

/// Keeps fingerprints as long as the process runs.
#[derive(Debug, Default)]
pub struct MemoryFingerprints(Mutex<BTreeMap<UserId, UserFingerprint>>);

impl MemoryFingerprints {
    /// Makes a store that knows no user.
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
