//! A report as JSON.

use serde_json::{Value, json};

use super::Report;
use crate::diff::accept::Acceptance;
use crate::diff::finding::{Finding, Place, Verdicts, Witness};

pub(super) fn json(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| one(finding, None));
    let accepted = report.accepted.iter().map(|(finding, entry)| one(finding, Some(entry)));
    let unused = report.unused.iter().map(|entry| json!({ "rule": entry.rule, "subject": entry.subject }));
    let value = json!({
        "verdicts": verdicts(report.verdicts()),
        "steps": { "crate": report.crate_step().name(), "api": report.api_step().name() },
        "apiVersions": { "old": report.api_versions.0, "new": report.api_versions.1 },
        "findings": findings.chain(accepted).collect::<Vec<_>>(),
        "unused": unused.collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn one(finding: &Finding, entry: Option<&Acceptance>) -> Value {
    json!({
        "rule": finding.rule.id,
        "also": finding.also.iter().map(|rule| rule.id).collect::<Vec<_>>(),
        "verdicts": verdicts(finding.verdicts),
        "subject": finding.subject,
        "sentences": finding.sentences,
        "old": place(finding.old.as_ref()),
        "new": place(finding.new.as_ref()),
        "operations": finding.operations,
        "witnesses": finding.witnesses.iter().map(witness).collect::<Vec<_>>(),
        "accepted": entry.map(|entry| json!({ "reason": entry.reason, "date": entry.date })),
    })
}

fn verdicts(Verdicts { wire, rust, behaviour }: Verdicts) -> Value {
    json!({ "wire": wire.name(), "rust": rust.name(), "behaviour": behaviour.name() })
}

fn place(place: Option<&Place>) -> Option<Value> {
    place.map(|Place { file, line, column }| json!({ "file": file, "line": line, "column": column }))
}

fn witness(witness: &Witness) -> Value {
    match witness {
        Witness::Code(code) => json!({ "kind": "code", "text": code }),
        Witness::Request(value) => json!({ "kind": "request", "text": value }),
        Witness::Response(value) => json!({ "kind": "response", "text": value }),
    }
}
