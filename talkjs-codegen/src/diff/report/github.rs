//! A report as annotations of GitHub Actions.

use super::Report;
use crate::diff::finding::{Finding, Verdict};

pub(super) fn github(report: &Report) -> String {
    report.findings.iter().map(one).collect()
}

fn one(finding: &Finding) -> String {
    let level = match finding.verdicts.gravest() {
        Verdict::Breaks => "error",
        Verdict::MayBreak => "warning",
        Verdict::Compatible | Verdict::None => "notice",
    };
    let place = finding.new.as_ref().or(finding.old.as_ref());
    let place = place.map(|place| format!("file={},line={},col={},", property(&place.file), place.line, place.column));
    let sentences = message(&finding.sentences.join("; "));
    format!("::{level} {}title={}::{sentences}\n", place.unwrap_or_default(), property(finding.rule.id))
}

/// Escapes a text for GitHub: percent signs and line breaks are special.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, in which colons and commas are special as well.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
