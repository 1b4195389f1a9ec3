//! `editor`: what rust-analyzer shows in a `payload!` literal: completions, documentation, mistakes.
//!
//! `tests/editor` runs it. It takes the command of rust-analyzer from `RUST_ANALYZER`, and the source of the standard
//! library, where the toolchain has none, from `RUST_LIBRARY`.

mod cases;
mod server;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use serde_json::{Value, json};
use talkjs_tests::{Outside, workspace};

use crate::cases::{CASES, Case, Expected};
use crate::server::{Completion, Fault, Mistake, Place, Server};

/// Where the cursor is in the literal of a case.
const CURSOR: &str = "$0";

fn main() -> ExitCode {
    match run() {
        Ok(failed) => ExitCode::from(u8::from(failed > 0)),
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(2)
        }
    }
}

/// Runs all cases; returns how many failed.
fn run() -> Result<usize, Fault> {
    let mut server = start()?;
    server.wait_until_ready()?;
    let mut failed = 0;
    for case in CASES {
        failed += usize::from(!report(case.shows, check(&mut server, case)));
    }
    failed += usize::from(!report("rust-analyzer has no error of its own", quiet(&server.stop()?)));
    println!("{} passed, {failed} failed", CASES.len() + 1 - failed);
    Ok(failed)
}

fn report(shows: &str, result: Result<(), Fault>) -> bool {
    match &result {
        Ok(()) => println!("ok    {shows}"),
        Err(fault) => println!("FAIL  {shows}\n      {}", fault.replace('\n', "\n      ")),
    }
    result.is_ok()
}

/// Starts rust-analyzer in a crate that depends on `talkjs-client` alone.
fn start() -> Result<Server, Fault> {
    let client = workspace().join("talkjs-client");
    let dependency = format!(
        "[dependencies]\ntalkjs-client = {{ path = {client:?}, default-features = false, features = [\"rust-crypto\"] }}\n"
    );
    let target = target();
    let outside = Outside::new(&target.join("editor").to_string_lossy(), "editor-crate", &dependency);
    outside.write("src/main.rs", &source("()"));
    let mut command = Command::new(std::env::var_os("RUST_ANALYZER").ok_or("RUST_ANALYZER is not set")?);
    command.env("CARGO_TARGET_DIR", &target).env("CARGO_NET_OFFLINE", "true");
    Server::start(command, &outside.path(""), &outside.path("src/main.rs"), &options())
}

fn options() -> Value {
    let library = std::env::var("RUST_LIBRARY").ok();
    json!({
        "cargo": { "buildScripts": { "enable": true }, "sysrootSrc": library },
        "procMacro": { "enable": true },
        "checkOnSave": false,
        "completion": { "autoimport": { "enable": false } },
        "cachePriming": { "enable": false },
    })
}

/// The folder that this command was built in, so that the client need not be compiled again.
fn target() -> PathBuf {
    let command = std::env::current_exe().unwrap();
    command.ancestors().nth(2).unwrap().to_owned()
}

fn source(literal: &str) -> String {
    format!("use talkjs_client::payload;\n\nfn main() {{\n    let _payload = {literal};\n}}\n")
}

fn check(server: &mut Server, case: &Case) -> Result<(), Fault> {
    let marked = source(case.literal);
    let text = marked.replace(CURSOR, "");
    let place = marked.find(CURSOR).map(|offset| Place::of(&text, offset));
    let place = || place.ok_or("the case has no cursor");
    server.write(&text)?;
    match case.expected {
        Expected::Proposals { these, not, documentation } => {
            proposals(&server.completions(place()?)?, these, not, documentation)
        }
        Expected::Hover(words) => hover(&server.hover(place()?)?, words),
        Expected::Mistakes(expected) => mistakes(&server.mistakes(&text)?, expected),
    }
}

fn proposals(found: &[Completion], these: &[&str], not: &[&str], documentation: &str) -> Result<(), Fault> {
    let found_texts: Vec<&str> = found.iter().map(|completion| completion.inserted.as_str()).collect();
    let missing: Vec<&&str> = these.iter().filter(|text| !found_texts.contains(text)).collect();
    let wrong: Vec<&&str> = not.iter().filter(|text| found_texts.contains(text)).collect();
    if !missing.is_empty() || !wrong.is_empty() {
        return Err(format!("proposed: {found_texts:?}; missing: {missing:?}; should not be there: {wrong:?}"));
    }
    let documented = found.iter().any(|completion| completion.documentation.contains(documentation));
    if documented { Ok(()) } else { Err(format!("no proposal's documentation has the words {documentation:?}")) }
}

fn hover(found: &str, words: &str) -> Result<(), Fault> {
    if found.contains(words) { Ok(()) } else { Err(format!("shown: {found:?}; expected the words {words:?}")) }
}

/// Exactly the expected mistakes, in any order.
fn mistakes(found: &[Mistake], expected: &[(&str, &str)]) -> Result<(), Fault> {
    let fits =
        |mistake: &Mistake, (under, words): &(&str, &str)| mistake.under == *under && mistake.message.contains(words);
    let all = expected.iter().all(|one| found.iter().any(|mistake| fits(mistake, one)));
    if all && found.len() == expected.len() {
        return Ok(());
    }
    let shown: Vec<String> = found.iter().map(|one| format!("under `{}`: {}", one.under, one.message)).collect();
    Err(format!("expected: {expected:?}; shown:\n{}", shown.join("\n")))
}

/// rust-analyzer goes on after a panic, and says so only here. That it was slow is no error.
fn quiet(log: &str) -> Result<(), Fault> {
    let bad =
        |line: &&str| line.contains("panicked") || line.contains("ERROR") && !line.contains("overly long loop turn");
    let lines: Vec<&str> = log.lines().filter(bad).collect();
    if lines.is_empty() { Ok(()) } else { Err(lines.join("\n")) }
}
