//! Replaces a file atomically, so that neither a crash nor a power failure leaves an incomplete file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a new file and renames it over the old one. When this returns, it is durable.
pub(super) fn replace_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let mut writer = BufWriter::new(File::create(&new)?);
    write(&mut writer)?;
    writer.into_inner()?.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path)
}

/// Makes the rename durable. Only Unix allows opening a folder for that.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
