//! Stores fingerprints in an append-only file, so that no crash damages it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::spawn_blocking;

use super::fingerprint_store::FingerprintStore;
use super::user_fingerprint::UserFingerprint;
use crate::api::UserId;
use crate::facade::replace_file::replace_file;
use crate::hash::sha256;
use talkjs_runtime::{BoxError, BoxFuture};

/// The header of every such file; the digit is the version of the format.
const HEAD: &[u8] = b"talkjs fingerprints 1\n";
/// The bytes of a record: a hash of the id, the fingerprint, a checksum.
const RECORD: usize = 36;
/// A file with fewer records is never compacted.
const FEW: usize = 1_000;

/// Stores fingerprints of users in a file: 36 bytes for each change of a user, and no ids.
///
/// It needs 32 bytes for each user in memory, about 60 with the overhead of the table: 6 MB for 100,000 users. Opening
/// reads the whole file, and compacts it if more than half of it is outdated. Clones share the file.
///
/// A file belongs to one process at a time. If workers in several processes share the users among them, each needs its
/// own file.
///
/// ```no_run
/// # fn open() -> std::io::Result<()> {
/// let fingerprints = talkjs_client::FingerprintFile::open("users.fingerprints")?;
/// println!("{} users are in TalkJS", fingerprints.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FingerprintFile(Arc<Mutex<Inner>>);

struct Inner {
    path: PathBuf,
    file: File,
    /// The expected length of the file, if no other process writes to it.
    length: u64,
    known: HashMap<UserFingerprint, UserFingerprint>,
}

impl FingerprintFile {
    /// Opens the file, or creates it if it does not exist. This blocks the thread while it reads.
    ///
    /// An incomplete record at the end, from a crash, is removed.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidData`] if it is not such a file, or if it is damaged in the middle. In the latter case
    /// delete it: the next run writes all users again. Otherwise the error of the file system.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path)?;
        let Contents { known, records, length } = read(&file)?;
        if length == 0 {
            file.set_len(0)?;
            file.write_all(HEAD)?;
        } else {
            file.set_len(length)?;
        }
        if records > FEW.max(known.len().saturating_mul(2)) {
            file = written_anew(&path, &known)?;
        }
        let length = file.metadata()?.len();
        Ok(Self(Arc::new(Mutex::new(Inner { path, file, length, known }))))
    }

    /// Returns the number of users that have a fingerprint.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).known.len()
    }

    /// Returns whether no user has a fingerprint.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for FingerprintFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FingerprintFile").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl FingerprintStore for FingerprintFile {
    fn load<'s>(&'s self, ids: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = ids.iter().filter_map(|id| Some((id.clone(), *inner.known.get(&UserFingerprint::of_id(id))?)));
        let found = found.collect();
        Box::pin(async move { Ok(found) })
    }

    fn save<'s>(&'s self, changes: &'s [(UserId, Option<UserFingerprint>)]) -> BoxFuture<'s, Result<(), BoxError>> {
        let changes: Vec<_> = changes.iter().map(|(id, change)| (UserFingerprint::of_id(id), *change)).collect();
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            spawn_blocking(move || inner.lock().unwrap_or_else(PoisonError::into_inner).save(&changes)).await??;
            Ok(())
        })
    }
}

impl Inner {
    fn save(&mut self, changes: &[(UserFingerprint, Option<UserFingerprint>)]) -> io::Result<()> {
        self.check_owner()?;
        let records: Vec<u8> = changes.iter().flat_map(|(id, change)| record(*id, *change)).collect();
        self.file.write_all(&records)?;
        // Records that are lost in a power failure are only written again, but removals have to be durable.
        if changes.iter().any(|(_, change)| change.is_none()) {
            self.file.sync_data()?;
        }
        self.length = self.length.saturating_add(records.len() as u64);
        for (id, change) in changes {
            apply(&mut self.known, *id, *change);
        }
        Ok(())
    }

    /// Detects another process that writes to the file, whose fingerprints this one does not have.
    fn check_owner(&self) -> io::Result<()> {
        if self.file.metadata()?.len() == self.length {
            return Ok(());
        }
        let sentence =
            format!("another process writes to `{}`; use a separate file for each process", self.path.display());
        Err(io::Error::new(io::ErrorKind::ResourceBusy, sentence))
    }
}

/// The contents of a file.
struct Contents {
    known: HashMap<UserFingerprint, UserFingerprint>,
    records: usize,
    /// The end of the last valid record.
    length: u64,
}

fn read(file: &File) -> io::Result<Contents> {
    let mut reader = BufReader::new(file);
    let mut head = Vec::new();
    reader.by_ref().take(HEAD.len() as u64).read_to_end(&mut head)?;
    if !HEAD.starts_with(&head) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a file of fingerprints"));
    }
    let mut contents = Contents { known: HashMap::new(), records: 0, length: 0 };
    if head.len() < HEAD.len() {
        return Ok(contents);
    }
    contents.length = HEAD.len() as u64;
    let (mut bytes, mut is_cut_off) = ([0; RECORD], false);
    while reader.read_exact(&mut bytes).is_ok() {
        match parsed(&bytes) {
            Some(_) if is_cut_off => {
                let sentence = format!(
                    "damaged at byte {}; delete the file, and the next run writes all users again",
                    contents.length
                );
                return Err(io::Error::new(io::ErrorKind::InvalidData, sentence));
            }
            Some((id, change)) => {
                apply(&mut contents.known, id, change);
                contents.records = contents.records.saturating_add(1);
                contents.length = contents.length.saturating_add(RECORD as u64);
            }
            None => is_cut_off = true,
        }
    }
    Ok(contents)
}

fn apply(known: &mut HashMap<UserFingerprint, UserFingerprint>, id: UserFingerprint, change: Option<UserFingerprint>) {
    match change {
        Some(fingerprint) => drop(known.insert(id, fingerprint)),
        None => drop(known.remove(&id)),
    }
}

/// Writes a file without outdated records, and replaces the old one.
fn written_anew(path: &Path, known: &HashMap<UserFingerprint, UserFingerprint>) -> io::Result<File> {
    replace_file(path, |file| {
        file.write_all(HEAD)?;
        known.iter().try_for_each(|(id, fingerprint)| file.write_all(&record(*id, Some(*fingerprint))))
    })?;
    OpenOptions::new().append(true).open(path)
}

/// The bytes of a change. A user whose fingerprint is removed has a fingerprint of zeros, which no user has.
fn record(id: UserFingerprint, change: Option<UserFingerprint>) -> [u8; RECORD] {
    let fingerprint = change.map_or([0; 16], UserFingerprint::to_bytes);
    let content = id.to_bytes().into_iter().chain(fingerprint);
    let checksum = sha256(content.clone().collect::<Vec<_>>());
    let mut record = [0; RECORD];
    record.iter_mut().zip(content.chain(checksum)).for_each(|(byte, value)| *byte = value);
    record
}

/// Reads a record, if it is complete.
fn parsed(bytes: &[u8; RECORD]) -> Option<(UserFingerprint, Option<UserFingerprint>)> {
    let id = UserFingerprint::from_bytes(*bytes.first_chunk()?);
    let fingerprint: [u8; 16] = *bytes.get(16..)?.first_chunk()?;
    let change = (fingerprint != [0; 16]).then_some(UserFingerprint::from_bytes(fingerprint));
    (record(id, change) == *bytes).then_some((id, change))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn path(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("talkjs-fingerprints-{}-{name}", std::process::id()));
        let _ = fs::remove_file(&path);
        path
    }

    fn fingerprint(byte: u8) -> UserFingerprint {
        UserFingerprint::from_bytes([byte; 16])
    }

    async fn save(file: &FingerprintFile, id: &str, change: Option<u8>) {
        file.save(&[(id.into(), change.map(fingerprint))]).await.unwrap();
    }

    async fn load(file: &FingerprintFile, id: &str) -> Option<UserFingerprint> {
        file.load(&[id.into()]).await.unwrap().remove(&UserId::from(id))
    }

    #[tokio::test]
    async fn what_is_stored_and_what_is_forgotten_outlives_the_process() {
        let path = path("outlives");
        let file = FingerprintFile::open(&path).unwrap();
        save(&file, "a", Some(1)).await;
        save(&file, "a", Some(2)).await;
        save(&file, "b", Some(3)).await;
        save(&file, "b", None).await;
        drop(file);
        let file = FingerprintFile::open(&path).unwrap();
        assert_eq!((load(&file, "a").await, load(&file, "b").await, file.len()), (Some(fingerprint(2)), None, 1));
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.len(), HEAD.len() + 4 * RECORD);
        fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_cut_off_anywhere_keeps_its_whole_records() {
        let path = path("cut");
        let file = FingerprintFile::open(&path).unwrap();
        save(&file, "a", Some(1)).await;
        save(&file, "b", Some(2)).await;
        drop(file);
        let bytes = fs::read(&path).unwrap();
        for length in 0..=bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            let file = FingerprintFile::open(&path).unwrap();
            assert_eq!(file.len(), length.saturating_sub(HEAD.len()) / RECORD, "{length} bytes");
            save(&file, "c", Some(3)).await;
            drop(file);
            assert_eq!(load(&FingerprintFile::open(&path).unwrap(), "c").await, Some(fingerprint(3)));
        }
        fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn damage_in_the_middle_and_other_files_are_rejected() {
        let path = path("damage");
        let file = FingerprintFile::open(&path).unwrap();
        save(&file, "a", Some(1)).await;
        save(&file, "b", Some(2)).await;
        let mut bytes = fs::read(&path).unwrap();
        bytes[HEAD.len() + 3] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let error = FingerprintFile::open(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(error.to_string().starts_with("damaged at byte 22; "), "{error}");
        fs::write(&path, "something else that is long enough").unwrap();
        assert_eq!(FingerprintFile::open(&path).unwrap_err().kind(), io::ErrorKind::InvalidData);
        fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn another_process_that_writes_to_the_file_is_noticed() {
        let path = path("shared");
        let (one, other) = (FingerprintFile::open(&path).unwrap(), FingerprintFile::open(&path).unwrap());
        save(&one, "a", Some(1)).await;
        let error = other.save(&[("b".into(), Some(fingerprint(2)))]).await.unwrap_err();
        assert!(error.to_string().starts_with("another process writes to "), "{error}");
        fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_mostly_outdated_is_written_anew() {
        let path = path("anew");
        let file = FingerprintFile::open(&path).unwrap();
        for round in 0..11 {
            let changes: Vec<_> =
                (0..100).map(|number| (UserId::from(format!("u{number}")), Some(fingerprint(round + 1)))).collect();
            file.save(&changes).await.unwrap();
        }
        drop(file);
        let file = FingerprintFile::open(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), (HEAD.len() + 100 * RECORD) as u64);
        assert_eq!((file.len(), load(&file, "u7").await), (100, Some(fingerprint(11))));
        save(&file, "u7", Some(9)).await;
        drop(file);
        assert_eq!(load(&FingerprintFile::open(&path).unwrap(), "u7").await, Some(fingerprint(9)));
        fs::remove_file(path).unwrap();
    }
}
