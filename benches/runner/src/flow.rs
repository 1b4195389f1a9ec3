//! Several calls together: starting a conversation from afar, and writing many users.

use crate::loopback::Contestants;
use crate::machine;
use crate::measure::{Noise, median, rounds};
use crate::report::{Goal, Row, Section, Table, Target};

const LATENCIES: [u64; 3] = [0, 20, 100];
const CONTESTANTS: [(&str, &str); 2] = [("hand-written", "the guide's four calls"), ("ours", "`start_conversation`")];
const USERS: usize = 100_000;
const ROUNDS: usize = 5;

/// Measures both.
pub fn section() -> Section {
    let contestants = Contestants::build(&["server", "ours"]);
    let mut noise = Noise::new();
    let started = LATENCIES.map(|latency| started(&contestants, latency));
    noise.look();
    let bulk = bulk(&contestants);
    noise.look();
    let row = |(at, (_, name)): (usize, &(&str, &str))| Row {
        name: (*name).to_owned(),
        figures: started.iter().map(|times| Some(times[at] * 1e3)).collect(),
        note: None,
    };
    let afar = started[LATENCIES.len() - 1][1] * 1e3;
    Section {
        title: "Flow".to_owned(),
        how: format!(
            "`start_conversation` with two users, a conversation and a message, against a server that waits before each \
             answer; the median of 20, over connections that are there. {USERS} users by `bulk_upsert_users` with the \
             limiter off, and by hand-written code that sends the same requests of a hundred users one after another; \
             medians of {ROUNDS} rounds."
        ),
        machine: machine::machine(&noise),
        tables: vec![
            Table {
                title: "Starting a conversation".to_owned(),
                columns: LATENCIES.map(|latency| format!("{latency} ms away, ms")).to_vec(),
                rows: CONTESTANTS.iter().enumerate().map(row).collect(),
                is_detail: false,
                base: Some(0),
            },
            bulk,
        ],
        targets: vec![Target {
            what: "`start_conversation` from 100 ms away, by three round trips".to_owned(),
            measured: afar / 300.0,
            goal: Goal::AtMost(1.05),
        }],
    }
}

/// The seconds that each contestant takes to start a conversation.
fn started(contestants: &Contestants, latency: u64) -> Vec<f64> {
    let server = contestants.server(latency);
    let wall = |name: &str| contestants.run(&format!("{name}-flow"), &[server.address(), "20"])["wall"].as_f64();
    CONTESTANTS.iter().map(|(name, _)| wall(name).expect("seconds")).collect()
}

fn bulk(contestants: &Contestants) -> Table {
    let server = contestants.server(0);
    let taken = rounds(ROUNDS, &CONTESTANTS, |(name, _)| {
        let found = contestants.run(&format!("{name}-bulk"), &[server.address(), &USERS.to_string()]);
        ["wall", "cpu"].map(|name| found[name].as_f64().expect("seconds"))
    });
    let row = |((name, _), taken): (&(&str, &str), Vec<[f64; 2]>)| {
        let [wall, cpu] = [0, 1].map(|at| median(taken.iter().map(|taken| taken[at]).collect()));
        let calls = USERS as f64 / 100.0;
        Row { name: (*name).to_owned(), figures: vec![Some(calls / wall), Some(cpu)], note: None }
    };
    Table {
        title: format!("Writing {USERS} users"),
        columns: vec!["calls of 100 users a second".to_owned(), "CPU s".to_owned()],
        rows: CONTESTANTS.iter().zip(taken).map(row).collect(),
        is_detail: false,
        base: Some(0),
    }
}
