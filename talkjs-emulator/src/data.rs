//! The state on disk: a file that has every write before its response is sent, so that no crash or power cut loses it.
//!
//! A separate thread writes. Changes that arrive while it waits for the disk go into the next transaction together, so
//! that many concurrent clients cost hardly more than one.

#![expect(clippy::result_large_err, reason = "the library defines the errors")]

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use redb::{Database, ReadableTable as _, Table, TableDefinition};
use serde_json::json;
use tokio::sync::watch;

use crate::state::app::App;
use crate::state::changes::Changes;
use crate::state::records::{Key, Record};

/// By app and by the JSON of the key.
const RECORDS: TableDefinition<'_, Place<'_>, &str> = TableDefinition::new("talkjs-emulator records");
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("talkjs-emulator");
const FORMAT: &str = "format";
const FORMAT_NUMBER: u64 = 3;

/// Greater than all JSON.
const END_OF_KEYS: &str = "\u{10ffff}";

type Place<'p> = (&'p str, &'p str);

#[derive(Debug)]
pub(crate) struct DataFile {
    /// Nothing when the file is being closed.
    queue: Option<Sender<Task>>,
    queued: AtomicU64,
    written: watch::Receiver<Written>,
    writer: Option<JoinHandle<()>>,
}

#[derive(Clone, Copy, Debug)]
enum Written {
    Until(u64),
    /// The writer has failed, and writes no more.
    Failed,
}

#[derive(Debug)]
enum Task {
    Write(Batch),
    /// Confirms when all earlier batches are on disk. A dropped sender means that writing failed.
    Tell(Sender<()>),
}

/// The changes of one operation in an app.
#[derive(Debug)]
struct Batch {
    number: u64,
    app: String,
    /// Whether all other records of the app are removed.
    replaces_all: bool,
    /// Records to write, and the keys of removed ones.
    records: Vec<(String, Option<String>)>,
}

/// The contents of a file, by app.
pub(crate) type Stored = BTreeMap<String, Vec<Record>>;

impl DataFile {
    /// Opens a file, or creates one, and reads its records.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Stored)> {
        let explain = |error: redb::Error| {
            let (kind, why) = explained(error);
            io::Error::new(kind, format!("the data file `{}` {why}", path.display()))
        };
        let database = Database::create(path).map_err(|error| explain(error.into()))?;
        check_format(&database).map_err(explain)?;
        let stored = read_all(&database).map_err(explain)?;
        let (queue, tasks) = mpsc::channel();
        let (progress, written) = watch::channel(Written::Until(0));
        let writer = thread::Builder::new()
            .name("talkjs-emulator-data".to_owned())
            .spawn(move || write(&database, &tasks, &progress))?;
        let file = Self { queue: Some(queue), queued: AtomicU64::new(0), written, writer: Some(writer) };
        Ok((file, stored))
    }

    /// Queues the changes of an app.
    pub(crate) fn keep(&self, app: &App, changes: Changes) {
        let mut keys = if changes.everything { app.keys() } else { changes.keys };
        if keys.is_empty() {
            return;
        }
        // The next ids are in it.
        keys.push(Key::App);
        keys.sort_unstable();
        keys.dedup();
        let records = keys.iter().map(|key| (json!(key).to_string(), app.record(key).map(|record| record.to_string())));
        let number = self.queued.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        let batch = Batch { number, app: app.id.clone(), replaces_all: changes.everything, records: records.collect() };
        if let Some(queue) = &self.queue {
            // A writer that has stopped has reported it.
            let _ = queue.send(Task::Write(batch));
        }
    }

    /// Waits until all queued changes are on disk; returns whether they are.
    pub(crate) async fn is_on_disk(&self) -> bool {
        let queued = self.queued.load(Ordering::SeqCst);
        let is_settled = |written: &Written| match written {
            Written::Until(number) => *number >= queued,
            Written::Failed => true,
        };
        let mut progress = self.written.clone();
        let settled = progress.wait_for(is_settled).await;
        settled.is_ok_and(|written| matches!(*written, Written::Until(_)))
    }

    /// Blocks until all queued changes are on disk, or cannot be.
    pub(crate) fn wait(&self) {
        let (done, is_done) = mpsc::channel();
        if let Some(queue) = &self.queue
            && queue.send(Task::Tell(done)).is_ok()
        {
            // In both cases there is nothing more to wait for.
            let _ = is_done.recv();
        }
    }
}

impl Drop for DataFile {
    /// Writes all queued changes, so that the file can be opened again at once.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(writer) = self.writer.take() {
            // It has nothing to report, not even a panic.
            let _ = writer.join();
        }
    }
}

fn explained(error: redb::Error) -> (io::ErrorKind, String) {
    match error {
        redb::Error::DatabaseAlreadyOpen => (io::ErrorKind::ResourceBusy, "is in use by another emulator".to_owned()),
        redb::Error::UpgradeRequired(_) | redb::Error::TableTypeMismatch { .. } | redb::Error::Corrupted(_) => {
            (io::ErrorKind::InvalidData, OTHER_FORMAT.to_owned())
        }
        redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            (io::ErrorKind::InvalidData, OTHER_FORMAT.to_owned())
        }
        redb::Error::Io(error) => (error.kind(), format!("cannot be used: {error}")),
        other => (io::ErrorKind::Other, format!("cannot be used: {other}")),
    }
}

const OTHER_FORMAT: &str = "is not a data file of this version of the emulator";

/// Marks a new file; an existing one must have the mark.
fn check_format(database: &Database) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    let is_new = transaction.list_tables()?.next().is_none();
    {
        let mut meta = transaction.open_table(META)?;
        if is_new {
            meta.insert(FORMAT, FORMAT_NUMBER)?;
        }
        let format = meta.get(FORMAT)?.map(|format| format.value());
        if format != Some(FORMAT_NUMBER) {
            return Err(redb::Error::Corrupted(OTHER_FORMAT.to_owned()));
        }
        transaction.open_table(RECORDS)?;
    }
    Ok(transaction.commit()?)
}

fn read_all(database: &Database) -> Result<Stored, redb::Error> {
    let mut stored = Stored::new();
    let transaction = database.begin_read()?;
    for entry in transaction.open_table(RECORDS)?.iter()? {
        let (place, record) = entry?;
        let (app, key) = place.value();
        let corrupted = |error: serde_json::Error| redb::Error::Corrupted(error.to_string());
        let key = serde_json::from_str(key).map_err(corrupted)?;
        let record = serde_json::from_str(record.value()).map_err(corrupted)?;
        stored.entry(app.to_owned()).or_default().push((key, record));
    }
    Ok(stored)
}

fn write(database: &Database, tasks: &Receiver<Task>, progress: &watch::Sender<Written>) {
    while let Ok(first) = tasks.recv() {
        let (mut batches, mut waiting) = (Vec::new(), Vec::new());
        for task in std::iter::once(first).chain(tasks.try_iter()) {
            match task {
                Task::Write(batch) => batches.push(batch),
                Task::Tell(done) => waiting.push(done),
            }
        }
        if let Some(last) = batches.iter().map(|batch| batch.number).max() {
            if write_together(database, &batches).is_err() {
                progress.send_replace(Written::Failed);
                return;
            }
            progress.send_replace(Written::Until(last));
        }
        for done in waiting {
            // Nobody may be waiting any more.
            let _ = done.send(());
        }
    }
}

/// One transaction, on disk when this returns.
fn write_together(database: &Database, batches: &[Batch]) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(RECORDS)?;
        for batch in batches {
            write_one(&mut table, batch)?;
        }
    }
    Ok(transaction.commit()?)
}

fn write_one(table: &mut Table<'_, Place<'_>, &str>, batch: &Batch) -> Result<(), redb::Error> {
    let app = batch.app.as_str();
    if batch.replaces_all {
        table.retain_in((app, "")..(app, END_OF_KEYS), |_, _| false)?;
    }
    for (key, record) in &batch.records {
        let place = (app, key.as_str());
        match record {
            Some(record) => drop(table.insert(place, record.as_str())?),
            None => drop(table.remove(place)?),
        }
    }
    Ok(())
}
