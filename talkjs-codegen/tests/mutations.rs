//! Descriptions against versions of them that are changed at random, by a seed: nothing crashes, and what is found one way
//! is found the other way round.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot prepare itself has failed"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use talkjs_codegen::diff::rules::{Area, all};
use talkjs_codegen::diff::{self, Finding, Place, Report};
use talkjs_codegen::{Options, Source};

/// A generator of numbers: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// Keywords that a description may have anywhere, and values that they may have.
fn keywords() -> Vec<(&'static str, Value)> {
    vec![
        ("type", json!("string")),
        ("type", json!("integer")),
        ("type", json!(["string", "null"])),
        ("nullable", json!(true)),
        ("format", json!("date")),
        ("enum", json!(["a", "b"])),
        ("default", json!(3)),
        ("minimum", json!(2)),
        ("maximum", json!(20)),
        ("exclusiveMaximum", json!(true)),
        ("minLength", json!(1)),
        ("maxLength", json!(9)),
        ("pattern", json!("^a+$")),
        ("multipleOf", json!(0)),
        ("minItems", json!(1)),
        ("uniqueItems", json!(true)),
        ("items", json!({ "type": "number" })),
        ("prefixItems", json!([{ "type": "number" }])),
        ("additionalProperties", json!(false)),
        ("additionalProperties", json!({ "type": "string" })),
        ("patternProperties", json!({ "^x": { "type": "string" } })),
        ("propertyNames", json!({ "maxLength": 3 })),
        ("required", json!(["id", "name"])),
        ("required", json!(true)),
        ("readOnly", json!(true)),
        ("writeOnly", json!(true)),
        ("deprecated", json!(true)),
        ("allOf", json!([{ "required": ["a"] }])),
        ("oneOf", json!([{ "type": "string" }, { "type": "object" }])),
        ("anyOf", json!([{ "maxLength": 3 }, { "minimum": 3 }])),
        ("not", json!({ "type": "string" })),
        ("discriminator", json!({ "propertyName": "kind", "mapping": { "a": "A" } })),
        ("dependentRequired", json!({ "a": ["b"] })),
        ("style", json!("deepObject")),
        ("explode", json!(false)),
        ("security", json!([{ "key": ["read"] }, {}])),
        ("servers", json!([{ "url": "/v2" }])),
        ("x-idempotency", json!("none")),
        ("x-rate-limit", json!("few")),
        ("x-sunset", json!("2027-01-31")),
    ]
}

/// Changes one place in a value.
fn mutate(value: &mut Value, random: &mut Random, depth: usize) {
    let goes_on = depth < 12 && random.below(10) > 0;
    match value {
        Value::Object(map) if !map.is_empty() => {
            let key = random.one(&map.keys().cloned().collect::<Vec<_>>()).clone();
            if goes_on {
                return mutate(map.get_mut(&key).unwrap(), random, depth + 1);
            }
            change(map, &key, random);
        }
        Value::Array(items) if !items.is_empty() => {
            let index = random.below(items.len());
            match random.below(4) {
                _ if goes_on => mutate(&mut items[index], random, depth + 1),
                0 => drop(items.remove(index)),
                1 => items.reverse(),
                _ => {
                    let copy = items[index].clone();
                    items.push(copy);
                }
            }
        }
        Value::Bool(flag) => *flag = !*flag,
        Value::Number(number) => *value = json!(number.as_f64().unwrap_or_default() * 2.0 + 1.0),
        Value::String(text) => {
            let words = ["string", "integer", "number", "boolean", "object", "array", "null", "query", "header", "x"];
            *text = (*random.one(&words)).to_owned();
        }
        _ => *value = json!({ "type": "boolean" }),
    }
}

fn change(map: &mut Map<String, Value>, key: &str, random: &mut Random) {
    match random.below(4) {
        0 => drop(map.remove(key)),
        1 => {
            let value = map.remove(key).unwrap();
            map.insert(format!("{key}2"), value);
        }
        _ => {
            let (keyword, value) = random.one(&keywords()).clone();
            map.insert(keyword.to_owned(), value);
        }
    }
}

/// The small descriptions of this crate's tests, and TalkJS'.
fn descriptions() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let keywords = files(folder.join("tests/keywords"));
    let changes = files(folder.join("tests/changes")).map(|folder| folder.join("new.yaml"));
    let talkjs = folder.join("../spec/talkjs.yaml");
    let mut paths: Vec<PathBuf> = keywords.chain(changes).chain([talkjs]).collect();
    paths.sort();
    let texts = paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let values = texts.filter_map(|path| {
        let value: Value = serde_yaml_ng::from_str(&std::fs::read_to_string(&path).unwrap()).ok()?;
        compare(&value, &value)?;
        Some((path.file_name().unwrap().to_str().unwrap().to_owned(), value))
    });
    values.collect()
}

fn compare(old: &Value, new: &Value) -> Option<Report> {
    let source = |value: &Value| Source::new("description.json", format!("{value:#}"));
    diff::diff(&source(old), &source(new), &Options::default()).ok()
}

#[test]
fn changed_descriptions_are_compared_without_a_crash_and_the_same_both_ways() {
    const PAIRS: usize = 1000;
    const TRIES: usize = 4000;
    let descriptions = descriptions();
    let mut random = Random(0x5eed);
    let (mut compared, mut differing, mut rules) = (0, 0, BTreeSet::new());
    for number in 0..TRIES {
        if compared == PAIRS {
            break;
        }
        let (name, old) = &descriptions[number % descriptions.len()];
        let mut new = old.clone();
        for _ in 0..=random.below(4) {
            let parts: Vec<&str> = ["paths", "components"].into_iter().filter(|part| old.get(part).is_some()).collect();
            let part = if parts.is_empty() { &mut new } else { &mut new[*random.one(&parts)] };
            mutate(part, &mut random, 0);
        }
        let Some(there) = compare(old, &new) else { continue };
        let back = compare(&new, old).unwrap();
        compared += 1;
        differing += usize::from(!there.findings.is_empty());
        rules.extend(there.findings.iter().flat_map(names));
        let is_same = number % 4 > 0 || compare(&new, &new).unwrap().findings.is_empty();
        assert!(is_same, "{name} {number} differs from itself:\n{new:#}");
        for (one, other) in [(&there, &back), (&back, &there)] {
            mirrored(one, other).unwrap_or_else(|error| panic!("{name} {number}: {error}\n{old:#}\n{new:#}"));
        }
    }
    assert_eq!(compared, PAIRS, "most pairs cannot be read");
    assert!(differing > PAIRS / 2, "only {differing} pairs differ");
    assert!(rules.len() > 50, "only {} rules were met: {rules:?}", rules.len());
}

fn names(finding: &Finding) -> BTreeSet<&'static str> {
    finding.also.iter().copied().chain([finding.rule]).map(|rule| rule.id).collect()
}

/// The rules that find the opposite change. Those of the generated code have no such table.
const MIRRORS: &[(&str, &str)] = &[
    ("operation-removed", "operation-added"),
    ("request-parameter-removed", "request-optional-parameter-added"),
    ("request-parameter-removed", "request-required-parameter-added"),
    ("request-parameter-became-required", "request-parameter-became-optional"),
    ("request-body-removed", "request-optional-body-added"),
    ("request-body-removed", "request-required-body-added"),
    ("request-body-became-required", "request-body-became-optional"),
    ("request-media-type-removed", "request-media-type-added"),
    ("response-media-type-removed", "response-media-type-added"),
    ("response-success-status-removed", "response-success-status-added"),
    ("response-error-status-removed", "response-error-status-added"),
    ("response-header-removed", "response-header-added"),
    ("response-header-became-optional", "response-header-became-required"),
    ("security-alternative-removed", "security-alternative-added"),
    ("security-scope-removed", "security-scope-added"),
    ("server-removed", "server-added"),
    ("webhook-removed", "webhook-added"),
    ("request-type-narrowed", "request-type-widened"),
    ("response-type-narrowed", "response-type-widened"),
    ("request-format-narrowed", "request-format-widened"),
    ("response-format-narrowed", "response-format-widened"),
    ("request-null-removed", "request-null-added"),
    ("response-null-removed", "response-null-added"),
    ("request-enum-value-removed", "request-enum-value-added"),
    ("response-enum-value-removed", "response-enum-value-added"),
    ("request-constraint-tightened", "request-constraint-loosened"),
    ("response-constraint-tightened", "response-constraint-loosened"),
    ("request-object-closed", "request-object-opened"),
    ("response-object-closed", "response-object-opened"),
    ("request-branch-removed", "request-branch-added"),
    ("response-branch-removed", "response-branch-added"),
    ("request-property-removed", "request-optional-property-added"),
    ("request-property-removed", "request-required-property-added"),
    ("request-property-became-required", "request-property-became-optional"),
    ("request-property-became-read-only", "request-optional-property-added"),
    ("request-property-became-read-only", "request-required-property-added"),
    ("response-required-property-removed", "response-property-added"),
    ("response-optional-property-removed", "response-property-added"),
    ("response-property-became-optional", "response-property-became-required"),
    ("response-property-became-write-only", "response-property-added"),
    ("default-added", "default-removed"),
    ("retries-started", "retries-stopped"),
    ("pagination-added", "pagination-removed"),
    ("operation-deprecated", "operation-undeprecated"),
    ("parameter-deprecated", "parameter-undeprecated"),
    ("property-deprecated", "property-undeprecated"),
    ("header-deprecated", "header-undeprecated"),
    ("sunset-moved-up", "sunset-moved-back"),
    ("stability-raised", "stability-lowered"),
];

/// Rules that find some changes of both ways: some values are new and others are gone.
fn mirrors_itself(rule: &str) -> bool {
    rule.ends_with("-changed") || ["-type-", "-format-", "-constraint-"].iter().any(|part| rule.contains(part))
}

/// Whether each finding has a partner at the same places the other way round.
fn mirrored(there: &Report, back: &Report) -> Result<(), String> {
    let places = |report: &Report| -> BTreeSet<(Option<Place>, Option<Place>, &'static str)> {
        let findings = report.findings.iter();
        findings
            .flat_map(|finding| names(finding).into_iter().map(|rule| (finding.old.clone(), finding.new.clone(), rule)))
            .collect()
    };
    let back_places = places(back);
    let is_ours = |rule: &str| all().any(|known| known.id == rule && known.area != Area::Rust);
    for (old, new, rule) in places(there).into_iter().filter(|(.., rule)| is_ours(rule)) {
        let others = MIRRORS.iter().filter_map(|(one, other)| match rule {
            _ if *one == rule => Some(*other),
            _ if *other == rule => Some(*one),
            _ => None,
        });
        let others: Vec<&str> = others.chain(mirrors_itself(rule).then_some(rule)).collect();
        if others.is_empty() {
            return Err(format!("`{rule}` has no mirror in the table"));
        }
        let key = |other: &str| back_places.iter().any(|(o, n, r)| (o, n, *r) == (&new, &old, other));
        if !others.iter().any(|other| key(other)) {
            return Err(format!(
                "`{rule}` has no partner the other way round\n{}\n--- back\n{}",
                there.text(),
                back.text()
            ));
        }
    }
    Ok(())
}
