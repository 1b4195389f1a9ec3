//! The rules of `diff`: each has an example that it finds, and a page.
//!
//! `UPDATE_GOLDENS=1 cargo test -p talkjs-codegen --test changes` writes the pages anew; read the difference.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use talkjs_codegen::diff::rules::{Area, Rule, all};
use talkjs_codegen::diff::{self, Finding, Report, Verdict};
use talkjs_codegen::{Options, Source};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes")
}

fn example(rule: &str, name: &str) -> String {
    let path = folder().join(rule).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compare(old: &str, new: &str) -> Report {
    let (old, new) = (Source::new("old.yaml", old), Source::new("new.yaml", new));
    let options = Options { rust_type_hints: true, ..Options::default() };
    diff::diff(&old, &new, &options).unwrap_or_else(|unreadable| {
        let messages = |source: &Source, found: &[talkjs_codegen::Diagnostic]| {
            found.iter().map(|found| found.render(source)).collect::<Vec<_>>().join("\n")
        };
        panic!("{}{}", messages(&old, &unreadable.old), messages(&new, &unreadable.new))
    })
}

fn names(finding: &Finding) -> BTreeSet<&'static str> {
    finding.also.iter().copied().chain([finding.rule]).map(|rule| rule.id).collect()
}

#[test]
fn every_rule_finds_its_example() {
    for rule in all() {
        let report = compare(&example(rule.id, "old.yaml"), &example(rule.id, "new.yaml"));
        let finding = report.findings.iter().find(|finding| names(finding).contains(rule.id));
        let finding = finding.unwrap_or_else(|| panic!("{} finds nothing in\n{}", rule.id, report.text()));
        let verdict = match rule.area {
            Area::Wire => finding.verdicts.wire,
            Area::Rust => finding.verdicts.rust,
            Area::Behaviour => finding.verdicts.behaviour,
        };
        assert!(verdict > Verdict::None, "{} has no verdict in\n{}", rule.id, report.text());
        assert!(finding.old.is_some() || finding.new.is_some(), "{} has no place", rule.id);
        assert!(!finding.subject.is_empty(), "{} has no subject", rule.id);
    }
}

#[test]
fn every_example_belongs_to_a_rule() {
    let rules: BTreeSet<String> = all().map(|rule| rule.id.to_owned()).collect();
    let folders = std::fs::read_dir(folder()).unwrap();
    let folders: BTreeSet<String> =
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders.difference(&rules).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(rules.len(), all().count(), "two rules have one id");
}

#[test]
fn a_description_does_not_differ_from_itself() {
    for rule in all() {
        for name in ["old.yaml", "new.yaml"] {
            let text = example(rule.id, name);
            assert_eq!(compare(&text, &text).text(), "no change that matters\n", "{}/{name}", rule.id);
        }
    }
}

/// The wire rule of the same name that looks at the other direction, or at the opposite change.
const OPPOSITES: [(&str, &str); 11] = [
    ("-added", "-removed"),
    ("-narrowed", "-widened"),
    ("-tightened", "-loosened"),
    ("-closed", "-opened"),
    ("-became-required", "-became-optional"),
    ("-became-read-only", "-became-writable"),
    ("-became-write-only", "-became-readable"),
    ("-deprecated", "-undeprecated"),
    ("-started", "-stopped"),
    ("-moved-up", "-moved-back"),
    ("-lowered", "-raised"),
];

/// Rules without a partner, and why there is none.
const WAIVERS: &[(&str, &str)] = &[
    ("request-parameter-", "responses have no parameters"),
    ("request-optional-parameter-added", "responses have no parameters"),
    ("request-required-parameter-added", "responses have no parameters"),
    ("request-body-", "a response has a body by its media types, and a status without one is a status"),
    ("request-optional-body-added", "a response has a body by its media types"),
    ("request-required-body-added", "a response has a body by its media types"),
    ("request-encoding-changed", "only parts of forms have encodings, and responses are no forms"),
    ("response-success-status-", "requests have no status"),
    ("response-error-status-", "requests have no status"),
    ("response-header-", "headers of requests are parameters"),
    ("request-optional-property-added", "in a response, a property is added whether it is required or not: clients ignore it"),
    ("request-required-property-added", "in a response, a property is added whether it is required or not: clients ignore it"),
    ("response-property-added", "in a request, it matters whether the property is required"),
    ("request-property-removed", "in a response, it matters whether the property was required"),
    ("response-required-property-removed", "in a request, a removed property is ignored or rejected, whether it was required or not"),
    ("response-optional-property-removed", "in a request, a removed property is ignored or rejected, whether it was required or not"),
    ("request-property-became-read-only", "in a response, it stays; no longer `readOnly` is a property added to requests"),
    ("response-property-became-write-only", "in a request, it stays; no longer `writeOnly` is a property added to responses"),
];

/// Every hole in the table has a reason: the other direction of a rule, or the opposite of its change.
#[test]
fn every_asymmetry_of_the_wire_rules_has_a_reason() {
    let ids: BTreeSet<&str> = all().filter(|rule| rule.area == Area::Wire).map(|rule| rule.id).collect();
    let mut used = BTreeSet::new();
    let mut waived = |id: &str| {
        let found = WAIVERS.iter().find(|(waived, _)| id == *waived || (waived.ends_with('-') && id.starts_with(waived)));
        found.map(|(waived, reason)| {
            assert!(!reason.is_empty());
            used.insert(*waived);
        })
    };
    for id in &ids {
        let other = match id.split_once('-') {
            Some(("request", rest)) => Some(format!("response-{rest}")),
            Some(("response", rest)) => Some(format!("request-{rest}")),
            _ => None,
        };
        if let Some(other) = other.filter(|other| !ids.contains(other.as_str())) {
            assert!(waived(id).is_some(), "`{id}` has no `{other}`");
        }
        if id.ends_with("-changed") {
            continue;
        }
        let opposite = OPPOSITES.iter().any(|(one, other)| {
            ids.contains(id.replace(one, other).as_str()) && id.contains(one)
                || ids.contains(id.replace(other, one).as_str()) && id.contains(other)
        });
        assert!(opposite || waived(id).is_some(), "`{id}` has no opposite");
    }
    let unused: Vec<_> = WAIVERS.iter().filter(|(waived, _)| !used.contains(waived)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// What breaks in one direction is compatible in the other, and the other way round.
#[test]
fn a_narrowed_request_breaks_where_a_narrowed_response_does_not() {
    let verdict = |id: &str| all().find(|rule| rule.id == id).unwrap().verdict;
    for (narrowed, widened) in [
        ("type-narrowed", "type-widened"),
        ("format-narrowed", "format-widened"),
        ("null-removed", "null-added"),
        ("enum-value-removed", "enum-value-added"),
        ("constraint-tightened", "constraint-loosened"),
        ("object-closed", "object-opened"),
        ("branch-removed", "branch-added"),
    ] {
        assert_eq!(verdict(&format!("request-{narrowed}")), Verdict::Breaks);
        assert_eq!(verdict(&format!("request-{widened}")), Verdict::Compatible);
        assert_eq!(verdict(&format!("response-{narrowed}")), Verdict::Compatible);
        assert!(verdict(&format!("response-{widened}")) >= Verdict::MayBreak);
    }
}

#[test]
fn every_rule_has_a_page() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/changes");
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command/pages.rs");
    let mut written: Vec<(PathBuf, String)> =
        all().map(|rule| (pages.join(format!("{}.md", rule.id)), page(rule))).collect();
    written.push((pages.join("README.md"), contents()));
    written.push((list, included()));
    for (path, text) in &written {
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            std::fs::create_dir_all(&pages).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let known = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(&known, text, "{} is out of date", path.display());
    }
    let known: BTreeSet<PathBuf> =
        std::fs::read_dir(&pages).unwrap().map(|entry| pages.join(entry.unwrap().file_name())).collect();
    let expected: BTreeSet<PathBuf> = written.into_iter().map(|(path, _)| path).collect();
    assert_eq!(known.difference(&expected).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}

fn area(rule: &Rule) -> &'static str {
    match rule.area {
        Area::Wire => "wire",
        Area::Rust => "rust",
        Area::Behaviour => "behaviour",
    }
}

/// The page of a rule.
fn page(rule: &Rule) -> String {
    let (old, new) = (example(rule.id, "old.yaml"), example(rule.id, "new.yaml"));
    let report = compare(&old, &new);
    let finding = report.findings.iter().find(|finding| names(finding).contains(rule.id)).unwrap();
    let found = finding.sentences.join("; ");
    format!(
        "# {}\n\n{} — {}: {}\n\n## Why\n\n{}\n\n## Example\n\nOld:\n\n```yaml\n{old}```\n\nNew:\n\n```yaml\n{new}```\n\n\
         Found: {found}.\n\n## What to do\n\n{}\n",
        rule.id, rule.title, area(rule), rule.verdict.name(), rule.why, rule.advice
    )
}

/// The list of all pages.
fn contents() -> String {
    let mut text = "# Rules of `talkjs-codegen diff`\n\n| rule | area | verdict | change |\n|---|---|---|---|\n".to_owned();
    for rule in all() {
        let Rule { id, verdict, title, .. } = rule;
        text.push_str(&format!("| [{id}]({id}.md) | {} | {} | {title} |\n", area(rule), verdict.name()));
    }
    text
}

/// The source file by which the command has the pages.
fn included() -> String {
    let mut text = "//! The pages of the rules of `diff`. Written by `UPDATE_GOLDENS=1 cargo test -p talkjs-codegen --test changes`.\n\n\
         /// Each page by the id of its rule.\npub(crate) const PAGES: &[(&str, &str)] = &[\n"
        .to_owned();
    let mut ids: Vec<&str> = all().map(|rule| rule.id).collect();
    ids.sort_unstable();
    for id in ids {
        text.push_str(&format!("    page!(\"{id}\"),\n"));
    }
    text.push_str("];\n");
    text
}
