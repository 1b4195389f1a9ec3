//! A crate outside the workspace, as a user has one.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::workspace;

/// A crate of its own, built offline with the workspace's lock file, so that nothing is fetched.
#[derive(Debug)]
pub struct Outside {
    folder: PathBuf,
    target: PathBuf,
}

impl Outside {
    /// An empty crate of this name in `tmp`, a folder for tests inside cargo's target folder; `manifest` goes on after
    /// `[workspace]`. Profiles and target folder are the workspace's, so that what the workspace has compiled with the same
    /// features is not compiled again.
    #[must_use]
    pub fn new(tmp: &str, name: &str, manifest: &str) -> Self {
        let tmp = Path::new(tmp);
        let folder = tmp.join("outside").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let target = tmp.parent().unwrap_or(tmp).to_owned();
        let outside = Self { folder, target };
        let package =
            format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n");
        outside.write("Cargo.toml", &format!("{package}\n[workspace]\n\n{manifest}\n{}", profiles()));
        std::fs::copy(workspace().join("Cargo.lock"), outside.path("Cargo.lock")).unwrap();
        outside
    }

    /// A path in the crate.
    #[must_use]
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Writes a file of the crate.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The program that the crate was built to.
    #[must_use]
    pub fn command(&self) -> Command {
        Command::new(self.target.join("debug").join(self.folder.file_name().unwrap()))
    }

    /// Runs cargo in the crate.
    #[must_use]
    pub fn cargo(&self, arguments: &[&str]) -> Output {
        self.cargo_with(&[], arguments)
    }

    /// Runs cargo in the crate, with variables of the environment.
    #[must_use]
    pub fn cargo_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = cargo(&self.folder, &self.target);
        command.envs(variables.iter().copied()).args(arguments).output().unwrap()
    }

    /// Builds the crate, which must succeed.
    ///
    /// # Panics
    /// With the compiler's words when it does not.
    pub fn build(&self) {
        let _ = self.build_warned();
    }

    /// Returns the tree of the dependencies.
    ///
    /// # Panics
    /// When cargo fails.
    #[must_use]
    pub fn tree(&self) -> String {
        let output = self.cargo(&["tree", "--offline", "--edges", "normal,build"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Builds the crate, which must succeed; returns the compiler's words.
    ///
    /// # Panics
    /// When it does not build.
    #[must_use]
    pub fn build_warned(&self) -> String {
        let output = self.cargo(&["build", "--offline"]);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words}");
        words
    }

    /// Builds the crate, which must fail; returns the compiler's words.
    ///
    /// # Panics
    /// When it builds.
    #[must_use]
    pub fn build_fails(&self) -> String {
        let output = self.cargo(&["build", "--offline"]);
        assert!(!output.status.success(), "it builds");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// The profiles, which end the workspace's manifest.
fn profiles() -> String {
    let manifest = std::fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let start = manifest.find("[profile.").expect("a profile");
    manifest[start..].to_owned()
}

/// Runs cargo in a folder, without the settings of the cargo that runs the tests.
fn cargo(folder: &Path, target: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let of_cargo = name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR");
        if of_cargo || name == "RUSTFLAGS" {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).env("CARGO_TARGET_DIR", target);
    // As when the workspace is tested.
    command.env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", "0");
    command
}
