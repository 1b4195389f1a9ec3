//! The revision before the redesign beside the committed one, in the same run.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::calls::{OPERATIONS, allocations, instructions};
use crate::cargo::{cargo, clean, fetch, measured, remove};
use crate::generators::{Generator, OURS};
use crate::home;
use crate::loopback::Contestants;
use crate::machine::machine;
use crate::measure::{Noise, median, rounds, run};
use crate::regenerate::with_property_in_yaml;
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;

const GROUP: &str = "revisions";
/// The last revision whose runtime was a part of talkjs-client.
const BEFORE: &str = "58e1f8678b813869078baceb9ff3cfdc6386f947";
const SLOWER_AT_MOST: f64 = 1.03;

/// A revision of the repository, in a folder of its own.
pub struct Revision {
    name: &'static str,
    root: PathBuf,
}

/// What is measured: a row of figures for each revision.
struct Case {
    title: &'static str,
    columns: Vec<String>,
    measure: fn(&[Revision; 2]) -> [Vec<Option<f64>>; 2],
}

/// Measures both.
pub fn section() -> Section {
    // Asked for before anything takes long.
    settings().corpus();
    let revisions = [Revision::before(), Revision::export("now", "HEAD")];
    let mut noise = Noise::new();
    let mut tables = Vec::new();
    let mut targets = Vec::new();
    for case in cases().into_iter().filter(|case| settings().wants(case.title)) {
        let figures = (case.measure)(&revisions);
        eprintln!("{}: {figures:?}", case.title);
        noise.look();
        targets.extend(case.targets(&figures));
        tables.push(case.table(&revisions, figures));
    }
    remove(&measured(GROUP));
    Section {
        title: "Before the redesign and now".to_owned(),
        how: format!(
            "The revision `{}`, the last one with the runtime inside talkjs-client, and the committed one, each in a folder of \
             its own with its own lock file; both in turn, {} rounds. Builds: `cargo check` and `cargo build` of a crate that \
             uses talkjs-client, into an empty target folder; `cargo check` of talkjs-client (incremental, as by default) \
             after a property was added to the schema `User`. Calls: as in the section *Calls*, against the server of the \
             later one. Generator: optimised, reading GitHub's description and making tokens.",
            &BEFORE[..7],
            settings().rounds
        ),
        machine: machine(&noise),
        tables,
        targets,
    }
}

fn cases() -> Vec<Case> {
    let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let of_operations = |what: &str| OPERATIONS.iter().map(|name| format!("`{name}`, {what}")).collect::<Vec<_>>();
    vec![
        Case {
            title: "builds",
            columns: columns(&["clean check, CPU s", "clean build, CPU s", "check after an edit, CPU s"]),
            measure: builds,
        },
        Case {
            title: "calls",
            columns: [of_operations("instructions"), of_operations("allocations")].concat(),
            measure: calls,
        },
        Case { title: "generator", columns: columns(&["CPU s", "memory, MiB"]), measure: generator },
    ]
}

impl Case {
    fn table(&self, revisions: &[Revision; 2], figures: [Vec<Option<f64>>; 2]) -> Table {
        let row = |(revision, figures): (&Revision, Vec<Option<f64>>)| Row {
            name: revision.name.to_owned(),
            figures,
            note: None,
        };
        Table {
            title: format!("Before and now: {}", self.title),
            columns: self.columns.clone(),
            rows: revisions.iter().zip(figures).map(row).collect(),
            base: Some(0),
            is_detail: false,
        }
    }

    fn targets(&self, [before, now]: &[Vec<Option<f64>>; 2]) -> Vec<Target> {
        let target = |((column, before), now): ((&String, &Option<f64>), &Option<f64>)| {
            Some(Target {
                what: format!("now / before: {}, {column}", self.title),
                measured: (*now)? / (*before)?,
                goal: Goal::AtMost(SLOWER_AT_MOST),
            })
        };
        self.columns.iter().zip(before).zip(now).filter_map(target).collect()
    }
}

impl Revision {
    /// The one before the redesign.
    pub fn before() -> Self {
        Self::export("before", BEFORE)
    }

    /// Where its files are.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes the files of a revision.
    fn export(name: &'static str, revision: &str) -> Self {
        let root = measured(GROUP).join(name);
        remove(&root);
        std::fs::create_dir_all(&root).expect("a target folder");
        let archive = root.join("archive.tar");
        let repository = home().join("..");
        run(Command::new("git").current_dir(repository).args(["archive", "--output"]).arg(&archive).arg(revision));
        run(Command::new("tar").current_dir(&root).arg("-xf").arg(&archive));
        fetch(&root);
        fetch(&root.join("benches"));
        Self { name, root }
    }

    fn benches(&self) -> PathBuf {
        self.root.join("benches")
    }

    fn target(&self) -> PathBuf {
        self.root.join("target")
    }
}

/// The same figure of both, in turn; medians.
fn in_turn(revisions: &[Revision; 2], times: usize, mut figure: impl FnMut(&Revision) -> f64) -> [Option<f64>; 2] {
    let mut taken = rounds(times, revisions, |revision| figure(revision)).into_iter();
    [(); 2].map(|()| taken.next().map(median))
}

/// Figures by column, as figures by revision.
fn by_revision(columns: &[[Option<f64>; 2]]) -> [Vec<Option<f64>>; 2] {
    [0, 1].map(|at| columns.iter().map(|column| column[at]).collect())
}

fn builds(revisions: &[Revision; 2]) -> [Vec<Option<f64>>; 2] {
    let times = settings().rounds;
    let from_nothing =
        |mode: &str| in_turn(revisions, times, |revision| clean(&revision.benches(), mode, "peer-ours").cost.cpu);
    let check = from_nothing("check");
    let build = from_nothing("build");
    for revision in revisions {
        check_client(revision);
    }
    let mut edits = 0;
    let edit = in_turn(revisions, times.max(5), |revision| {
        edits += 1;
        edit_description(&revision.root, edits);
        check_client(revision)
    });
    by_revision(&[check, build, edit])
}

fn check_client(revision: &Revision) -> f64 {
    run(&mut cargo(&revision.root, &revision.target(), &["check", "--offline", "--package", "talkjs-client"])).cpu
}

fn edit_description(root: &Path, count: usize) {
    let file = root.join("spec/talkjs.yaml");
    let text = std::fs::read_to_string(&file).expect("the description");
    std::fs::write(&file, with_property_in_yaml(&text, count)).expect("a folder to write to");
}

fn calls(revisions: &[Revision; 2]) -> [Vec<Option<f64>>; 2] {
    let built = revisions.each_ref().map(|revision| {
        let arguments = ["build", "--release", "--offline", "--package", "server", "--package", "ours"];
        run(&mut cargo(&revision.benches(), &revision.target(), &arguments));
        Contestants::at(revision.target().join("release"))
    });
    let server = built[1].server(0);
    let figures = |contestants: &Contestants| {
        let counted = OPERATIONS.map(|operation| instructions(contestants, &server, operation, "ours"));
        let allocated = OPERATIONS.map(|operation| Some(allocations(contestants, &server, operation, "ours").0));
        [counted, allocated].concat()
    };
    built.each_ref().map(figures)
}

fn generator(revisions: &[Revision; 2]) -> [Vec<Option<f64>>; 2] {
    let file = settings().corpus().join("github.json");
    let built = revisions.each_ref().map(|revision| Generator::built_in(&revision.benches(), &revision.target(), OURS));
    let costs = rounds(settings().rounds.max(5), &built, |generator| {
        generator.generate(&file, None).unwrap_or_else(|words| panic!("it read it before: {words}"))
    });
    let figures = |at: usize| {
        [
            median(costs[at].iter().map(|cost| cost.cpu).collect()),
            median(costs[at].iter().map(|cost| cost.memory).collect()),
        ]
        .map(Some)
        .to_vec()
    };
    [figures(0), figures(1)]
}
