//! Measures talkjs-rs beside its peers: `cargo run --release` runs every section, `cargo run --release -- NAME…` some.
//!
//! Each section replaces its part of `results.json`, from which `RESULTS.md` is written; what was not
//! run stays as it was measured before, with its date.

mod calls;
mod flow;
mod loopback;
mod machine;
mod measure;
mod report;

use std::path::Path;
use std::process::ExitCode;

use report::{Results, Section};

/// The sections in the order of the report: a name for the command line, and what measures it.
const SECTIONS: &[(&str, fn() -> Section)] = &[("calls", calls::section), ("flow", flow::section)];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = asked.iter().find(|name| !SECTIONS.iter().any(|(known, _)| known == name)) {
        let known: Vec<_> = SECTIONS.iter().map(|(name, _)| *name).collect();
        eprintln!("no section `{unknown}`; there are: {}", known.join(", "));
        return ExitCode::from(2);
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut results = Results::load(&home.join("results.json"));
    for (name, section) in SECTIONS.iter().filter(|(name, _)| asked.is_empty() || asked.iter().any(|it| it == name)) {
        eprintln!("# {name}");
        results.put(name, section());
        results.save(&home, SECTIONS.iter().map(|(name, _)| *name));
    }
    ExitCode::SUCCESS
}
