//! What the comparison of two models finds in the examples of its rules: sentences, verdicts, places and witnesses.
//!
//! `UPDATE_GOLDENS=1 cargo test -p talkjs-codegen --test changes_rust` writes `changes_rust.txt`; read the difference.
#![cfg(feature = "diff")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test that cannot prepare itself has failed"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use talkjs_codegen::diff::rules::{self, Area, Rule};
use talkjs_codegen::diff::{Finding, Place, Verdict, Witness, diff};
use talkjs_codegen::{Options, Source};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn rust_rules() -> impl Iterator<Item = &'static Rule> {
    rules::all().filter(|rule| rule.area == Area::Rust)
}

/// One side of a rule's example.
fn side(rule: &Rule, side: &str) -> Source {
    let path = tests().join("changes").join(rule.id).join(side);
    Source::new(side, std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn findings(old: &Source, new: &Source) -> Vec<Finding> {
    let report = diff(old, new, &Options::default());
    report.unwrap_or_else(|unreadable| panic!("{unreadable:?}")).findings
}

/// What concerns Rust of the findings.
fn example(rule: &Rule) -> Vec<Finding> {
    let found = findings(&side(rule, "old.yaml"), &side(rule, "new.yaml"));
    found.into_iter().filter(|finding| finding.verdicts.rust != Verdict::None).collect()
}

fn names(finding: &Finding) -> impl Iterator<Item = &'static str> {
    std::iter::once(&finding.rule).chain(&finding.also).map(|rule| rule.id)
}

#[test]
fn every_rule_is_found_in_its_example_with_its_verdict() {
    for rule in rust_rules() {
        let found = example(rule);
        let own = found.iter().find(|finding| names(finding).any(|id| id == rule.id));
        let own = own.unwrap_or_else(|| panic!("{}: {found:#?}", rule.id));
        assert!(own.verdicts.rust >= rule.verdict, "{}: {own:#?}", rule.id);
        assert!(own.old.is_some() || own.new.is_some() || rule.id.starts_with("server-item"), "{}: {own:#?}", rule.id);
    }
}

#[test]
fn what_breaks_has_a_line_of_code_that_shows_it() {
    for rule in rust_rules().filter(|rule| rule.verdict == Verdict::Breaks) {
        let mut witnesses = example(rule).into_iter().flat_map(|finding| finding.witnesses);
        let shown = witnesses.any(|witness| matches!(witness, Witness::Code(_)));
        assert!(shown, "{}", rule.id);
    }
}

#[test]
fn a_description_does_not_differ_from_itself() {
    for rule in rust_rules() {
        for name in ["old.yaml", "new.yaml"] {
            let source = side(rule, name);
            let found = findings(&source, &source);
            assert!(found.is_empty(), "{} {name}: {found:#?}", rule.id);
        }
    }
}

/// What was added one way is removed the other way.
#[test]
fn findings_mirror_each_other() {
    const MIRRORED: [(&str, &str); 9] = [
        ("type-added", "type-removed"),
        ("field-added", "field-removed"),
        ("variant-added", "variant-removed"),
        ("method-added", "method-removed"),
        ("call-setter-added", "call-setter-removed"),
        ("typed-errors-added", "typed-errors-removed"),
        ("typed-headers-added", "typed-headers-removed"),
        ("stream-added", "stream-removed"),
        ("credential-added", "credential-removed"),
    ];
    let count = |found: &[Finding], id: &str| found.iter().filter(|found| names(found).any(|name| name == id)).count();
    for rule in rust_rules() {
        let (old, new) = (side(rule, "old.yaml"), side(rule, "new.yaml"));
        let (there, back) = (findings(&old, &new), findings(&new, &old));
        for (added, removed) in MIRRORED {
            assert_eq!(count(&there, added), count(&back, removed), "{}: {added}", rule.id);
            assert_eq!(count(&there, removed), count(&back, added), "{}: {removed}", rule.id);
        }
    }
}

#[test]
fn sentences_places_and_witnesses_are_as_written_down() {
    let mut text = String::new();
    for rule in rust_rules() {
        let _ = writeln!(text, "{}", rule.id);
        for finding in example(rule) {
            describe(&mut text, &finding);
        }
        text.push('\n');
    }
    let golden = tests().join("changes_rust.txt");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(text == expected, "the findings differ from {}:\n{text}", golden.display());
}

fn describe(text: &mut String, finding: &Finding) {
    let place = |place: &Option<Place>| match place {
        Some(place) => format!("{}:{}:{}", place.file, place.line, place.column),
        None => "-".to_owned(),
    };
    let ids: BTreeSet<&str> = names(finding).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let (old, new) = (place(&finding.old), place(&finding.new));
    let _ = writeln!(
        text,
        "  {:?} {} {old} {new} [{}]",
        finding.verdicts.rust,
        ids.join(" "),
        finding.operations.join(" ")
    );
    for sentence in &finding.sentences {
        let _ = writeln!(text, "    {sentence}");
    }
    for witness in &finding.witnesses {
        if let Witness::Code(line) = witness {
            let _ = writeln!(text, "    {line}");
        }
    }
}
