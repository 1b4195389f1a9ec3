//! Measures talkjs-rs beside its peers: `cargo run --release` runs every section, `cargo run --release -- NAME…` some.
//!
//! Each section replaces its part of `results.json`, from which `RESULTS.md` is written; what was not
//! run stays as it was measured before, with its date. `cargo run --release -- report` runs nothing and writes the page.

mod build;
mod calls;
mod cargo;
mod check;
mod code;
mod cut;
mod flow;
mod generator;
mod generators;
mod large;
mod loopback;
mod machine;
mod measure;
mod outside;
mod payload;
mod peers;
mod regenerate;
mod report;
mod repository;
mod revisions;
mod settings;
mod size;
mod summary;
mod synthetic;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use report::{Results, Section};
use settings::settings;

/// The sections in the order of the report: a name for the command line, and what measures it.
const SECTIONS: &[(&str, fn() -> Section)] = &[
    ("build", build::section),
    ("regenerate", regenerate::section),
    ("generator", generator::section),
    ("code", code::section),
    ("large", large::section),
    ("calls", calls::section),
    ("check", check::section),
    ("size", size::section),
    ("flow", flow::section),
    ("payload", payload::section),
    ("revisions", revisions::section),
    ("repository", repository::section),
];

/// Not a section: writes the page of what is there.
const REPORT: &str = "report";

fn main() -> ExitCode {
    let asked = &settings().sections;
    let names = || SECTIONS.iter().map(|(name, _)| *name);
    if let Some(unknown) = asked.iter().find(|name| *name != REPORT && !names().any(|known| known == *name)) {
        eprintln!("no section `{unknown}`; there are: {}, {REPORT}", names().collect::<Vec<_>>().join(", "));
        return ExitCode::from(2);
    }
    let mut results = Results::load(&home().join("results.json"));
    if asked.iter().any(|name| name == REPORT) {
        results.save(&home(), names());
    }
    for (name, section) in SECTIONS.iter().filter(|(name, _)| asked.is_empty() || asked.iter().any(|it| it == name)) {
        eprintln!("# {name}");
        results.put(name, section());
        if settings().cases.is_empty() {
            results.save(&home(), names());
        } else {
            results.print(name);
        }
    }
    ExitCode::SUCCESS
}

/// The folder of the benchmarks.
fn home() -> PathBuf {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    home.canonicalize().expect("the folder this was built from")
}
