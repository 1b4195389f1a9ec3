//! Runs cargo for what is measured.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::home;
use crate::measure::{Cost, run};

/// What a clean build of a package took.
pub struct CleanBuild {
    pub cost: Cost,
    /// Crates of the registry or of ours that were compiled for it.
    pub crates: usize,
    /// Seconds that it would take with any number of processors.
    pub critical_path: f64,
}

/// A folder in the target folder, for what is measured.
pub fn measured(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| home().join("target"), PathBuf::from);
    target.join("measured").join(name)
}

/// Removes a folder, if it is there.
pub fn remove(folder: &Path) {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{}: {error}", folder.display()),
        _ => {}
    }
}

/// Cargo in a folder, with a target folder, and with nothing of the cargo that has started us.
pub fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(folder).env("CARGO_TARGET_DIR", target).args(arguments);
    for name in ["CARGO_INCREMENTAL", "CARGO_BUILD_JOBS", "CARGO_MANIFEST_DIR", "RUSTFLAGS"] {
        command.env_remove(name);
    }
    command
}

/// Downloads what the workspace in a folder needs.
pub fn fetch(folder: &Path) {
    run(&mut cargo(folder, &measured("fetch"), &["fetch"]));
}

/// Builds a member of the benchmarks in a folder and everything below it; `mode` is `check` or `build`. Nothing is built
/// incrementally, as nothing is that comes from a registry; here ours comes from its folder.
pub fn clean(benches: &Path, mode: &str, package: &str) -> CleanBuild {
    let target = measured("clean");
    remove(&target);
    let arguments = [mode, "--offline", "--timings", "--package", package];
    let cost = run(cargo(benches, &target, &arguments).env("CARGO_INCREMENTAL", "0"));
    let units = timings(&target);
    let crates: BTreeSet<_> = units.iter().map(|unit| (&unit.name, &unit.version)).collect();
    let critical_path = Durations::new(&units).longest(&tree(benches, package));
    remove(&target);
    CleanBuild { cost, crates: crates.len() - 1, critical_path }
}

/// One thing that cargo did, by its own report.
#[derive(Deserialize)]
struct Unit {
    name: String,
    version: String,
    target: String,
    duration: f64,
    sections: Option<Vec<(String, Span)>>,
}

#[derive(Deserialize)]
struct Span {
    end: f64,
}

fn timings(target: &Path) -> Vec<Unit> {
    let report = std::fs::read_to_string(target.join("cargo-timings/cargo-timing.html")).expect("a report of cargo");
    let (_, data) = report.split_once("UNIT_DATA = ").expect("the report's data");
    let mut data = serde_json::Deserializer::from_str(data).into_iter();
    data.next().expect("a list").expect("units as we know them")
}

/// How long a package takes.
#[derive(Default)]
struct Times {
    /// To build and run its build script.
    script: f64,
    /// Until those who need its types can go on.
    types: f64,
    /// Until its code is there.
    code: f64,
}

struct Durations<'u> {
    times: BTreeMap<(&'u str, &'u str), Times>,
}

impl<'u> Durations<'u> {
    fn new(units: &'u [Unit]) -> Self {
        let mut times: BTreeMap<_, Times> = BTreeMap::new();
        for unit in units {
            let times = times.entry((unit.name.as_str(), unit.version.as_str())).or_default();
            if unit.target.contains("build-script") {
                times.script += unit.duration;
                continue;
            }
            let frontend = unit.sections.iter().flatten().find(|(name, _)| name == "frontend");
            times.types = times.types.max(frontend.map_or(unit.duration, |(_, span)| span.end));
            times.code = times.code.max(unit.duration);
        }
        Self { times }
    }

    /// The longest way from a leaf to the package; build scripts count as if they waited for all dependencies.
    fn longest(&self, packages: &[Package]) -> f64 {
        let mut ends: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        self.end(packages, 0, &mut ends).1
    }

    fn end(&self, packages: &[Package], index: usize, ends: &mut BTreeMap<usize, (f64, f64)>) -> (f64, f64) {
        if let Some(known) = ends.get(&index) {
            return *known;
        }
        let package = &packages[index];
        let start = package.needs.iter().fold(0.0, |latest, need| {
            let (types, code) = self.end(packages, *need, ends);
            f64::max(latest, if packages[*need].is_macro { code } else { types })
        });
        let end = self.times.get(&(package.name.as_str(), package.version.as_str())).map_or((start, start), |times| {
            let start = start + times.script;
            (start + times.types, start + times.code)
        });
        ends.insert(index, end);
        end
    }
}

struct Package {
    name: String,
    version: String,
    is_macro: bool,
    needs: Vec<usize>,
}

/// The packages that a package needs to be built on this machine; itself first.
fn tree(benches: &Path, package: &str) -> Vec<Package> {
    let arguments = ["tree", "--offline", "--edges", "normal,build", "--prefix", "depth", "--package", package];
    let output = cargo(benches, &measured("tree"), &arguments).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut packages: Vec<Package> = Vec::new();
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut above: Vec<usize> = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(depth) = line[..digits].parse::<usize>() else { continue };
        let mut words = line[digits..].split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let version = version.trim_start_matches('v');
        let index = *known.entry((name.to_owned(), version.to_owned())).or_insert_with(|| {
            let is_macro = line.contains("(proc-macro)");
            packages.push(Package { name: name.to_owned(), version: version.to_owned(), is_macro, needs: Vec::new() });
            packages.len() - 1
        });
        above.truncate(depth);
        if let Some(parent) = above.last() {
            packages[*parent].needs.push(index);
        }
        above.push(index);
    }
    packages
}
