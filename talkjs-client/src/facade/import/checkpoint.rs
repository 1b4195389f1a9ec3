//! Checkpoints: the progress of an import, stored so that it survives a crash.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::facade::replace_file::replace_file;
use talkjs_runtime::{BoxError, BoxFuture};

/// The progress of an import. Stores keep it unchanged; as JSON it is an object of numbers and one string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImportCheckpoint {
    /// Identifies the plan.
    pub plan: String,
    /// Whether the users are written.
    pub users_written: bool,
    /// The number of conversations that are done.
    pub conversations: usize,
    /// The number of messages of the next conversation that are imported.
    pub messages: usize,
    /// The number of messages after them that may have been imported too, if the process crashed.
    pub in_doubt: usize,
}

/// Stores the checkpoint of one import: in a row of a database, in a [`CheckpointFile`], or in a [`MemoryCheckpoint`].
pub trait CheckpointStore: Send + Sync {
    /// Returns the last saved checkpoint, if there is one.
    ///
    /// # Errors
    ///
    /// Any error of the store; nothing is sent then.
    fn load(&self) -> BoxFuture<'_, Result<Option<ImportCheckpoint>, BoxError>>;

    /// Saves a checkpoint, replacing the last one. It has to be durable when this returns.
    ///
    /// # Errors
    ///
    /// Any error of the store; the import stops then.
    fn save<'s>(&'s self, checkpoint: &'s ImportCheckpoint) -> BoxFuture<'s, Result<(), BoxError>>;
}

impl<S: CheckpointStore + ?Sized> CheckpointStore for &S {
    fn load(&self) -> BoxFuture<'_, Result<Option<ImportCheckpoint>, BoxError>> {
        (**self).load()
    }

    fn save<'s>(&'s self, checkpoint: &'s ImportCheckpoint) -> BoxFuture<'s, Result<(), BoxError>> {
        (**self).save(checkpoint)
    }
}

/// Stores the checkpoint in memory. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryCheckpoint(Arc<Mutex<Option<ImportCheckpoint>>>);

impl MemoryCheckpoint {
    /// Creates a store without a checkpoint.
    pub fn new() -> Self {
        Self::default()
    }
}

impl CheckpointStore for MemoryCheckpoint {
    fn load(&self) -> BoxFuture<'_, Result<Option<ImportCheckpoint>, BoxError>> {
        let checkpoint = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move { Ok(checkpoint) })
    }

    fn save<'s>(&'s self, checkpoint: &'s ImportCheckpoint) -> BoxFuture<'s, Result<(), BoxError>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(checkpoint.clone());
        Box::pin(async { Ok(()) })
    }
}

/// Stores the checkpoint in a file, which is replaced atomically: after a crash it contains the last checkpoint or the
/// one before. Two imports need two files.
#[derive(Clone, Debug)]
pub struct CheckpointFile(PathBuf);

impl CheckpointFile {
    /// Uses this file, which need not exist. Delete it to import from the beginning.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl CheckpointStore for CheckpointFile {
    fn load(&self) -> BoxFuture<'_, Result<Option<ImportCheckpoint>, BoxError>> {
        let path = self.0.clone();
        Box::pin(async move { spawn_blocking(move || read(&path)).await? })
    }

    fn save<'s>(&'s self, checkpoint: &'s ImportCheckpoint) -> BoxFuture<'s, Result<(), BoxError>> {
        let (path, checkpoint) = (self.0.clone(), checkpoint.clone());
        Box::pin(async move { spawn_blocking(move || replace(&path, &checkpoint)).await? })
    }
}

fn read(path: &Path) -> Result<Option<ImportCheckpoint>, BoxError> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => Ok(Some(serde_json::from_slice(&bytes?)?)),
    }
}

fn replace(path: &Path, checkpoint: &ImportCheckpoint) -> Result<(), BoxError> {
    let json = serde_json::to_vec(checkpoint)?;
    Ok(replace_file(path, |file| file.write_all(&json))?)
}
