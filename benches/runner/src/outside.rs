//! Crates that are written for a measurement, outside of any workspace of ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{cargo, fetch, measured, remove};
use crate::home;
use crate::measure::{Cost, run};

/// A crate in the target folder.
pub struct Outside {
    pub folder: PathBuf,
    target: PathBuf,
}

impl Outside {
    /// A package with the lock file of the benchmarks; `manifest` goes on after `[package]`. What is compiled for it is
    /// shared by all crates of the `group`.
    pub fn new(group: &str, name: &str, manifest: &str) -> Self {
        let folder = measured(group).join(name);
        remove(&folder);
        let outside = Self { folder, target: measured(group).join("target") };
        outside.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n{manifest}\n"
            ),
        );
        outside.write("src/lib.rs", "");
        std::fs::copy(home().join("Cargo.lock"), outside.folder.join("Cargo.lock")).expect("our lock file");
        fetch(&outside.folder);
        outside
    }

    /// A crate that is there already.
    pub fn at(group: &str, folder: PathBuf) -> Self {
        fetch(&folder);
        Self { folder, target: measured(group).join("target") }
    }

    /// Writes a file of the crate.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        std::fs::create_dir_all(path.parent().expect("a file's folder")).expect("a folder to write to");
        std::fs::write(path, text).expect("a file to write to");
    }

    /// Makes a file of the crate look as if it had just been written.
    pub fn touch(&self, file: &str) {
        let path = self.folder.join(file);
        let text = std::fs::read(&path).expect("a file to write again");
        std::fs::write(&path, text).expect("a file to write to");
    }

    /// Runs cargo in the crate.
    pub fn cargo(&self, arguments: &[&str]) -> Cost {
        run(&mut self.command(arguments))
    }

    /// Cargo in the crate, to be run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(&self.folder, &self.target, arguments);
        command.arg("--offline");
        command
    }

    /// The file of an artefact.
    pub fn artefact(&self, path: impl AsRef<Path>) -> PathBuf {
        self.target.join(path)
    }
}

/// The dependencies of a crate that calls `api!`.
pub fn runtime() -> String {
    let folder = home().join("../talkjs-runtime");
    format!("[dependencies]\ntalkjs-runtime = {{ path = {folder:?}, features = [\"macros\"] }}\n")
}
