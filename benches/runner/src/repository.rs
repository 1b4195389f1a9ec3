//! What it costs to work on the repository itself.

use std::process::Command;

use crate::cargo::{cargo, measured, remove};
use crate::home;
use crate::machine::machine;
use crate::measure::{Noise, finish};
use crate::report::{Goal, Row, Section, Table, Target};
use crate::revisions::Revision;
use crate::settings::settings;

const TESTS: &str = "cargo test --workspace";
const TESTS_BEFORE: &str = "before the redesign";
const CI: &str = ".ci/run";
/// Columns of the table.
const CPU: usize = 0;
const WALL: usize = 1;

/// Runs each once, in an empty target folder.
pub fn section() -> Section {
    let mut noise = Noise::new();
    let cases: [(&str, fn() -> Command); 3] = [(TESTS_BEFORE, tests_before), (TESTS, tests), (CI, ci)];
    let mut rows = Vec::new();
    for (name, command) in cases.into_iter().filter(|(name, _)| settings().wants(name)) {
        eprintln!("{name}");
        remove(&target());
        let (cost, failure) = finish(&mut command());
        noise.look();
        eprintln!("{:.1} CPU min, {:.1} min", cost.cpu / 60.0, cost.wall / 60.0);
        let figures = [cost.cpu / 60.0, cost.wall / 60.0].map(Some).to_vec();
        let note = failure.map(|words| {
            eprintln!("{words}");
            "ended with a failure".to_owned()
        });
        rows.push(Row { name: name.to_owned(), figures, note });
    }
    remove(&target());
    Section {
        title: "Repository".to_owned(),
        how:
            "Into an empty target folder, everything downloaded; once. Before the redesign there were fewer crates and \
              tests."
                .to_owned(),
        machine: machine(&noise),
        targets: targets(&rows),
        tables: vec![Table {
            title: "From nothing".to_owned(),
            columns: ["CPU min", "wall min"].map(str::to_owned).to_vec(),
            rows,
            base: None,
            is_detail: false,
        }],
    }
}

fn targets(rows: &[Row]) -> Vec<Target> {
    let of = |name: &str, column: usize| rows.iter().find(|row| row.name == name).and_then(|row| row.figures[column]);
    let tests = of(TESTS, CPU).zip(of(TESTS_BEFORE, CPU)).map(|(now, before)| Target {
        what: "CPU of `cargo test --workspace` from nothing: now / before the redesign".to_owned(),
        measured: now / before,
        goal: Goal::AtMost(0.5),
    });
    let ci = of(CI, WALL).map(|minutes| Target {
        what: "`.ci/run` from nothing, minutes by the clock".to_owned(),
        measured: minutes,
        goal: Goal::AtMost(12.0),
    });
    tests.into_iter().chain(ci).collect()
}

fn tests_before() -> Command {
    cargo(Revision::before().root(), &target(), &["test", "--workspace", "--locked", "--no-fail-fast"])
}

fn tests() -> Command {
    cargo(&home().join(".."), &target(), &["test", "--workspace", "--locked"])
}

fn ci() -> Command {
    let mut command = Command::new("../.ci/run");
    command.current_dir(home()).env("CARGO_TARGET_DIR", target());
    command
}

fn target() -> std::path::PathBuf {
    measured("repository")
}
