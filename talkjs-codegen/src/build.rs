//! Writes generated code to a file: from `build.rs`, or to commit it.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::{Diagnostic, Kind, Options, Severity, Source, format, generate_parts};

/// Generates the code of a description in a `build.rs`. Requires the cargo feature `cli`.
///
/// It writes into the folder `OUT_DIR` that Cargo gives to build scripts, and tells Cargo to run the script again when a
/// file of the description changes. Warnings about the description become warnings of the build.
///
/// ```no_run
/// // In the function `main` of `build.rs`:
/// if let Err(error) = talkjs_codegen::Builder::new("spec/pets.yaml").write("pets.rs") {
///     panic!("{error}");
/// }
/// ```
///
/// The crate depends on `talkjs-runtime` and includes the file:
///
/// ```text
/// pub mod pets {
///     include!(concat!(env!("OUT_DIR"), "/pets.rs"));
/// }
/// ```
#[allow(clippy::needless_doctest_main, reason = "a build script is a program")]
#[derive(Clone, Debug)]
pub struct Builder {
    spec: String,
    options: Options,
    references: Vec<(String, String)>,
}

impl Builder {
    /// Reads the description at this path, from the folder of the crate's `Cargo.toml`.
    #[must_use]
    pub fn new(spec: impl Into<String>) -> Self {
        Self { spec: spec.into(), options: Options::default(), references: Vec::new() }
    }

    /// Sets the options.
    ///
    /// ```
    /// use talkjs_codegen::{Builder, Options};
    ///
    /// let only = vec!["tag:pets".to_owned()];
    /// let builder = Builder::new("spec/pets.yaml").options(Options { only, ..Options::default() });
    /// ```
    #[must_use]
    pub fn options(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// Reads references whose address begins with `url` from local files whose path begins with `path`.
    #[must_use]
    pub fn reference(mut self, url: impl Into<String>, path: impl Into<String>) -> Self {
        self.references.push((url.into(), path.into()));
        self
    }

    /// Writes the code to a file in `OUT_DIR`.
    ///
    /// # Errors
    /// [`BuildError`] outside of a build script, if the description cannot be read or has errors, or if the file cannot
    /// be written.
    pub fn write(&self, file: impl AsRef<Path>) -> Result<PathBuf, BuildError> {
        let folder = std::env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir)?;
        let path = Path::new(&folder).join(file);
        let source = open(&self.spec, &self.references)?;
        source.files().iter().for_each(|file| tell_cargo("rerun-if-changed", file.path()));
        let (code, found) = code(&source, &self.options, &format!("Generated from {}.", self.spec))
            .map_err(|found| BuildError::Description { messages: messages(&source, &found, Severity::Error) })?;
        for message in messages(&source, &found, Severity::Warning) {
            // Cargo accepts a single line only.
            tell_cargo("warning", message.lines().next().unwrap_or_default());
        }
        write_changed(&path, &code)
            .map_err(|error| BuildError::Write { path: path.clone(), reason: error.to_string() })?;
        Ok(path)
    }
}

/// The reasons why no code was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// `OUT_DIR` is not set; Cargo sets it for build scripts only.
    NoOutDir,
    /// The description cannot be read.
    Unreadable {
        /// The path of the description.
        spec: String,
        /// The reason.
        reason: String,
    },
    /// The description has errors.
    Description {
        /// The messages, each with its place and what to do.
        messages: Vec<String>,
    },
    /// The file cannot be written.
    Write {
        /// The path of the file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOutDir => f.write_str("`OUT_DIR` is not set; call this in a build script"),
            Self::Unreadable { spec, reason } => {
                write!(f, "{spec}: {}", Kind::Unreadable { reason: reason.clone() })
            }
            Self::Description { messages } => f.write_str(&messages.join("\n\n")),
            Self::Write { path, reason } => write!(f, "{} cannot be written: {reason}", path.display()),
        }
    }
}

impl std::error::Error for BuildError {}

/// Reads a description, and what it refers to, from the file system.
///
/// # Errors
/// [`BuildError::Unreadable`].
pub fn open(spec: &str, references: &[(String, String)]) -> Result<Source, BuildError> {
    Source::open_with_copies(spec, references, |path| std::fs::read_to_string(path))
        .map_err(|error| BuildError::Unreadable { spec: spec.to_owned(), reason: error.to_string() })
}

/// The code of a description as a file: formatted, with a first line that names its source.
///
/// # Errors
/// The same as [`generate`](crate::generate).
pub fn code(source: &Source, options: &Options, origin: &str) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (code, found) = formatted(source, options)?;
    Ok((format!("// {origin}\n\n{code}"), found))
}

/// The code of a description, formatted. It is formatted in parts: all tokens with their syntax trees would take many
/// times as much memory as the text.
///
/// ```
/// use talkjs_codegen::{Options, Source, build};
///
/// let text = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n";
/// let source = Source::new("pets.yaml", text);
/// let (code, _) = build::formatted(&source, &Options::default()).expect("a description without mistakes");
/// assert!(code.contains("pub struct Client"));
/// ```
///
/// # Errors
/// The same as [`generate`](crate::generate).
pub fn formatted(source: &Source, options: &Options) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut code = String::new();
    let found = generate_parts(source, options, &mut |part| code.push_str(&format(&part)))?;
    Ok((code, found))
}

/// Cargo reads messages from the standard output of build scripts.
#[allow(clippy::print_stdout, reason = "it is the only way")]
fn tell_cargo(key: &str, value: &str) {
    println!("cargo::{key}={value}");
}

fn messages(source: &Source, found: &[Diagnostic], severity: Severity) -> Vec<String> {
    found.iter().filter(|found| found.severity == severity).map(|found| found.render(source)).collect()
}

/// A file that already has this text is not written, so that Cargo does not build again because of its modification
/// time.
fn write_changed(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    std::fs::write(path, text)
}
