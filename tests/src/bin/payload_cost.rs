//! `payload_cost`: what `payload!` costs a crate that uses it a thousand times, and how its expansion grows.

use std::path::Path;
use std::process::Command;

use talkjs_codegen::payload::{expand, schemas};
use talkjs_codegen::{Options, Source};
use talkjs_tests::{Outside, workspace};

const USAGE: &str = "\
Usage: payload_cost [PAIRS]

Prints how the time of one expansion grows with the literal, then what `cargo check` takes for a crate with 1,000 uses of
`payload!` and for one with the same 1,000 values by setters, in processor time: PAIRS times each in turns, 7 when it is
not given. Run it with --release; the macro in the crates that it checks is built as in any crate.
";

/// How many values each crate makes.
const USES: usize = 1_000;

fn main() {
    let pairs = match std::env::args().nth(1).map(|pairs| pairs.parse::<usize>()) {
        None => 7,
        Some(Ok(pairs)) if pairs > 0 => pairs,
        Some(_) => {
            eprint!("{USAGE}");
            std::process::exit(2);
        }
    };
    growth();
    checks(pairs);
}

/// The time of one expansion for literals of 10, 100 and 1,000 parts.
fn growth() {
    let path = workspace().join("spec/talkjs.yaml");
    let source = Source::new("spec/talkjs.yaml", std::fs::read_to_string(path).unwrap());
    let schemas = schemas(&source, &Options::default()).unwrap();
    let entries = |count: usize| {
        let entries = (0..count).map(|n| format!("\"key {n}\": \"value {n}\""));
        format!("{{ \"custom\": {{ {} }} }}", entries.collect::<Vec<_>>().join(", "))
    };
    let messages = |count: usize| {
        let message = |n| format!("{{ \"type\": \"UserMessage\", \"sender\": \"u{n}\", \"text\": \"Hello {n}\" }}");
        format!("[{}]", (0..count).map(message).collect::<Vec<_>>().join(", "))
    };
    println!("expansion of a literal, in microseconds of processor time for each of its parts");
    grows("members of a map", "UserUpdate", &schemas, &entries);
    grows("messages of a list", "NewMessages", &schemas, &messages);
}

fn grows(what: &str, name: &str, schemas: &[(String, String)], literal: &dyn Fn(usize) -> String) {
    let (_, schema) = schemas.iter().find(|(known, _)| known == name).unwrap();
    let time = |parts: usize| {
        let input: proc_macro2::TokenStream =
            format!("[::talkjs_client] {schema:?} {name} {}", literal(parts)).parse().unwrap();
        let _ = expand(input.clone(), |_| (0, 0));
        let repetitions = 10_000 / parts;
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let before = own_time();
                for _ in 0..repetitions {
                    std::hint::black_box(expand(input.clone(), |_| (0, 0)));
                }
                (own_time() - before) / repetitions as f64
            })
            .collect();
        median(&mut times)
    };
    let (ten, hundred, thousand) = (time(10), time(100), time(1_000));
    println!(
        "  {what}: {:.2} with 10, {:.2} with 100, {:.2} with 1,000; from 100 to 1,000 the whole grows with the power {:.2}",
        ten * 1e6 / 10.0,
        hundred * 1e6 / 100.0,
        thousand * 1e6 / 1_000.0,
        (thousand / hundred).log10(),
    );
}

/// The processor time of this thread, in seconds.
fn own_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("this runs on Linux");
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// The processor time of `cargo check` with and without the macro.
fn checks(pairs: usize) {
    let target = std::env::current_exe().unwrap().parent().unwrap().join("tmp");
    let target = target.to_string_lossy();
    let plain = written(&target, "payload-cost-plain", &|_| "talkjs_client::UserUpdate::new()".to_owned());
    let setters = written(&target, "payload-cost-setters", &setters);
    let payload = written(&target, "payload-cost-payload", &payload);
    println!("\n`cargo check` of a crate with {USES} values, in seconds of processor time, medians of {pairs}");
    for (what, incremental) in [("from nothing", "0"), ("again, with all that is known from before", "1")] {
        for outside in [&plain, &setters, &payload] {
            check(outside, incremental);
        }
        let times: Vec<[f64; 3]> =
            (0..pairs).map(|_| [&plain, &setters, &payload].map(|outside| check(outside, incremental))).collect();
        let [plain, setters, payload] =
            [0, 1, 2].map(|at| median(&mut times.iter().map(|times| times[at]).collect::<Vec<_>>()));
        let more = median(&mut times.iter().map(|[_, setters, payload]| payload - setters).collect::<Vec<_>>());
        println!(
            "  {what}: {payload:.2} with payload!, {setters:.2} with setters, {plain:.2} with empty values; payload! \
             takes {more:.2} more, {:.2} times as much",
            payload / setters
        );
    }
}

/// A crate of functions that each make a value.
fn written(tmp: &str, name: &str, value: &dyn Fn(usize) -> String) -> Outside {
    let client = workspace().join("talkjs-client");
    let outside = Outside::new(tmp, name, &format!("[dependencies]\ntalkjs-client = {{ path = {client:?} }}\n"));
    let function = |n| {
        let value = value(n);
        format!(
            "pub fn value_{n}(name: &str, role: &str) -> talkjs_client::UserUpdate {{ let _ = (name, role); {value} }}\n"
        )
    };
    outside.write("src/lib.rs", &(0..USES).map(function).collect::<String>());
    outside
}

fn payload(n: usize) -> String {
    let (name, role) = name_and_role(n);
    format!(
        "talkjs_client::payload!(UserUpdate {{ \"name\": {name}, \"email\": [\"a{n}@example.com\"], \"role\": {role}, \
         \"custom\": {{ \"tier\": \"gold\", \"old\": null }}, \"photoUrl\": null }})"
    )
}

fn setters(n: usize) -> String {
    let (name, role) = name_and_role(n);
    format!(
        "talkjs_client::UserUpdate::new().name({name}).email([\"a{n}@example.com\"]).role({role})\
         .custom([(\"tier\", Some(\"gold\")), (\"old\", None)]).clear_photo_url()"
    )
}

/// Every third value has expressions in it.
fn name_and_role(n: usize) -> (String, &'static str) {
    if n.is_multiple_of(3) { ("name".to_owned(), "role") } else { (format!("\"Name {n}\""), "\"buyer\"") }
}

/// The processor time of checking the crate anew.
fn check(outside: &Outside, incremental: &str) -> f64 {
    let manifest = outside.path("Cargo.toml");
    touch(&outside.path("src/lib.rs"));
    let target = manifest.parent().unwrap().parent().unwrap().join("target");
    let output = Command::new("bash")
        .args([
            "-c",
            "TIMEFORMAT='%U %S'; time cargo check --offline --quiet --manifest-path \"$0\"",
            &manifest.to_string_lossy(),
        ])
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", incremental)
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    words.lines().last().unwrap().split(' ').map(|seconds| seconds.parse::<f64>().unwrap()).sum()
}

fn touch(file: &Path) {
    let text = std::fs::read(file).unwrap();
    std::fs::write(file, text).unwrap();
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
