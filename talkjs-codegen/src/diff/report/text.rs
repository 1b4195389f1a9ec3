//! A report as text.

use super::{Report, Step, reached};
use crate::diff::finding::{Finding, Place, Verdict, Witness};

/// The verdicts, the most severe first, each with its heading.
const HEADINGS: [(Verdict, &str); 3] =
    [(Verdict::Breaks, "Breaks"), (Verdict::MayBreak, "May break"), (Verdict::Compatible, "Compatible")];

pub(super) fn text(report: &Report) -> String {
    let mut lines = Vec::new();
    for (verdict, heading) in HEADINGS {
        let found: Vec<&Finding> =
            report.findings.iter().filter(|finding| finding.verdicts.gravest() == verdict).collect();
        if found.is_empty() {
            continue;
        }
        lines.push(format!("{heading}: {}", found.len()));
        let mut rule = "";
        for finding in found {
            if finding.rule.id != rule {
                rule = finding.rule.id;
                lines.push(format!("\n{rule}: {}", finding.rule.title));
                lines.push(format!("  {}", finding.rule.why));
            }
            lines.extend(one(finding));
        }
        lines.push(String::new());
    }
    for (finding, entry) in &report.accepted {
        let sentence = finding.sentences.join("; ");
        lines.push(format!("accepted on {}: {sentence} ({})", entry.date, entry.reason));
    }
    for entry in &report.unused {
        lines.push(format!("{}: nothing to accept for `{}` at `{}`", entry.place, entry.rule, entry.subject));
    }
    lines.push(summary(report));
    lines.push(String::new());
    lines.join("\n")
}

fn one(finding: &Finding) -> Vec<String> {
    let mut sentences = finding.sentences.iter();
    let mut lines = vec![format!("  - {}", sentences.next().map(String::as_str).unwrap_or_default())];
    lines.extend(sentences.map(|sentence| format!("      {sentence}")));
    lines.push(format!("      {}", places(finding.old.as_ref(), finding.new.as_ref())));
    lines.extend(reached(finding).map(|operations| format!("      in {operations}")));
    for witness in &finding.witnesses {
        lines.push(match witness {
            Witness::Code(code) => format!("      no longer compiles: {code}"),
            Witness::Request(value) => format!("      no longer accepted: {value}"),
            Witness::Response(value) => format!("      not expected: {value}"),
        });
    }
    if finding.verdicts.gravest() > Verdict::Compatible {
        let areas = [
            ("wire", finding.verdicts.wire),
            ("rust", finding.verdicts.rust),
            ("behaviour", finding.verdicts.behaviour),
        ];
        let areas = areas.iter().filter(|(_, verdict)| *verdict > Verdict::None);
        let areas: Vec<String> = areas.map(|(name, verdict)| format!("{name} {}", verdict.name())).collect();
        lines.push(format!("      {}; accept as `{}` at `{}`", areas.join(", "), finding.rule.id, finding.subject));
    }
    lines
}

fn places(old: Option<&Place>, new: Option<&Place>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{old} -> {new}"),
        (Some(old), None) => format!("{old}"),
        (None, Some(new)) => format!("new: {new}"),
        (None, None) => String::new(),
    }
}

/// The summary of a report.
fn summary(report: &Report) -> String {
    if report.findings.is_empty() && report.accepted.is_empty() {
        return "no change that matters".to_owned();
    }
    let verdicts = report.verdicts();
    let mut lines = vec![format!(
        "wire: {}, rust: {}, behaviour: {}",
        verdicts.wire.name(),
        verdicts.rust.name(),
        verdicts.behaviour.name()
    )];
    lines.push(format!("generated crate: {} version", report.crate_step().name()));
    lines.push(format!("API: {} version{}", report.api_step().name(), api_version(report.api_step(), report)));
    lines.join("\n")
}

fn api_version(step: Step, report: &Report) -> String {
    let (old, new) = &report.api_versions;
    match step.after(old) {
        Some(needed) if needed == *new => format!(", which `info.version` has: {new}"),
        Some(needed) => format!(", {needed} after {old}; `info.version` is {new}"),
        None => String::new(),
    }
}
