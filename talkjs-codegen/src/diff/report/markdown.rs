//! A report as Markdown, for a changelog.

use super::{Report, reached};
use crate::diff::finding::{Finding, Verdict};

const HEADINGS: [(Verdict, &str); 3] = [
    (Verdict::Breaks, "Breaking changes"),
    (Verdict::MayBreak, "Changes that may break"),
    (Verdict::Compatible, "Other changes"),
];

pub(super) fn markdown(report: &Report) -> String {
    let mut parts = Vec::new();
    for (verdict, heading) in HEADINGS {
        let lines: Vec<String> =
            report.all().filter(|finding| finding.verdicts.gravest() == verdict).map(one).collect();
        if !lines.is_empty() {
            parts.push(format!("### {heading}\n\n{}", lines.concat()));
        }
    }
    parts.join("\n")
}

fn one(finding: &Finding) -> String {
    let operations = reached(finding).filter(|_| finding.operations != [finding.subject.clone()]);
    let operations = operations.map_or(String::new(), |operations| format!(" (in {operations})"));
    let sentence = finding.sentences.first().map(String::as_str).unwrap_or_default();
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("- {first}{}{operations}\n", letters.as_str())
}
