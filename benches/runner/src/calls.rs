//! What one call costs: instructions, processor time, allocations.

use serde_json::Value;

use crate::loopback::{Contestants, Server};
use crate::machine;
use crate::measure::{Noise, median, rounds};
use crate::report::{Row, Section, Table, Target};

const OPERATIONS: [&str; 3] = ["upsert_user", "send_messages", "list_messages"];
const CONTESTANTS: [&str; 5] = ["hand-written", "ours", "ours-on-hyper", "by-progenitor", "hyper-floor"];
/// The index of `hand-written`, which the others are divided by.
const BASE: usize = 0;
const OURS: usize = 1;
const ROUNDS: usize = 7;

/// What was found for one contestant and operation, each a call.
struct Cost {
    instructions: Option<f64>,
    microseconds: f64,
    allocations: f64,
    bytes: f64,
}

/// Measures all contestants on all operations.
pub fn section() -> Section {
    let contestants = Contestants::build();
    let mut noise = Noise::new();
    let server = contestants.server(0);
    let mut tables = Vec::new();
    let mut targets = Vec::new();
    for operation in OPERATIONS {
        let costs = costs(&contestants, &server, operation);
        noise.look();
        targets.extend(promised(operation, &costs[OURS], &costs[BASE]));
        tables.push(table(operation, &costs));
    }
    Section {
        title: "Calls".to_owned(),
        how: format!(
            "One call after another over one connection to a server in a process of its own, on a runtime of one thread. All \
             send the same body and read the answer into types, but for *hyper-floor*, which has its body ready and does \
             not read the answer. *ours-on-hyper* is our client over another transport (no TLS, no proxies), through the \
             transport seam. Instructions: callgrind, (50 + n calls) - (50 calls), by n. Processor time: medians of {ROUNDS} \
             rounds, user and system, of the client's thread. Allocations: by an allocator that counts, with a \
             growing one as a new one. All are built in one go, so with the same features of reqwest."
        ),
        machine: machine::machine(&noise),
        tables,
        targets,
    }
}

fn costs(contestants: &Contestants, server: &Server, operation: &str) -> Vec<Cost> {
    let calls = if operation == "list_messages" { 1_000 } else { 10_000 };
    let run = |name: &str, calls: usize| contestants.run(name, &[server.address(), operation, &calls.to_string()]);
    let times = rounds(ROUNDS, &CONTESTANTS, |name| number(&run(name, calls), "cpu") / calls as f64 * 1e6);
    let cost = |(name, times): (&&str, Vec<f64>)| {
        let counted = run(&format!("{name}-counted"), 1_000);
        let instructions =
            |calls: usize| contestants.instructions(name, &[server.address(), operation, &calls.to_string()]);
        let more = calls / 20;
        Cost {
            instructions: instructions(50).zip(instructions(50 + more)).map(|(few, many)| (many - few) / more as f64),
            microseconds: median(times),
            allocations: number(&counted, "allocations") / 1e3,
            bytes: number(&counted, "bytes") / 1e3,
        }
    };
    CONTESTANTS.iter().zip(times).map(cost).collect()
}

fn table(operation: &str, costs: &[Cost]) -> Table {
    let row = |(name, cost): (&&str, &Cost)| Row {
        name: (*name).to_owned(),
        figures: vec![cost.instructions, Some(cost.microseconds), Some(cost.allocations), Some(cost.bytes)],
        note: cost.instructions.is_none().then(|| "instructions need valgrind, which is not installed here".to_owned()),
    };
    Table {
        title: format!("`{operation}`, each call"),
        columns: ["instructions", "CPU µs", "allocations", "bytes allocated"].map(str::to_owned).to_vec(),
        rows: CONTESTANTS.iter().zip(costs).map(row).collect(),
        base: Some(BASE),
    }
}

fn promised(operation: &str, ours: &Cost, base: &Cost) -> Vec<Target> {
    let instructions = ours.instructions.zip(base.instructions).map(|(ours, base)| Target {
        what: format!("instructions of `{operation}` by those of hand-written code"),
        measured: ours / base,
        at_most: 0.95,
    });
    let allocations = Target {
        what: format!("allocations of `{operation}`: fewer than hand-written code"),
        measured: ours.allocations,
        at_most: base.allocations - 1.0,
    };
    instructions.into_iter().chain([allocations]).collect()
}

fn number(found: &Value, name: &str) -> f64 {
    found[name].as_f64().expect("a number")
}
