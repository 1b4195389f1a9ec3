//! Descriptions of others: small pairs with the verdicts of oasdiff, and histories of public APIs.
//!
//! They are not part of the repository: `CHANGES=FOLDER` names the folder with `pairs` and `history`.
//! `UPDATE_GOLDENS=1` writes our verdicts into the table anew; read the difference.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot prepare itself has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use talkjs_codegen::diff::rules::Area;
use talkjs_codegen::diff::{self, Report, Verdict};
use talkjs_codegen::{Options, Source};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("CHANGES").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: set CHANGES to the folder with `pairs` and `history`");
    }
    folder
}

fn open(path: &Path) -> Source {
    Source::open(path.to_str().unwrap(), |path| std::fs::read_to_string(path)).unwrap()
}

fn compare(old: &Path, new: &Path) -> Result<Report, String> {
    let (old, new) = (open(old), open(new));
    diff::diff(&old, &new, &Options::default()).map_err(|unreadable| {
        let first = unreadable.old.iter().map(|found| found.render(&old)).next();
        first.or_else(|| unreadable.new.iter().map(|found| found.render(&new)).next()).unwrap()
    })
}

/// A line of the table.
struct Line {
    base: String,
    revision: String,
    /// Theirs: the gravest level, and the rules.
    theirs: String,
    ours: String,
    /// Why ours differs.
    reason: String,
}

#[test]
fn verdicts_are_those_of_oasdiff_or_have_a_reason() {
    let Some(folder) = folder() else { return };
    let pairs = folder.join("pairs");
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/changes/oasdiff.tsv");
    let known = std::fs::read_to_string(&table).unwrap_or_default();
    let reasons: BTreeMap<String, String> = known
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            Some((cells.get(..2)?.join("\t"), (*cells.get(4)?).to_owned()))
        })
        .collect();
    let mut lines = Vec::new();
    for (pair, theirs) in expected(&pairs.join("index.tsv")) {
        let (base, revision) = pair.split_once('\t').unwrap();
        let files = pairs.join("files");
        let ours = match compare(&files.join(base), &files.join(revision)) {
            Ok(report) => found(&report),
            Err(_) => "not read".to_owned(),
        };
        let reason = reasons.get(&pair).cloned().unwrap_or_default();
        lines.push(Line { base: base.to_owned(), revision: revision.to_owned(), theirs, ours, reason });
    }
    assert!(lines.len() > 100, "only {} pairs were found", lines.len());
    let text: String = lines
        .iter()
        .map(|line| format!("{}\t{}\t{}\t{}\t{}\n", line.base, line.revision, line.theirs, line.ours, line.reason))
        .collect();
    let text = format!("base\trevision\toasdiff\tours\treason where they differ\n{text}");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::create_dir_all(table.parent().unwrap()).unwrap();
        std::fs::write(&table, &text).unwrap();
    }
    for line in &lines {
        let agrees = match level(&line.theirs) {
            "ERR" => line.ours.starts_with("breaks"),
            "WARN" => line.ours.starts_with("may break") || line.ours.starts_with("breaks"),
            "INFO" => !line.ours.starts_with("breaks") && line.ours != "not read" && line.ours != "none",
            _ => true,
        };
        let Line { base, revision, theirs, ours, reason } = line;
        assert!(agrees || !reason.is_empty(), "{base} {revision}: {theirs}, ours {ours}, and no reason");
        assert!(!agrees || reason.is_empty(), "{base} {revision}: they agree, and the reason is left: {reason}");
    }
    let known = std::fs::read_to_string(&table).unwrap_or_default();
    let stale: Vec<&str> = text.lines().filter(|line| known.lines().all(|known| known != *line)).collect();
    assert!(stale.is_empty() && known.len() == text.len(), "the table is out of date: {stale:#?}");
}

/// The pairs, and what oasdiff's own tests expect of each: the gravest level, then the rules.
fn expected(index: &Path) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in std::fs::read_to_string(index).unwrap().lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let rules = all.entry(cells[..2].join("\t")).or_default();
        rules.extend(cells.get(2).unwrap_or(&"").split(',').filter(|rule| !rule.is_empty()).map(str::to_owned));
    }
    all.into_iter().map(|(pair, rules)| (pair, Vec::from_iter(rules).join(","))).collect()
}

fn level(rules: &str) -> &str {
    ["ERR", "WARN", "INFO"].into_iter().find(|level| rules.contains(&format!(":{level}"))).unwrap_or("")
}

/// The gravest verdict of wire and behaviour, and the rules that gave it.
fn found(report: &Report) -> String {
    let verdict = |finding: &diff::Finding| finding.verdicts.wire.max(finding.verdicts.behaviour);
    let gravest = report.findings.iter().map(verdict).max().unwrap_or(Verdict::None);
    if gravest == Verdict::None {
        return "none".to_owned();
    }
    let gravest_rule = |finding: &diff::Finding| {
        let rules = [finding.rule].into_iter().chain(finding.also.iter().copied());
        rules.filter(|rule| rule.area != Area::Rust).max_by_key(|rule| rule.verdict).map(|rule| rule.id)
    };
    let graves = report.findings.iter().filter(|finding| verdict(finding) == gravest);
    let rules: BTreeSet<&str> = graves.filter_map(gravest_rule).collect();
    format!("{}: {}", gravest.name(), Vec::from_iter(rules).join(","))
}

/// Every version is read, does not differ from itself, and is compared with the next one and back.
#[test]
fn histories_are_compared() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    for history in std::fs::read_dir(folder.join("history")).unwrap().map(|entry| entry.unwrap().path()) {
        let mut versions: Vec<PathBuf> =
            std::fs::read_dir(&history).unwrap().map(|entry| entry.unwrap().path()).collect();
        versions.sort();
        for pair in versions.windows(2) {
            let [old, new] = pair else { continue };
            let report = compare(old, new).unwrap_or_else(|error| panic!("{}: {error}", new.display()));
            let places = report.findings.iter().all(|finding| finding.old.is_some() || finding.new.is_some());
            assert!(places, "{}: a finding has no place", new.display());
            assert!(compare(new, old).is_ok(), "{} cannot be compared with what was before", new.display());
            let same = compare(new, new).unwrap();
            assert!(same.findings.is_empty(), "{} differs from itself:\n{}", new.display(), same.text());
            compared += 1;
        }
    }
    assert!(compared > 25, "only {compared} pairs were found");
}
