//! The contestants of `benches/calls` and the server that they call: built, started, and read.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The packages of `benches/calls` that are compared, by what is built in one go: packages of one go have the same features of
/// what they share. Other members of the workspace are compiled from what the runner writes.
const GOES: &[&[&str]] = &[
    &["server"],
    &["hand-written", "ours", "ours-on-hyper", "by-progenitor", "hyper-floor"],
    &["hand-written-h2", "ours-h2"],
    &["check"],
    &["one-hand-written"],
    &["one-ours"],
];

/// The binaries of `benches/calls`.
pub struct Contestants {
    folder: PathBuf,
}

impl Contestants {
    /// Builds those of these packages in release, and what is built in one go with them.
    pub fn build(packages: &[&str]) -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for go in GOES.iter().filter(|go| go.iter().any(|package| packages.contains(package))) {
            let built = Command::new("cargo")
                .args(["build", "--release", "--quiet"])
                .args(go.iter().flat_map(|package| ["--package", package]))
                .current_dir(&workspace)
                .status();
            assert!(built.is_ok_and(|status| status.success()), "{go:?} do not build");
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        Self { folder: target.join("release") }
    }

    /// Those in a folder, built by another.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Starts a server whose answers come after some milliseconds.
    pub fn server(&self, latency: u64) -> Server {
        let mut child = Command::new(self.folder.join("server"))
            .arg(latency.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut address).expect("an address");
        Server { child, address: address.trim().to_owned() }
    }

    /// The size of a contestant without its names, in MiB. None when `strip` is not installed.
    pub fn stripped(&self, name: &str) -> Option<f64> {
        let stripped = self.folder.join(format!("{name}-stripped"));
        let status = Command::new("strip").arg("-o").arg(&stripped).arg(self.folder.join(name)).status().ok()?;
        assert!(status.success(), "{name} cannot be stripped");
        Some(std::fs::metadata(&stripped).expect("the program").len() as f64 / (1024.0 * 1024.0))
    }

    /// A contestant's command.
    pub fn command(&self, name: &str) -> Command {
        Command::new(self.folder.join(name))
    }

    /// Runs a contestant; the figures that it prints.
    pub fn run(&self, name: &str, arguments: &[&str]) -> Value {
        let output = self.command(name).args(arguments).output().expect("a contestant");
        assert!(output.status.success(), "{name} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("a line of JSON")
    }

    /// The instructions of a contestant by callgrind; none when valgrind is not installed.
    pub fn instructions(&self, name: &str, arguments: &[&str]) -> Option<f64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(self.folder.join(name))
            .args(arguments)
            .output()
            .ok()?;
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name} {arguments:?}: {words}");
        words.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
    }
}

/// A server, until it is dropped.
pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
