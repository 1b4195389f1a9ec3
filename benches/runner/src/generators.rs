//! The programs under `benches/generators`: one process for each generator, so that what it takes is its own.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{cargo, measured};
use crate::home;
use crate::measure::{Cost, attempt, run};

/// One of the programs; its folder's name.
pub const OURS: &str = "ours";
pub const PROGENITOR: &str = "progenitor";
pub const OPENAPI_TO_RUST: &str = "openapi-to-rust";
pub const PLOIDY: &str = "ploidy";

/// All of them, ours first.
pub const GENERATORS: &[&str] = &[OURS, PROGENITOR, OPENAPI_TO_RUST, PLOIDY];

/// A program that is ready to run.
pub struct Generator {
    pub name: &'static str,
    program: PathBuf,
}

impl Generator {
    /// Builds the program, optimised.
    pub fn built(name: &'static str) -> Self {
        Self::built_in(&home(), &measured("generators"), name)
    }

    /// The same of benchmarks in another folder.
    pub fn built_in(benches: &Path, target: &Path, name: &'static str) -> Self {
        let package = format!("generate-{name}");
        run(&mut cargo(benches, target, &["build", "--release", "--offline", "--package", &package]));
        Self { name, program: target.join("release").join(package) }
    }

    /// Makes code of a description; with a folder, writes it there, formatted. Answers why it could not.
    pub fn generate(&self, file: &Path, to: Option<&Path>) -> Result<Cost, String> {
        // A panic of the generator is a refusal; so is more than three minutes or 12 GB.
        let mut command = Command::new("timeout");
        command
            .args(["180", "prlimit", "--as=12000000000"])
            .arg(&self.program)
            .arg(file)
            .args(to)
            .env("RUST_BACKTRACE", "0");
        attempt(&mut command)
    }
}

/// How long code is.
#[derive(Clone, Copy, Default)]
pub struct Length {
    pub lines: usize,
    /// Those of the lines that are comments, as documentation is.
    pub comments: usize,
}

/// The length of all Rust files in a folder.
pub fn length(folder: &Path) -> Length {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries.map(|entry| entry.expect("an entry").path()).fold(Length::default(), |sum, path| {
        let length = match path.extension() {
            _ if path.is_dir() => length(&path),
            Some(extension) if extension == "rs" => length_of_file(&path),
            _ => Length::default(),
        };
        Length { lines: sum.lines + length.lines, comments: sum.comments + length.comments }
    })
}

/// Line by line, since this program holds no large file.
fn length_of_file(path: &Path) -> Length {
    let file = BufReader::new(File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())));
    file.lines().map(|line| line.expect("UTF-8")).fold(Length::default(), |sum, line| Length {
        lines: sum.lines + 1,
        comments: sum.comments + usize::from(line.trim_start().starts_with("//")),
    })
}
