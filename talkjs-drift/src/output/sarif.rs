//! A report as SARIF 2.1.0, which code hosts show beside the lines.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::text::summary;
use super::{Locate, Location};
use crate::report::Report;

/// Writes a report as SARIF.
#[must_use]
pub fn sarif(report: &Report, locate: &Locate<'_>) -> Value {
    let kinds: BTreeSet<&str> = report.findings.iter().map(|finding| finding.kind.name()).collect();
    let rules: Value = kinds.iter().map(|kind| json!({ "id": kind })).collect();
    let results: Value = report
        .findings
        .iter()
        .map(|finding| {
            let Location { file, line, column } = locate(&finding.place);
            let level = if finding.kind.is_violation() { "error" } else { "warning" };
            let at = if finding.pointer.is_empty() { String::new() } else { format!(" at {}", finding.pointer) };
            let text = format!("{} {}, {}{at}: {}", finding.method, finding.path, finding.part, summary(finding));
            json!({
                "ruleId": finding.kind.name(),
                "level": level,
                "message": { "text": text },
                "occurrenceCount": finding.count,
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": file },
                    "region": { "startLine": line, "startColumn": column },
                } }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "talkjs-drift", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}
