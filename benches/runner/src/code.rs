//! What the compiler has to do with the code that is made of large descriptions.

use std::path::{Path, PathBuf};

use crate::cargo::{measured, remove};
use crate::generators::{Generator, Length, OPENAPI_TO_RUST, OURS, PLOIDY, PROGENITOR, length};
use crate::machine::machine;
use crate::measure::{Cost, Noise, attempt, run};
use crate::outside::{Outside, runtime};
use crate::peers::dependencies;
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;

const GROUP: &str = "code";

/// A large API, with one operation that a program calls.
struct Api {
    title: &'static str,
    file: &'static str,
    /// What calls it, by generator.
    calls: &'static [(&'static str, &'static str)],
}

const APIS: &[Api] = &[
    Api {
        title: "GitHub",
        file: "github.json",
        calls: &[
            (
                OURS,
                "let core = talkjs_runtime::ClientCore::builder(\"https://api.github.com\").build().unwrap(); client::Client::with_core(core).meta_root().send().await",
            ),
            (OPENAPI_TO_RUST, "client::generated::HttpClient::new().meta_root().await"),
            (PLOIDY, "client::client::Client::new(\"https://api.github.com\").unwrap().meta_root().await"),
        ],
    },
    Api {
        title: "Stripe",
        file: "stripe_spec3.json",
        calls: &[
            (
                OURS,
                "let core = talkjs_runtime::ClientCore::builder(\"https://api.stripe.com\").build().unwrap(); client::Client::with_core(core).get_balance().send().await",
            ),
            (OPENAPI_TO_RUST, "client::generated::HttpClient::new().get_balance(None::<&str>, None).await"),
            (
                PLOIDY,
                "client::client::Client::new(\"https://api.stripe.com\").unwrap().get_balance(&Default::default(), ()).await",
            ),
        ],
    },
];

/// A way to a client.
struct Way {
    name: &'static str,
    generator: &'static str,
    as_macro: bool,
}

const WAYS: &[Way] = &[
    Way { name: "ours", generator: OURS, as_macro: true },
    Way { name: "ours, expanded", generator: OURS, as_macro: false },
    Way { name: "openapi-to-rust", generator: OPENAPI_TO_RUST, as_macro: false },
    Way { name: "ploidy", generator: PLOIDY, as_macro: false },
    Way { name: "progenitor", generator: PROGENITOR, as_macro: false },
];

/// What a client costs.
#[derive(Clone, Copy)]
struct Client {
    length: Length,
    check: Cost,
    /// CPU seconds of an optimised build, and the size of the program in MiB.
    release: Option<(Cost, f64)>,
}

/// Generates, checks and builds the clients, one compiler at a time.
pub fn section() -> Section {
    let corpus = settings().corpus();
    let mut noise = Noise::new();
    let mut tables = Vec::new();
    let mut targets = Vec::new();
    for api in
        APIS.iter().filter(|api| settings().wants(api.title) || WAYS.iter().any(|way| settings().wants(way.name)))
    {
        let mut rows = Vec::new();
        for way in WAYS.iter().filter(|way| settings().wants(way.name) || settings().wants(api.title)) {
            noise.look();
            let measured = client(way, api, &corpus.join(api.file));
            rows.push(row(way, measured));
        }
        targets.extend(hold(api, &rows));
        tables.push(Table {
            title: api.title.to_owned(),
            columns: [
                "lines",
                "without comments",
                "check, CPU s",
                "check, MiB",
                "release build, CPU s",
                "release build, MiB",
                "program, MiB",
            ]
            .map(str::to_owned)
            .to_vec(),
            is_detail: false,
            base: rows.iter().position(|row| row.name == "openapi-to-rust"),
            rows,
        });
    }
    remove(&measured(GROUP));
    Section {
        title: "Generated code".to_owned(),
        how: "Lines of the generated code, formatted with prettyplease. `cargo check` of the crate of generated code alone, and a release build of it and of a small program that calls one operation, everything below built before; CARGO_INCREMENTAL=0, one rustc at a time, once. *ours* is the crate that calls `api!`, so the expansion is in its figures; *ours, expanded* compiles what the command prints.".to_owned(),
        machine: machine(&noise),
        tables,
        targets,
    }
}

fn client(way: &Way, api: &Api, file: &Path) -> Result<Client, String> {
    let generator = Generator::built(way.generator);
    let folder = measured("generated");
    remove(&folder);
    generator.generate(file, Some(&folder))?;
    let length = length(&folder);
    let outside = outside(way, &folder);
    let check = |arguments: &[&str]| attempt(outside.command(arguments).env("CARGO_INCREMENTAL", "0"));
    eprintln!("{}, {}: {} lines", api.title, way.name, length.lines);
    check(&["check"])?;
    let code = || place(way, &outside, file, &folder);
    code();
    let checked = check(&["check", "--lib"])?;
    eprintln!("  check: {:.1} CPU s, {:.0} MiB", checked.cpu, checked.memory);
    let call = api.calls.iter().find(|(name, _)| *name == way.generator);
    let release = call.map(|(_, call)| {
        outside.write("src/lib.rs", "");
        release(&outside, call, code).unwrap_or_else(|words| panic!("{words}"))
    });
    if let Some((cost, size)) = release {
        eprintln!("  release: {:.1} CPU s, {:.0} MiB, program of {size:.2} MiB", cost.cpu, cost.memory);
    }
    remove(&outside.folder);
    Ok(Client { length, check: checked, release })
}

/// An empty library and an empty program, with the dependencies of the code that will be in them.
fn outside(way: &Way, generated: &Path) -> Outside {
    let manifest = match way.generator {
        OURS => runtime(),
        PROGENITOR => dependencies(PROGENITOR),
        OPENAPI_TO_RUST => read(&generated.join("REQUIRED_DEPS.toml")),
        _ => {
            let manifest = read(&generated.join("Cargo.toml"));
            let (_, rest) = manifest.split_once("\n[").expect("more than the package's name");
            format!("[{rest}")
        }
    };
    let tokio = "[dependencies]\ntokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n";
    let outside = Outside::new(GROUP, "client", &manifest.replacen("[dependencies]\n", tokio, 1));
    outside.write("src/main.rs", "fn main() {}\n");
    outside
}

/// Puts the code into the crate.
fn place(way: &Way, outside: &Outside, file: &Path, generated: &Path) {
    let copy = |from: PathBuf, to: &str| {
        let to = outside.folder.join(to);
        run(std::process::Command::new("cp").arg("-r").arg(from).arg(to));
    };
    match way.generator {
        _ if way.as_macro => outside.write("src/lib.rs", &format!("talkjs_runtime::api! {{ spec = {file:?} }}\n")),
        OPENAPI_TO_RUST => {
            copy(generated.to_owned(), "src/generated");
            outside.write("src/lib.rs", "pub mod generated;\n");
        }
        PLOIDY => copy(generated.join("src/."), "src"),
        _ => copy(generated.join("lib.rs"), "src/lib.rs"),
    }
}

/// Builds a program that calls one operation, optimised.
fn release(outside: &Outside, call: &str, code: impl Fn()) -> Result<(Cost, f64), String> {
    let build = || attempt(outside.command(&["build", "--release"]).env("CARGO_INCREMENTAL", "0"));
    build()?;
    code();
    outside.write(
        "src/main.rs",
        &format!(
            "fn main() {{\n    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();\n    let answer = runtime.block_on(async {{ {call} }});\n    println!(\"{{}}\", answer.is_ok());\n}}\n"
        ),
    );
    let cost = build()?;
    let size = std::fs::metadata(outside.artefact("release/client")).expect("the program").len();
    Ok((cost, size as f64 / (1024.0 * 1024.0)))
}

fn row(way: &Way, measured: Result<Client, String>) -> Row {
    let (figures, note) = match measured {
        Ok(client) => {
            let release = client.release.map(|(cost, size)| (cost.cpu, cost.memory, size));
            let figures = vec![
                Some(client.length.lines as f64),
                Some((client.length.lines - client.length.comments) as f64),
                Some(client.check.cpu),
                Some(client.check.memory),
                release.map(|it| it.0),
                release.map(|it| it.1),
                release.map(|it| it.2),
            ];
            (figures, None)
        }
        Err(words) => (vec![None; 7], Some(format!("does not read it: {}", reason(&words)))),
    };
    Row { name: way.name.to_owned(), figures, note }
}

/// What a program said last before it ended, in short: where it was says nothing on another machine.
fn reason(words: &str) -> String {
    let said = words.lines().skip_while(|line| !line.contains("panicked at")).nth(1);
    said.or(words.lines().next()).unwrap_or_default().chars().take(100).collect()
}

/// Ours against the best of the others.
fn hold(api: &Api, rows: &[Row]) -> Vec<Target> {
    let figures = [("lines", 0), ("check, CPU", 2), ("check, memory", 3)];
    let of = |names: fn(&str) -> bool, column: usize| {
        rows.iter().filter(|row| names(&row.name)).filter_map(|row| row.figures[column]).min_by(f64::total_cmp)
    };
    let ways =
        figures.into_iter().flat_map(|(figure, column)| WAYS[..2].iter().map(move |way| (figure, column, way.name)));
    ways.filter(|(_, column, name)| *column > 1 || *name == WAYS[0].name)
        .filter_map(|(figure, column, name)| {
            let ours = rows.iter().find(|row| row.name == name)?.figures[column]?;
            let best = of(|name| !name.starts_with(OURS), column)?;
            let what = format!("{}, {figure}: {name} / the best of the others", api.title);
            Some(Target { what, measured: ours / best, goal: Goal::AtMost(0.5) })
        })
        .collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
