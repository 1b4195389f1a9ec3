//! A report as JSON; its schema is `schemas/report.json`.

use serde_json::{Value, json as object};

use super::Locate;
use super::text::{summary, unread_words};
use crate::deviation::{Kind, Part};
use crate::report::{Finding, Report};

/// Writes a report as JSON.
#[must_use]
pub fn json(report: &Report, locate: &Locate<'_>) -> Value {
    let findings = |list: &[Finding]| list.iter().map(|of| finding(of, locate)).collect::<Value>();
    let unread = report.unread.iter().map(|(unread, count)| object!({"what": unread_words(unread), "count": count}));
    let coverage = report.coverage.sections().map(|(name, covered)| {
        let unseen = covered.unseen.iter().map(|of| object!({"name": of.name, "location": locate(&of.place)}));
        let section = object!({
            "described": covered.described, "seen": covered.seen, "unseen": unseen.collect::<Value>()
        });
        (name.replace(' ', "_"), section)
    });
    object!({
        "version": 1,
        "drift": report.has_drift(),
        "exchanges": report.exchanges,
        "findings": findings(&report.findings),
        "rejected": findings(&report.rejected),
        "unread": unread.collect::<Value>(),
        "coverage": Value::Object(coverage.into_iter().collect()),
    })
}

fn finding(finding: &Finding, locate: &Locate<'_>) -> Value {
    let name = match &finding.kind {
        Kind::UndocumentedProperty { name } | Kind::MissingProperty { name } => Some(name.as_str()),
        Kind::UndocumentedContentType { found, .. } => found.as_deref(),
        Kind::BrokenConstraint { keyword, .. } => Some(*keyword),
        _ => None,
    };
    let part = match &finding.part {
        Part::Operation => "operation",
        Part::Parameter(_) => "parameter",
        Part::Request => "request",
        Part::Response => "response",
    };
    let parameter = match &finding.part {
        Part::Parameter(name) => Some(name),
        _ => None,
    };
    object!({
        "kind": finding.kind.name(),
        "message": summary(finding),
        "name": name,
        "method": finding.method,
        "path": finding.path,
        "part": part,
        "parameter": parameter,
        "pointer": finding.pointer,
        "location": locate(&finding.place),
        "place": finding.place.pointer,
        "count": finding.count,
        "statuses": finding.statuses,
        "types": finding.seen.types,
        "values": finding.values,
        "first": finding.first,
    })
}
