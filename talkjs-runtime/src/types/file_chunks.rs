//! A file as a stream.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::boxed::BoxError;
use crate::request::body_error::BodyError;

/// The size of a chunk, in bytes.
const CHUNK: usize = 256 * 1024;

/// The length of a file in bytes.
pub(crate) async fn length(path: PathBuf) -> io::Result<u64> {
    let length = blocking(move || length_of(&path))?;
    length.await.map_err(io::Error::other)?
}

fn length_of(path: &Path) -> io::Result<u64> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_file() { Ok(metadata.len()) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file")) }
}

/// The chunks of a file that is opened when the first one is requested. Its length must not have changed.
pub(crate) struct FileChunks {
    length: u64,
    step: Step,
}

enum Step {
    Open(PathBuf),
    Read(File),
    Wait(JoinHandle<Result<(File, Bytes), BoxError>>),
    Ended,
}

impl FileChunks {
    pub(crate) fn new(path: PathBuf, length: u64) -> Self {
        Self { length, step: Step::Open(path) }
    }
}

impl Stream for FileChunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let length = self.length;
        loop {
            self.step = match std::mem::replace(&mut self.step, Step::Ended) {
                Step::Open(path) => Step::Wait(blocking(move || read(open(&path, length)?))?),
                Step::Read(file) => Step::Wait(blocking(move || read(file))?),
                Step::Wait(mut chunk) => match Pin::new(&mut chunk).poll(context) {
                    Poll::Pending => {
                        self.step = Step::Wait(chunk);
                        return Poll::Pending;
                    }
                    Poll::Ready(chunk) => {
                        let (file, chunk) = chunk??;
                        if chunk.is_empty() {
                            return Poll::Ready(None);
                        }
                        self.step = Step::Read(file);
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                },
                Step::Ended => return Poll::Ready(None),
            }
        }
    }
}

fn open(path: &Path, length: u64) -> Result<File, BoxError> {
    let file = File::open(path)?;
    let found = file.metadata()?.len();
    match found.cmp(&length) {
        std::cmp::Ordering::Less => Err(BodyError::TooShort { length, found }.into()),
        std::cmp::Ordering::Equal => Ok(file),
        std::cmp::Ordering::Greater => Err(BodyError::TooLong { length, found }.into()),
    }
}

/// Reads the next chunk, which is empty at the end.
fn read(mut file: File) -> Result<(File, Bytes), BoxError> {
    let mut chunk = Vec::with_capacity(CHUNK);
    file.by_ref().take(u64::try_from(CHUNK)?).read_to_end(&mut chunk)?;
    Ok((file, chunk.into()))
}

/// Runs a blocking function on a thread for blocking work.
fn blocking<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
    // Without this check, tokio panics outside of a runtime.
    Ok(Handle::try_current().map_err(io::Error::other)?.spawn_blocking(run))
}
