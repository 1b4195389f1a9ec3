//! How far an import is, kept where a crash does not reach it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::facade::replace_file::replace_file;
use talkjs_runtime::{BoxError, BoxFuture};

/// How far an import is. Stores keep it as it is; as JSON it is an object of numbers and one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImportCheckpoint {
    /// Stands for the plan that it belongs to.
    pub plan: String,
    /// Whether the users are written.
    pub users_written: bool,
    /// The number of conversations that are done.
    pub conversations: usize,
    /// The number of messages of the next conversation that are imported.
    pub messages: usize,
    /// How many messages behind them may be imported too, if the process was lost.
    pub in_doubt: usize,
}

/// Keeps the checkpoint of one import: a row of a database, [`CheckpointFile`], or [`MemoryCheckpoint`].
pub trait CheckpointStore: Send + Sync {
    /// Returns the checkpoint that was saved last, if any was.
    ///
    /// # Errors
    ///
    /// Whatever the store fails with; nothing is sent then.
    fn load(&self) -> BoxFuture<'_, Result<Option<ImportCheckpoint>, BoxError>>;

    /// Saves a checkpoint in the place of the last one. It has to be durable when this returns.
    ///
    /// # Errors
    ///
    /// Whatever the store fails with; the import stops then.
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

/// Keeps the checkpoint as long as the process runs. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryCheckpoint(Arc<Mutex<Option<ImportCheckpoint>>>);

impl MemoryCheckpoint {
    /// Makes a store without a checkpoint.
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

/// Keeps the checkpoint in a file, which is replaced as a whole: after a crash it is the last one or the one before. Two
/// imports need two files.
#[derive(Clone, Debug)]
pub struct CheckpointFile(PathBuf);

impl CheckpointFile {
    /// Names the file, which need not be there. Delete it to import from the beginning.
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
