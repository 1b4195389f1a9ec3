//! `diff` compares two descriptions, each a file or a revision of one in git. `explain` prints the page of a rule.

use std::io::{Write, stderr, stdout};
use std::process::{Command, ExitCode};

use talkjs_codegen::diff::{self, Acceptance, Report, Verdict, Verdicts, read_accepted, rules};
use talkjs_codegen::{Diagnostic, Source};

use super::pages::PAGES;
use crate::Reading;

const USAGE: &str = "\
Usage: talkjs-codegen diff [OPTIONS] OLD NEW
       talkjs-codegen explain RULE

Compares two OpenAPI descriptions. OLD and NEW are files, or `git:REVISION:PATH` for a file of a revision.
Each finding has three verdicts:
  wire       does a client generated from OLD work with a server that follows NEW?
  rust       does code for the crate generated from OLD compile with the crate of NEW?
  behaviour  does the same call have the same effect?

Options:
  --format FORMAT  `text` (default), `json`, `github` (annotations of GitHub Actions) or `markdown` (for a changelog)
  --fail-on AREA   fail only if this area breaks: `wire`, `rust` or `behaviour`; repeatable; default: all
  --accept FILE    known findings: a YAML list of entries with `rule`, `subject`, `reason` and `date`
  --crate-version VERSION
                   print the version that the generated crate needs after this one
  The options of other commands for reading a description: --strict, --only, --skip, --reference, --name,
  --short-operation-ids, --lenient-responses, --lenient, --type, --types, --schema, --rust-type-hints.

Exit status: 0 if there are no breaking changes or all are accepted, 1 if there are others, 2 if the command line is
invalid, a description cannot be read or the accept file has errors.
";

/// The part of a report that the exit status depends on.
type Area = fn(Verdicts) -> Verdict;

/// The parsed command line.
struct Arguments {
    old: String,
    new: String,
    format: fn(&Report) -> String,
    is_text: bool,
    areas: Vec<Area>,
    accept: Option<String>,
    crate_version: Option<String>,
    reading: Reading,
}

/// Runs `diff`.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    if matches!(arguments, [only] if matches!(only.as_str(), "help" | "--help" | "-h")) {
        return print(stdout(), USAGE, 0);
    }
    let Some(arguments) = parse(arguments) else { return print(stderr(), USAGE, 2) };
    match compare(arguments) {
        Ok((text, status)) => print(stdout(), &text, status),
        Err(message) => print(stderr(), &message, 2),
    }
}

/// Prints the page of a rule.
pub(crate) fn explain(arguments: &[String]) -> ExitCode {
    let [id] = arguments else { return print(stderr(), USAGE, 2) };
    match PAGES.iter().find(|(known, _)| known == id) {
        Some((_, page)) => print(stdout(), page, 0),
        None => {
            let ids: Vec<String> = rules::all().map(|rule| format!("  {:<42} {}\n", rule.id, rule.title)).collect();
            print(stderr(), &format!("unknown rule `{id}`; the rules are\n{}", ids.concat()), 2)
        }
    }
}

fn parse(arguments: &[String]) -> Option<Arguments> {
    let (mut files, mut areas, mut accept, mut crate_version) = (Vec::new(), Vec::new(), None, None);
    let (mut format, mut is_text): (fn(&Report) -> String, bool) = (Report::text, true);
    let mut reading = Reading::default();
    let mut arguments = arguments.iter().cloned();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--format" => {
                let name = arguments.next()?;
                is_text = name == "text";
                format = match name.as_str() {
                    "text" => Report::text,
                    "json" => Report::json,
                    "github" => Report::github,
                    "markdown" => Report::markdown,
                    _ => return None,
                };
            }
            "--fail-on" => areas.push(area(&arguments.next()?)?),
            "--accept" => accept = Some(arguments.next()?),
            "--crate-version" => crate_version = Some(arguments.next()?),
            option if option.starts_with("--") => reading.option(option, &mut arguments)?,
            _ => files.push(argument),
        }
    }
    let [old, new] = <[String; 2]>::try_from(files).ok()?;
    if areas.is_empty() {
        areas.push(Verdicts::gravest);
    }
    Some(Arguments { old, new, format, is_text, areas, accept, crate_version, reading })
}

fn area(name: &str) -> Option<Area> {
    match name {
        "wire" => Some(|verdicts| verdicts.wire),
        "rust" => Some(|verdicts| verdicts.rust),
        "behaviour" => Some(|verdicts| verdicts.behaviour),
        _ => None,
    }
}

/// The text to print and the exit status; `Err` if the comparison is not possible.
fn compare(arguments: Arguments) -> Result<(String, u8), String> {
    let (options, references) = arguments.reading.finish();
    let accepted = arguments.accept.map_or(Ok(Vec::new()), |path| acceptances(&path))?;
    let (old, new) = (open(&arguments.old, &references)?, open(&arguments.new, &references)?);
    let report = diff::diff(&old, &new, &options)
        .map_err(|unreadable| format!("{}{}", messages(&old, &unreadable.old), messages(&new, &unreadable.new)))?;
    let report = report.accept(&accepted);
    let mut text = (arguments.format)(&report);
    if let Some(version) = arguments.crate_version.filter(|_| arguments.is_text) {
        let step = report.crate_step();
        let needed = step.after(&version).ok_or_else(|| format!("`{version}` is not a version such as `0.3.1`\n"))?;
        text.push_str(&format!("version of the generated crate: {needed} after {version}\n"));
    }
    let breaks = arguments.areas.iter().any(|area| area(report.verdicts()) == Verdict::Breaks);
    Ok((text, u8::from(breaks)))
}

fn acceptances(path: &str) -> Result<Vec<Acceptance>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}\n"))?;
    read_accepted(path, &text).map_err(|errors| errors.iter().map(|error| format!("{error}\n")).collect())
}

/// Reads a description and the files it refers to, from the file system or from a revision in git.
fn open(name: &str, references: &[(String, String)]) -> Result<Source, String> {
    let Some((revision, path)) = name.strip_prefix("git:").and_then(|rest| rest.split_once(':')) else {
        return talkjs_codegen::build::open(name, references).map_err(|error| format!("{error}\n"));
    };
    Source::open_with_copies(path, references, |path| show(revision, path))
        .map_err(|error| format!("{name} cannot be read: {error}\n"))
}

/// A file of a revision. Its path is relative to the current folder, like all others.
fn show(revision: &str, path: &str) -> Result<String, String> {
    if revision.starts_with('-') {
        return Err(format!("`{revision}` is not a revision"));
    }
    let output = Command::new("git").args(["show", &format!("{revision}:./{path}")]).output();
    let output = output.map_err(|error| format!("git cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    String::from_utf8(output.stdout).map_err(|_| "the file is not UTF-8".to_owned())
}

fn messages(source: &Source, found: &[Diagnostic]) -> String {
    found.iter().map(|diagnostic| format!("{}\n", diagnostic.render(source))).collect()
}

/// A closed pipe is not an error of this command.
fn print(mut to: impl Write, text: &str, status: u8) -> ExitCode {
    let _ = to.write_all(text.as_bytes());
    ExitCode::from(status)
}
