//! What calls cost: instructions, processor time, allocations; one after another and many at once.

use serde_json::Value;

use crate::loopback::{Contestants, Server};
use crate::machine;
use crate::measure::{Noise, median, rounds};
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;

/// The operations that are called.
pub const OPERATIONS: [&str; 3] = ["upsert_user", "send_messages", "list_messages"];
/// A protocol, and what is compared over it: first hand-written code, which the others are divided by, then ours.
const PROTOCOLS: [(&str, &[&str]); 2] = [
    ("HTTP/1.1", &["hand-written", "ours", "ours-on-hyper", "by-progenitor", "hyper-floor"]),
    ("HTTP/2", &["hand-written-h2", "ours-h2"]),
];
/// The same with many calls at once, and how many.
const CROWDS: [(&str, &[&str], usize); 2] =
    [("HTTP/1.1", &["hand-written", "ours", "ours-limited"], 1_000), ("HTTP/2", &["hand-written-h2", "ours-h2"], 100)];
const ROUNDS: usize = 7;

/// What was found for one contestant and operation, each a call.
struct Cost {
    instructions: Option<f64>,
    microseconds: f64,
    allocations: f64,
    bytes: f64,
}

/// Measures all contestants on all operations. Cases are `upsert_user over HTTP/1.1`, and `in flight over HTTP/2`.
pub fn section() -> Section {
    let contestants = Contestants::build(&["server", "ours", "ours-h2"]);
    let mut noise = Noise::new();
    let server = contestants.server(0);
    let mut tables = Vec::new();
    let mut targets = Vec::new();
    for (protocol, names) in PROTOCOLS {
        for operation in OPERATIONS {
            let title = format!("`{operation}` over {protocol}");
            if settings().wants(&title.replace('`', "")) {
                let costs = costs(&contestants, &server, operation, names);
                noise.look();
                targets.extend(promised(&title, &costs[1], &costs[0]));
                tables.push(table(&title, names, &costs));
            }
        }
    }
    for (protocol, names, in_flight) in CROWDS {
        if settings().wants(&format!("in flight over {protocol}")) {
            let table = crowd(&contestants, &server, protocol, names, in_flight);
            noise.look();
            targets.extend(table.rows[1..].iter().flat_map(|row| kept_up(&table, row)));
            tables.push(table);
        }
    }
    Section {
        title: "Calls".to_owned(),
        how: format!(
            "One call after another over one connection to a server in a process of its own, on a runtime of one thread. All \
             send the same body and read the answer into types, but for *hyper-floor*, which has its body ready and does \
             not read the answer. *ours-on-hyper* is our client over another transport (no TLS, no proxies), through the \
             transport seam; *ours-limited* has the limiter, with a limit that never binds. HTTP/2 is without TLS, by prior \
             knowledge. Instructions: callgrind, (50 + n calls) - (50 calls), by n. Processor time: medians of {ROUNDS} \
             rounds, user and system, of the client's thread. Allocations: by an allocator that counts, with a \
             growing one as a new one. What is compared is built in one go, so with the same features of reqwest. With many \
             calls in flight: calls a second by the clock, each task making one after another, in a runtime of one thread, \
             medians of {ROUNDS} rounds."
        ),
        machine: machine::machine(&noise),
        tables,
        targets,
    }
}

fn costs(contestants: &Contestants, server: &Server, operation: &str, names: &[&str]) -> Vec<Cost> {
    let calls = calls_of(operation);
    let run = |name: &str, calls: usize| contestants.run(name, &[server.address(), operation, &calls.to_string()]);
    let times = rounds(ROUNDS, names, |name| number(&run(name, calls), "cpu") / calls as f64 * 1e6);
    let cost = |(name, times): (&&str, Vec<f64>)| {
        let (allocations, bytes) = allocations(contestants, server, operation, name);
        Cost {
            instructions: instructions(contestants, server, operation, name),
            microseconds: median(times),
            allocations,
            bytes,
        }
    };
    names.iter().zip(times).map(cost).collect()
}

fn calls_of(operation: &str) -> usize {
    if operation == "list_messages" { 1_000 } else { 10_000 }
}

/// The instructions of a call; none when valgrind is not installed.
pub fn instructions(contestants: &Contestants, server: &Server, operation: &str, name: &str) -> Option<f64> {
    let of = |calls: usize| contestants.instructions(name, &[server.address(), operation, &calls.to_string()]);
    let more = calls_of(operation) / 20;
    of(50).zip(of(50 + more)).map(|(few, many)| (many - few) / more as f64)
}

/// The allocations of a call, and their bytes.
pub fn allocations(contestants: &Contestants, server: &Server, operation: &str, name: &str) -> (f64, f64) {
    let counted = contestants.run(&format!("{name}-counted"), &[server.address(), operation, "1000"]);
    (number(&counted, "allocations") / 1e3, number(&counted, "bytes") / 1e3)
}

fn table(title: &str, names: &[&str], costs: &[Cost]) -> Table {
    let row = |(name, cost): (&&str, &Cost)| Row {
        name: (*name).to_owned(),
        figures: vec![cost.instructions, Some(cost.microseconds), Some(cost.allocations), Some(cost.bytes)],
        note: cost.instructions.is_none().then(|| "instructions need valgrind, which is not installed here".to_owned()),
    };
    Table {
        title: format!("{title}, each call"),
        columns: ["instructions", "CPU µs", "allocations", "bytes allocated"].map(str::to_owned).to_vec(),
        rows: names.iter().zip(costs).map(row).collect(),
        base: Some(0),
        is_detail: false,
    }
}

fn promised(title: &str, ours: &Cost, base: &Cost) -> Vec<Target> {
    let instructions = ours.instructions.zip(base.instructions).map(|(ours, base)| Target {
        what: format!("instructions of {title}, by those of hand-written code"),
        measured: ours / base,
        goal: Goal::AtMost(0.95),
    });
    let allocations = Target {
        what: format!("allocations of {title}: fewer than hand-written code"),
        measured: ours.allocations,
        goal: Goal::AtMost(base.allocations - 1.0),
    };
    instructions.into_iter().chain([allocations]).collect()
}

/// Calls a second with many at once, an operation in each column.
fn crowd(contestants: &Contestants, server: &Server, protocol: &str, names: &[&str], in_flight: usize) -> Table {
    let in_time = |operation: &str| {
        let calls = if operation == "list_messages" { 5 * in_flight } else { 20 * in_flight };
        let arguments = [server.address(), operation, &calls.to_string(), &in_flight.to_string()];
        let taken = rounds(ROUNDS, names, |name| calls as f64 / number(&contestants.run(name, &arguments), "wall"));
        taken.into_iter().map(median).collect::<Vec<_>>()
    };
    let found = OPERATIONS.map(in_time);
    let row = |(at, name): (usize, &&str)| Row {
        name: (*name).to_owned(),
        figures: found.iter().map(|found| Some(found[at])).collect(),
        note: None,
    };
    Table {
        title: format!("{in_flight} calls in flight over {protocol}"),
        columns: OPERATIONS.map(|operation| format!("`{operation}`, calls a second")).to_vec(),
        rows: names.iter().enumerate().map(row).collect(),
        base: Some(0),
        is_detail: false,
    }
}

/// Ours against hand-written code, by operation.
fn kept_up(table: &Table, row: &Row) -> Vec<Target> {
    let of = |(at, operation): (usize, &&str)| {
        let measured = row.figures[at]? / table.rows[0].figures[at]?;
        let what = format!("calls of `{operation}` a second, {}: {} / hand-written", table.title, row.name);
        Some(Target { what, measured, goal: Goal::AtLeast(1.0) })
    };
    OPERATIONS.iter().enumerate().filter_map(of).collect()
}

fn number(found: &Value, name: &str) -> f64 {
    found[name].as_f64().expect("a number")
}
