//! What a user of each peer pays on a clean build.

use crate::cargo::{CleanBuild, clean, fetch};
use crate::home;
use crate::machine::machine;
use crate::measure::{Noise, median_of, rounds};
use crate::peers::{PEERS, Peer, prepare};
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;

const MODES: [&str; 2] = ["check", "build"];
/// Columns of the tables.
const CPU: usize = 0;
const PATH: usize = 2;

/// Checks and builds a crate with each peer, from nothing.
pub fn section() -> Section {
    fetch(&home());
    prepare();
    let mut noise = Noise::new();
    let peers: Vec<&Peer> = PEERS.iter().filter(|peer| settings().wants(peer.name)).collect();
    let cases: Vec<(&str, &Peer)> = MODES.iter().flat_map(|mode| peers.iter().map(|peer| (*mode, *peer))).collect();
    let taken = rounds(settings().rounds, &cases, |(mode, peer)| {
        noise.look();
        let built = clean(&home(), mode, &peer.package());
        eprintln!("{mode} {}: {:.1} CPU s, {:.1} s", peer.name, built.cost.cpu, built.cost.wall);
        built
    });
    let tables: Vec<Table> =
        MODES.iter().zip(taken.chunks(peers.len())).map(|(mode, taken)| table(mode, &peers, taken)).collect();
    Section {
        title: "Clean build".to_owned(),
        how: format!(
            "`cargo check` and `cargo build` (dev profile) of a crate that uses the peer, into an empty target folder, everything downloaded, CARGO_INCREMENTAL=0 (as a crate of a registry is built, which ours is not here); {} rounds. CPU is user and system time of cargo and all that it starts. Memory is that of the largest process. The critical path is the longest chain of packages that wait for each other, by cargo's own times of that run: what it would take with enough processors.",
            settings().rounds
        ),
        machine: machine(&noise),
        targets: targets(&tables),
        tables,
    }
}

fn table(mode: &str, peers: &[&Peer], taken: &[Vec<CleanBuild>]) -> Table {
    let figures = |runs: &[CleanBuild]| {
        [
            median_of(runs, |run| run.cost.cpu),
            median_of(runs, |run| run.cost.wall),
            median_of(runs, |run| run.critical_path),
            median_of(runs, |run| run.cost.memory),
            median_of(runs, |run| run.crates as f64),
        ]
    };
    Table {
        title: format!("cargo {mode}"),
        columns: ["CPU s", "wall s", "critical path, s", "memory, MiB", "crates"].map(str::to_owned).to_vec(),
        rows: peers
            .iter()
            .zip(taken)
            .map(|(peer, runs)| Row {
                name: peer.name.to_owned(),
                figures: figures(runs).map(Some).to_vec(),
                note: peer.note.map(str::to_owned),
            })
            .collect(),
        is_detail: false,
        base: peers.iter().position(|peer| peer.name == "hand-written"),
    }
}

fn targets(tables: &[Table]) -> Vec<Target> {
    let limits = [("hand-written", 1.0), ("hand-written-lean", 1.1), ("progenitor", 0.6)];
    let of = |table: &Table, name: &str, column: usize| {
        table.rows.iter().find(|row| row.name == name).and_then(|row| row.figures[column])
    };
    let path = |table: &Table| Some(of(table, "ours", PATH)? / of(table, "hand-written", PATH)?);
    let paths = tables.iter().filter_map(|table| {
        let what = format!("{}, critical path: ours / hand-written", table.title);
        Some(Target { what, measured: path(table)?, goal: Goal::AtMost(1.0) })
    });
    let times = tables
        .iter()
        .flat_map(|table| limits.iter().map(move |(peer, at_most)| (table, *peer, *at_most)))
        .filter_map(|(table, peer, at_most)| {
            let measured = of(table, "ours", CPU)? / of(table, peer, CPU)?;
            Some(Target { what: format!("{}, CPU: ours / {peer}", table.title), measured, goal: Goal::AtMost(at_most) })
        });
    times.chain(paths).collect()
}
