//! The state of all apps at a moment.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};
use thiserror::Error;

use crate::state::Store;
use crate::state::records::Record;

const FORMAT: &str = "talkjsEmulatorSnapshot";
const FORMAT_NUMBER: u64 = 3;

/// The state of all apps of an [`Emulator`](crate::Emulator) at a moment: app data, users, conversations with their
/// contents, idempotency keys and files.
///
/// It does not contain keys and other settings, the clock, the log of requests, faults, and online users.
#[derive(Clone)]
pub struct Snapshot(Arc<BTreeMap<String, Vec<Record>>>);

/// Why a snapshot cannot be read or restored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The bytes are not a snapshot in the format of this version.
    #[error("not a snapshot of format {FORMAT_NUMBER}")]
    UnknownFormat,
    /// A line of the bytes, counted from 1, is not a record.
    #[error("line {0} of the snapshot is not a record")]
    MalformedLine(usize),
    /// A record does not fit; with the reason.
    #[error("{0}")]
    BadRecord(String),
    /// The snapshot has an app that this emulator does not have.
    #[error("the snapshot has the app `{0}`, which this emulator does not have")]
    UnknownApp(String),
}

impl Snapshot {
    pub(crate) fn empty() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn of(store: &Store) -> Self {
        Self(Arc::new(store.values().map(|app| (app.id.clone(), app.records())).collect()))
    }

    /// Restores the snapshot in all apps, or changes nothing. An app that is not in it is emptied.
    pub(crate) fn restore(&self, store: &mut Store) -> Result<(), SnapshotError> {
        if let Some(id) = self.0.keys().find(|id| !store.contains_key(*id)) {
            return Err(SnapshotError::UnknownApp(id.clone()));
        }
        let restored = store.values().map(|app| {
            let records = self.0.get(&app.id).cloned().unwrap_or_default();
            Ok((app.id.clone(), app.with_records(records)?))
        });
        *store = restored.collect::<Result<_, _>>().map_err(SnapshotError::BadRecord)?;
        Ok(())
    }

    /// The snapshot as bytes, to be stored in a file: lines of JSON.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = json!({FORMAT: FORMAT_NUMBER});
        let records =
            self.0.iter().flat_map(|(app, records)| records.iter().map(move |(key, it)| json!([app, key, it])));
        let lines: Vec<_> = std::iter::once(header).chain(records).map(|line| line.to_string()).collect();
        lines.join("\n").into_bytes()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) has written.
    ///
    /// # Errors
    ///
    /// If the bytes are something else, or of another version of the format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut lines = bytes.split(|byte| *byte == b'\n').enumerate();
        let header = lines.next().and_then(|(_, line)| serde_json::from_slice::<Value>(line).ok());
        if header != Some(json!({FORMAT: FORMAT_NUMBER})) {
            return Err(SnapshotError::UnknownFormat);
        }
        let mut apps = BTreeMap::<_, Vec<_>>::new();
        for (index, line) in lines {
            let malformed = |_| SnapshotError::MalformedLine(index.saturating_add(1));
            let (app, key, record) = serde_json::from_slice(line).map_err(malformed)?;
            apps.entry(app).or_default().push((key, record));
        }
        Ok(Self(Arc::new(apps)))
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let records = self.0.iter().map(|(app, records)| (app, records.len()));
        formatter.write_str("Snapshot ")?;
        formatter.debug_map().entries(records).finish()
    }
}
