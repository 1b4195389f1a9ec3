//! The rules of `diff`: each has an example that it finds, and a page.
//!
//! `UPDATE_GOLDENS=1 cargo test -p talkjs-codegen --test changes` writes the pages anew; read the difference.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test that cannot prepare itself has failed"
)]

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
    let folders: BTreeSet<String> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
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
    (
        "request-optional-property-added",
        "in a response, a property is added whether it is required or not: clients ignore it",
    ),
    (
        "request-required-property-added",
        "in a response, a property is added whether it is required or not: clients ignore it",
    ),
    ("response-property-added", "in a request, it matters whether the property is required"),
    ("request-property-removed", "in a response, it matters whether the property was required"),
    (
        "response-required-property-removed",
        "in a request, a removed property is ignored or rejected, whether it was required or not",
    ),
    (
        "response-optional-property-removed",
        "in a request, a removed property is ignored or rejected, whether it was required or not",
    ),
    (
        "request-property-became-read-only",
        "in a response, it stays; no longer `readOnly` is a property added to requests",
    ),
    (
        "response-property-became-write-only",
        "in a request, it stays; no longer `writeOnly` is a property added to responses",
    ),
];

/// Every hole in the table has a reason: the other direction of a rule, or the opposite of its change.
#[test]
fn every_asymmetry_of_the_wire_rules_has_a_reason() {
    let ids: BTreeSet<&str> = all().filter(|rule| rule.area == Area::Wire).map(|rule| rule.id).collect();
    let mut used = BTreeSet::new();
    let mut waived = |id: &str| {
        let found =
            WAIVERS.iter().find(|(waived, _)| id == *waived || (waived.ends_with('-') && id.starts_with(waived)));
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
        rule.id,
        rule.title,
        area(rule),
        rule.verdict.name(),
        rule.why,
        rule.advice
    )
}

/// The list of all pages.
fn contents() -> String {
    let mut text =
        "# Rules of `talkjs-codegen diff`\n\n| rule | area | verdict | change |\n|---|---|---|---|\n".to_owned();
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

/// All examples, as one JSON report each, are valid by the schema; so is one with accepted findings.
#[test]
fn json_reports_are_valid_by_their_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/diff.json");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.enable_format_assertions();
    let schema = compiler.compile(path.to_str().unwrap(), &mut schemas).unwrap();
    let validate = |report: &Report| {
        let value: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        schemas.validate(&value, schema).unwrap_or_else(|error| panic!("{error}\n{value:#}"));
        value
    };
    for rule in all() {
        let report = compare(&example(rule.id, "old.yaml"), &example(rule.id, "new.yaml"));
        let value = validate(&report);
        assert_eq!(value["findings"].as_array().unwrap().len(), report.findings.len());
    }
    let text = "- { rule: operation-removed, subject: deletePet, reason: unused, date: 2027-01-31 }\n\
                - { rule: operation-added, subject: deletePet, reason: unused, date: 2027-01-31 }\n";
    let entries = diff::read_accepted("accept.yaml", text).unwrap();
    let rule = "operation-removed";
    let report = compare(&example(rule, "old.yaml"), &example(rule, "new.yaml")).accept(&entries);
    let value = validate(&report);
    assert_eq!(value["findings"][0]["accepted"]["reason"], "unused");
    assert_eq!(value["unused"][0]["rule"], "operation-added");
    let wrong = serde_json::json!({ "verdicts": {} });
    assert!(schemas.validate(&wrong, schema).is_err());
}

#[test]
fn a_narrowed_request_and_a_widened_response_have_an_example_of_what_breaks() {
    for (rule, witness) in [
        ("request-type-narrowed", diff::Witness::Request("1.5".to_owned())),
        ("response-type-widened", diff::Witness::Response("1.5".to_owned())),
        ("request-null-removed", diff::Witness::Request("null".to_owned())),
        ("response-null-added", diff::Witness::Response("null".to_owned())),
        ("request-enum-value-removed", diff::Witness::Request("\"sold\"".to_owned())),
        ("response-enum-value-added", diff::Witness::Response("\"sold\"".to_owned())),
        ("request-constraint-tightened", diff::Witness::Request("\"aaaaaaaaaaa\"".to_owned())),
        ("response-constraint-loosened", diff::Witness::Response("\"aaaaaaaaaaa\"".to_owned())),
    ] {
        let report = compare(&example(rule, "old.yaml"), &example(rule, "new.yaml"));
        let finding = report.findings.iter().find(|finding| names(finding).contains(rule)).unwrap();
        assert!(finding.witnesses.contains(&witness), "{rule}: {:?}", finding.witnesses);
    }
}

/// A description whose schema is sent and received.
const BOTH: &str = "\
openapi: 3.1.0
info: { title: Pets, version: 1.4.0 }
paths:
  /pets:
    post:
      operationId: createPet
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '200': { description: Pet, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
    get:
      operationId: listPets
      responses: { '200': { description: Pets, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } } }
components:
  schemas:
    Pet: { type: object, properties: { name: { type: string, maxLength: 20 }, parent: { $ref: '#/components/schemas/Pet' } } }
";

#[test]
fn a_schema_that_is_sent_and_received_is_judged_for_both_in_one_finding() {
    let report = compare(BOTH, &BOTH.replace("maxLength: 20", "maxLength: 10"));
    let [finding] = report.findings.as_slice() else { panic!("{}", report.text()) };
    assert!(
        names(finding).is_superset(&BTreeSet::from(["request-constraint-tightened", "response-constraint-tightened"]))
    );
    assert_eq!(finding.rule.id, "request-constraint-tightened");
    assert_eq!(finding.subject, "Pet.name");
    assert_eq!(finding.operations, ["createPet", "listPets"]);
    assert_eq!(finding.verdicts.wire, Verdict::Breaks);
    let (old, new) = (finding.old.as_ref().unwrap(), finding.new.as_ref().unwrap());
    assert_eq!((old.to_string(), new.to_string()), ("old.yaml:14:40".to_owned(), "new.yaml:14:40".to_owned()));
    assert_eq!(finding.witnesses.first(), Some(&diff::Witness::Request("\"aaaaaaaaaaa\"".to_owned())));
}

#[test]
fn the_operations_are_those_that_reach_a_change_in_its_direction() {
    let report = compare(BOTH, &BOTH.replace("maxLength: 20", "maxLength: 30"));
    assert_eq!(report.findings[0].rule.id, "response-constraint-loosened");
    let narrow = BOTH.replace("{ type: array, items: { $ref: '#/components/schemas/Pet' } }", "{ type: array }");
    let report = compare(&narrow, &narrow.replace("maxLength: 20", "maxLength: 10"));
    assert_eq!(report.findings[0].operations, ["createPet"]);
}

#[test]
fn places_are_those_of_json_and_of_further_files() {
    let files = |min: &str| {
        let main = r##"{
  "openapi": "3.1.0",
  "info": { "title": "Pets", "version": "1" },
  "paths": { "/pets": { "post": { "operationId": "createPet",
    "requestBody": { "content": { "application/json": { "schema": { "$ref": "pet.yaml#/Pet" } } } },
    "responses": { "204": { "description": "Created" } } } } }
}"##;
        let pet = format!("Pet:\n  type: object\n  properties:\n    name: {{ type: string, minLength: {min} }}\n");
        let read = move |path: &str| match path {
            "api.json" => Ok(main.to_owned()),
            "pet.yaml" => Ok(pet.clone()),
            _ => Err("not found"),
        };
        Source::open("api.json", read).unwrap()
    };
    let report = diff::diff(&files("1"), &files("2"), &Options::default()).unwrap();
    assert_eq!(report.findings[0].old.as_ref().unwrap().to_string(), "pet.yaml:4:5");
    let json = |required: &str| {
        BOTH.replace("requestBody: {", &format!("requestBody: {{ required: {required},"))
            .replace("operationId: createPet", "operationId: createPet\n      x-json: true")
    };
    let value = |text: String| serde_yaml_ng::from_str::<serde_json::Value>(&text).unwrap();
    let source = |required| Source::new("api.json", format!("{:#}", value(json(required))));
    let report = diff::diff(&source("false"), &source("true"), &Options::default()).unwrap();
    let finding = report.findings.iter().find(|finding| finding.rule.id == "request-body-became-required").unwrap();
    let place = finding.new.as_ref().unwrap();
    let line = source("true").files()[0].text().lines().nth(place.line - 1).unwrap().to_owned();
    assert_eq!(&line[place.column - 1..], "\"content\": {");
}

#[test]
fn steps_of_versions_follow_from_the_verdicts() {
    use diff::Step;
    let same = compare(BOTH, BOTH);
    assert_eq!((same.crate_step(), same.api_step()), (Step::Patch, Step::Patch));
    let tightened = compare(BOTH, &BOTH.replace("maxLength: 20", "maxLength: 10"));
    assert_eq!(tightened.api_step(), Step::Major);
    let optional = compare(BOTH, &BOTH.replace("properties: {", "properties: { age: { type: integer },"));
    assert_eq!((optional.crate_step(), optional.api_step()), (Step::Minor, Step::Minor));
    let text = compare(BOTH, &BOTH.replace("maxLength: 20", "maxLength: 10").replace("1.4.0", "1.5.0")).text();
    assert!(text.contains("API: major version, 2.0.0 after 1.4.0; `info.version` is 1.5.0"), "{text}");
    for (step, version, after) in [
        (Step::Major, "1.4.2", "2.0.0"),
        (Step::Minor, "1.4.2", "1.5.0"),
        (Step::Patch, "1.4.2", "1.4.3"),
        (Step::Major, "0.4.2", "0.5.0"),
        (Step::Minor, "0.4.2", "0.4.3"),
        (Step::Major, "0.0.2", "0.0.3"),
        (Step::Patch, "0.0.2", "0.0.3"),
    ] {
        assert_eq!(step.after(version).as_deref(), Some(after), "{step:?} after {version}");
    }
    assert_eq!(Step::Major.after("1.4.2-rc.1"), None);
}

/// Moving things without a change of meaning is no finding on the wire.
#[test]
fn the_same_said_otherwise_does_not_differ() {
    let pet = "Pet: { type: object, properties: { name: { type: string, maxLength: 20 }, parent: { $ref: '#/components/schemas/Pet' } } }";
    let parts = "Pet: { allOf: [{ $ref: '#/components/schemas/Named' }, { type: object, properties: { parent: { $ref: '#/components/schemas/Pet' } } }] }\n    Named: { type: object, properties: { name: { type: string, maxLength: 20 } } }";
    let cases = [
        (BOTH.to_owned(), BOTH.replace(pet, parts)),
        (BOTH.replace("{ type: string, maxLength: 20 }", "{ type: [string, integer] }"), BOTH.replace("{ type: string, maxLength: 20 }", "{ anyOf: [{ type: integer }, { type: string }] }")),
        (BOTH.replace("{ type: string, maxLength: 20 }", "{ type: [string, 'null'] }"), BOTH.replace("{ type: string, maxLength: 20 }", "{ oneOf: [{ type: string }, { type: 'null' }] }")),
        (BOTH.replace("/pets:\n    post", "/pets/{id}:\n    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]\n    post"), BOTH.replace("/pets:\n    post", "/pets/{petId}:\n    parameters: [{ name: petId, in: path, required: true, schema: { type: string } }]\n    post")),
    ];
    for (old, new) in &cases {
        let report = compare(old, new);
        let of_wire: Vec<_> = report.findings.iter().filter(|finding| finding.verdicts.wire > Verdict::None).collect();
        assert!(of_wire.is_empty(), "{new}\n{}", report.text());
    }
}

#[test]
fn an_accept_file_with_mistakes_is_rejected_with_their_places() {
    for (text, expected) in [
        ("a: 1", "accept.yaml:1:1: expected a list of entries with `rule`, `subject`, `reason` and `date`"),
        (
            "- { rule: operation-remove, subject: a, reason: b, date: 2027-01-31 }",
            "accept.yaml:1:3: unknown rule `operation-remove`; did you mean `operation-removed`?",
        ),
        (
            "- { rule: operation-removed, subject: a, date: 2027-01-31 }",
            "accept.yaml:1:3: missing required key `reason` with a string",
        ),
        (
            "- { rule: operation-removed, subject: a, reason: b, date: 2027-13-31 }",
            "accept.yaml:1:3: `2027-13-31` is not a date such as `2027-01-31`",
        ),
        (
            "- { rule: operation-removed, subject: a, reason: b, date: 2027-01-31, why: c }",
            "accept.yaml:1:76: unknown key `why`; an entry has `rule`, `subject`, `reason` and `date`",
        ),
    ] {
        let errors = diff::read_accepted("accept.yaml", text).unwrap_err();
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{text}");
    }
    assert!(diff::read_accepted("accept.yaml", "- {").unwrap_err()[0].to_string().starts_with("accept.yaml:1:"));
}
