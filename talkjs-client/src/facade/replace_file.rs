//! Replacing a file as a whole, so that neither a crash nor a power cut leaves a part of it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a file beside the old one and puts it in its place. When this returns, the disk has it.
pub(super) fn replace_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let mut writer = BufWriter::new(File::create(&new)?);
    write(&mut writer)?;
    writer.into_inner()?.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path)
}

/// Makes the new name durable. Only Unix lets a folder be opened for that.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
