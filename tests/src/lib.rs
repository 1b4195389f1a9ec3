//! What the tests of this package share: files beside them, golden files, crates outside the workspace, the measuring of whole
//! descriptions, and conversations through a proxy that breaks requests.

pub mod calls;
mod checked;
pub mod corpus;
pub mod faults;
mod listing;
mod outside;
pub mod random;
pub mod semver;
pub mod synthesis;
pub mod synthetic;
mod webhook;

/// The README's examples compile, and those that can run here do.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// A page of the client's guide that needs the crate `talkjs-redis`.
#[cfg(doctest)]
#[doc = include_str!("../../talkjs-client/src/guide/many_processes.md")]
struct ManyProcesses;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

pub use crate::checked::Checked;
pub use crate::listing::{listing, type_name};
pub use crate::outside::Outside;
pub use crate::webhook::next_webhook;

/// The workspace's folder.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap()
}

/// A cargo that runs in the workspace.
#[must_use]
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    command
}

/// Everything that cargo knows of the workspace and its dependencies on this platform, as only those are sure to be
/// on this machine.
#[must_use]
pub fn metadata() -> Value {
    let rustc = Command::new("rustc").args(["--print", "host-tuple"]).output().unwrap();
    let host = String::from_utf8(rustc.stdout).unwrap();
    let mut command = cargo();
    let command = command.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    let output = command.args(["--filter-platform", host.trim()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The files of a folder of this package with one of the endings, sorted.
#[must_use]
pub fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let ends = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| endings.contains(&ending))
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(ends).collect();
    files.sort();
    files
}

/// Compares with the golden file beside `file`; says what differs. With `UPDATE_GOLDENS=1`, writes it.
#[must_use]
pub fn golden(file: &Path, ending: &str, actual: &str) -> Option<String> {
    let golden = file.with_extension(ending);
    let actual = format!("{}\n", actual.trim_end());
    if std::env::var_os("UPDATE_GOLDENS").is_some_and(|value| value == "1") {
        std::fs::write(&golden, actual).unwrap();
        return None;
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    (expected != actual).then(|| {
        let name = golden.file_name().unwrap_or_default().to_string_lossy();
        format!("== {name}\n-- expected\n{expected}-- found\n{actual}")
    })
}
