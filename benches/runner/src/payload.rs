//! What a thousand values cost, by `payload!`, by setters, and by JSON that is read when the program runs.

use std::process::Command;

use crate::cargo::{measured, remove};
use crate::home;
use crate::machine::machine;
use crate::measure::{Noise, median_of, rounds, run};
use crate::outside::Outside;
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;

const GROUP: &str = "payload";

/// How many values each crate makes.
const VALUES: usize = 1_000;
/// How often its program makes all of them.
const TIMES: usize = 1_000;

/// A way to write a value: its name, and the expression of the value with a number.
type Way = (&'static str, fn(usize) -> String);

const WAYS: &[Way] =
    &[("payload!", payload), ("setters", setters), ("json! and from_value", json), ("empty values", empty)];
const PAYLOAD: usize = 0;
const SETTERS: usize = 1;
const JSON: usize = 2;

/// What a crate took.
struct Taken {
    check: f64,
    build: f64,
    release: f64,
    /// Of one value, in nanoseconds.
    value: f64,
}

/// Compiles the same thousand values, written in each way, and makes them.
pub fn section() -> Section {
    let mut noise = Noise::new();
    let crates: Vec<(&str, Outside)> = WAYS.iter().map(|way| (way.0, written(way))).collect();
    for (name, outside) in &crates {
        take(name, outside);
    }
    let times = settings().rounds.max(5);
    let taken = rounds(times, &crates, |(name, outside)| {
        noise.look();
        take(name, outside)
    });
    remove(&measured(GROUP));
    let figures: [fn(&Taken) -> f64; 4] = [|it| it.check, |it| it.build, |it| it.release, |it| it.value];
    let row = |(way, runs): (&Way, &Vec<Taken>)| Row {
        name: way.0.to_owned(),
        figures: figures.iter().map(|figure| Some(median_of(runs, figure))).collect(),
        note: None,
    };
    let rows: Vec<Row> = WAYS.iter().zip(&taken).map(row).collect();
    Section {
        title: "`payload!`".to_owned(),
        how: format!(
            "{VALUES} functions that each make a `UserUpdate` with five members, every third with expressions in it. CPU is \
             that of cargo compiling this crate alone, everything below it is compiled; {times} rounds. The last column \
             is what the optimised program takes for one value, made and dropped."
        ),
        machine: machine(&noise),
        targets: targets(&rows),
        tables: vec![Table {
            title: format!("{VALUES} values"),
            columns: ["check, CPU s", "build, CPU s", "release, CPU s", "a value, ns"].map(str::to_owned).to_vec(),
            rows,
            is_detail: false,
            base: Some(SETTERS),
        }],
    }
}

fn targets(rows: &[Row]) -> Vec<Target> {
    let of = |way: usize, column: usize| rows[way].figures[column].unwrap_or(f64::NAN);
    let target = |what: &str, base, column, at_most| Target {
        what: what.to_owned(),
        measured: of(PAYLOAD, column) / of(base, column),
        goal: Goal::AtMost(at_most),
    };
    vec![
        target("CPU of check: payload! / setters", SETTERS, 0, 2.0),
        target("CPU of a value: payload! / json! and from_value", JSON, 3, 1.0),
    ]
}

fn written((name, value): &Way) -> Outside {
    let client = home().join("../talkjs-client");
    let package: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let manifest = format!("[dependencies]\ntalkjs-client = {{ path = {client:?} }}\nserde_json = \"1\"");
    let outside = Outside::new(GROUP, &package, &manifest);
    let mut program = "use std::hint::black_box;\n\n".to_owned();
    for n in 0..VALUES {
        program += &format!(
            "#[inline(never)]\nfn value_{n}(name: &str, role: &str) -> talkjs_client::UserUpdate {{ let _ = (name, role); {} }}\n",
            value(n)
        );
    }
    let calls: String = (0..VALUES).map(|n| format!("        black_box(value_{n}(name, role));\n")).collect();
    program += &format!(
        "\nfn main() {{\n    let (name, role) = (black_box(\"Alice\"), black_box(\"buyer\"));\n    for _ in 0..{TIMES} {{\n{calls}    }}\n}}\n"
    );
    outside.write("src/main.rs", &program);
    outside
}

fn payload(n: usize) -> String {
    format!("talkjs_client::payload!(UserUpdate {})", literal(n))
}

fn json(n: usize) -> String {
    format!("serde_json::from_value(serde_json::json!({})).expect(\"a user\")", literal(n))
}

fn literal(n: usize) -> String {
    let (name, role) = name_and_role(n);
    format!(
        "{{ \"name\": {name}, \"email\": [\"a{n}@example.com\"], \"role\": {role}, \
         \"custom\": {{ \"tier\": \"gold\", \"old\": null }}, \"photoUrl\": null }}"
    )
}

fn setters(n: usize) -> String {
    let (name, role) = name_and_role(n);
    format!(
        "talkjs_client::UserUpdate::new().name({name}).email([\"a{n}@example.com\"]).role({role})\
         .custom([(\"tier\", Some(\"gold\")), (\"old\", None)]).clear_photo_url()"
    )
}

fn empty(_: usize) -> String {
    "talkjs_client::UserUpdate::new()".to_owned()
}

/// Every third value has expressions in it.
fn name_and_role(n: usize) -> (String, &'static str) {
    if n.is_multiple_of(3) { ("name".to_owned(), "role") } else { (format!("\"Name {n}\""), "\"buyer\"") }
}

/// Compiles the crate anew in each way, and runs its program.
fn take(name: &str, outside: &Outside) -> Taken {
    let compile = |arguments: &[&str]| {
        outside.touch("src/main.rs");
        run(outside.command(arguments).env("CARGO_INCREMENTAL", "0")).cpu
    };
    let (check, build, release) = (compile(&["check"]), compile(&["build"]), compile(&["build", "--release"]));
    let package: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let program = run(&mut Command::new(outside.artefact("release").join(package)));
    let value = program.cpu * 1e9 / (VALUES * TIMES) as f64;
    eprintln!("{name}: check {check:.2}, build {build:.2}, release {release:.2} CPU s, {value:.0} ns a value");
    Taken { check, build, release, value }
}
