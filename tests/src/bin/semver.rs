//! `semver`: our verdict on callers' code beside that of cargo-semver-checks.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;
use talkjs_codegen::Source;
use talkjs_codegen::diff::rules::{self, Area};
use talkjs_tests::random::Random;
use talkjs_tests::semver::{Judge, Judged, KINDS, Verdict};
use talkjs_tests::workspace;

const USAGE: &str = "\
Usage: semver PROGRAM FILE…

Changes each description, a FILE of JSON, once in every way, generates the crates, and compares our verdict with that of
PROGRAM, which is cargo-semver-checks. So it does for the examples of our rules. Prints a table in Markdown.

Exit status: 0 when the verdicts agree, or where they differ the compiler agrees with ours; 1 when not; 2 when the command
cannot be understood.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, files @ ..] = arguments.as_slice() else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    let command = std::env::current_exe().unwrap();
    let tmp = command.ancestors().nth(2).unwrap().join("semver/tmp");
    let judge = Judge::new(&tmp.to_string_lossy(), Path::new(program));
    println!(
        "| description | change | ours | rules | cargo-semver-checks | lints | compiler |\n|---|---|---|---|---|---|---|"
    );
    let mut all = Vec::new();
    for (index, file) in files.iter().enumerate() {
        mutated(&judge, file, index as u64, &mut all);
    }
    examples(&judge, &mut all);
    summarise(&all)
}

/// Every kind of change of a description.
fn mutated(judge: &Judge, file: &str, seed: u64, all: &mut Vec<Judged>) {
    let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let old: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let source = |value: &Value| Source::new(name.clone(), serde_json::to_string_pretty(value).unwrap());
    let old_source = source(&old);
    let documented = judge.document(&old_source, "old").unwrap();
    for (index, (kind, change)) in KINDS.iter().enumerate() {
        let mut new = old.clone();
        let mut random = Random::new(seed * 1000 + index as u64);
        if change(&mut new, &mut random) && new != old {
            report(&name, kind, judge.judge((&old_source, &documented), &source(&new)), all);
        }
    }
}

/// The examples of our rules.
fn examples(judge: &Judge, all: &mut Vec<Judged>) {
    for rule in rules::all().filter(|rule| rule.area == Area::Rust) {
        let folder: PathBuf = workspace().join("talkjs-codegen/tests/changes").join(rule.id);
        let side = |name: &str| Source::new(name, std::fs::read_to_string(folder.join(name)).unwrap());
        let old = side("old.yaml");
        let documented = judge.document(&old, "old").unwrap();
        report("example", rule.id, judge.judge((&old, &documented), &side("new.yaml")), all);
    }
}

fn report(description: &str, change: &str, judged: Result<Judged, String>, all: &mut Vec<Judged>) {
    match judged {
        Ok(judged) => {
            println!("| {description} | {change} | {judged}");
            all.push(judged);
        }
        Err(reason) => eprintln!("{description}: {change}: {}", reason.lines().next().unwrap_or_default()),
    }
}

fn summarise(all: &[Judged]) -> ExitCode {
    let count = |is_it: &dyn Fn(&Judged) -> bool| all.iter().filter(|judged| is_it(judged)).count();
    let agree = |judged: &Judged| {
        (judged.ours == Verdict::Major) == (judged.theirs == Verdict::Major) && judged.theirs <= judged.ours
    };
    let agreed = count(&agree);
    let unseen = count(&|judged| !agree(judged) && judged.compiler == Some(true));
    let left = all.len() - agreed - unseen;
    println!(
        "\n{} pairs: {agreed} alike; {unseen} of which cargo-semver-checks sees nothing and the compiler does; {left} others.",
        all.len()
    );
    ExitCode::from(u8::from(left > 0))
}
