//! What it costs to work on the repository itself.

use std::process::Command;

use crate::cargo::{cargo, measured, remove};
use crate::home;
use crate::machine::machine;
use crate::measure::{Cost, Noise, run};
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;

/// What is run, in an empty target folder, and the figure that is held against a goal in minutes.
struct Case {
    name: &'static str,
    command: fn() -> Command,
    what: &'static str,
    figure: fn(&Cost) -> f64,
    minutes: f64,
}

const CASES: &[Case] = &[
    Case {
        name: "cargo test --workspace",
        command: || cargo(&home().join(".."), &target(), &["test", "--workspace", "--locked"]),
        what: "CPU of `cargo test --workspace` from nothing, minutes",
        figure: |cost| cost.cpu,
        minutes: 6.0,
    },
    Case {
        name: ".ci/run",
        command: || {
            let mut command = Command::new("../.ci/run");
            command.current_dir(home()).env("CARGO_TARGET_DIR", target());
            command
        },
        what: "`.ci/run` from nothing, minutes by the clock",
        figure: |cost| cost.wall,
        minutes: 12.0,
    },
];

/// Runs both once.
pub fn section() -> Section {
    let mut noise = Noise::new();
    let mut rows = Vec::new();
    let mut targets = Vec::new();
    for case in CASES.iter().filter(|case| settings().wants(case.name)) {
        remove(&target());
        let cost = run(&mut (case.command)());
        noise.look();
        let figures = [cost.cpu / 60.0, cost.wall / 60.0].map(Some).to_vec();
        rows.push(Row { name: case.name.to_owned(), figures, note: None });
        let measured = (case.figure)(&cost) / 60.0;
        targets.push(Target { what: case.what.to_owned(), measured, goal: Goal::AtMost(case.minutes) });
    }
    remove(&target());
    Section {
        title: "Repository".to_owned(),
        how: "Into an empty target folder, everything downloaded; once.".to_owned(),
        machine: machine(&noise),
        tables: vec![Table {
            title: "From nothing".to_owned(),
            columns: ["CPU min", "wall min"].map(str::to_owned).to_vec(),
            rows,
            base: None,
            is_detail: false,
        }],
        targets,
    }
}

fn target() -> std::path::PathBuf {
    measured("repository")
}
