//! A report as text.

use std::fmt::Write as _;

use super::{Locate, Location};
use crate::check::Unread;
use crate::deep::DEEPEST;
use crate::deviation::{Kind, Part};
use crate::report::{Finding, Report};

/// Writes a report as text; with `has_coverage`, also everything in the description that was never used.
#[must_use]
pub fn text(report: &Report, locate: &Locate<'_>, has_coverage: bool) -> String {
    let mut text = String::new();
    let _ = write_text(&mut text, report, locate, has_coverage);
    text
}

fn write_text(text: &mut String, report: &Report, locate: &Locate<'_>, has_coverage: bool) -> std::fmt::Result {
    for finding in &report.findings {
        write_finding(text, finding, locate)?;
    }
    if !report.rejected.is_empty() {
        writeln!(text, "Requests that both description and server reject (mistakes of the client, not drift):\n")?;
        for finding in &report.rejected {
            write_finding(text, finding, locate)?;
        }
    }
    if has_coverage {
        write_unseen(text, report, locate)?;
    }
    write_summary(text, report)
}

fn write_finding(text: &mut String, finding: &Finding, locate: &Locate<'_>) -> std::fmt::Result {
    let Finding { method, path, part, pointer, place, count, first, .. } = finding;
    let Location { file, line, column } = locate(place);
    let at = if pointer.is_empty() { String::new() } else { format!(" at {pointer}") };
    let statuses: Vec<String> = finding.statuses.keys().map(u16::to_string).collect();
    writeln!(text, "{file}:{line}:{column}: {}", summary(finding))?;
    writeln!(text, "  in {method} {path}, {part}{at} (status {})", statuses.join(", "))?;
    let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
    writeln!(text, "  seen {times}, first in exchange {}: {} {}\n", first.number, first.method, first.path)
}

/// The difference, with the types that were found.
pub(super) fn summary(finding: &Finding) -> String {
    let Finding { kind, seen, values, .. } = finding;
    let found = |words: String| if seen.types.is_empty() { words } else { format!("{words}, found {seen}") };
    match kind {
        Kind::UndocumentedProperty { .. } | Kind::WrongType { .. } => found(kind.to_string()),
        Kind::UndocumentedParameter => match &finding.part {
            Part::Parameter(name) => format!("undocumented parameter `{name}`, found {seen}"),
            _ => kind.to_string(),
        },
        Kind::UndocumentedStatus => {
            let statuses: Vec<String> = finding.statuses.keys().map(u16::to_string).collect();
            format!("undocumented status {}", statuses.join(", "))
        }
        Kind::UnlistedValue { .. } if !values.is_empty() => {
            let values: Vec<String> = values.iter().map(|(value, count)| format!("{value} ×{count}")).collect();
            format!("unlisted enum value: {}", values.join(", "))
        }
        kind => kind.to_string(),
    }
}

fn write_unseen(text: &mut String, report: &Report, locate: &Locate<'_>) -> std::fmt::Result {
    for (name, covered) in report.coverage.sections() {
        if covered.unseen.is_empty() {
            continue;
        }
        writeln!(text, "Never used, of {} {name}:", covered.described)?;
        for unseen in &covered.unseen {
            let Location { file, line, column } = locate(&unseen.place);
            writeln!(text, "  {file}:{line}:{column}: {}", unseen.name)?;
        }
        text.push('\n');
    }
    Ok(())
}

fn write_summary(text: &mut String, report: &Report) -> std::fmt::Result {
    let counts = &report.exchanges;
    writeln!(text, "{} exchanges, {} of them of described operations", counts.total, counts.checked)?;
    let others = [
        (counts.undocumented, "of undocumented operations"),
        (counts.other_server, "to other servers; set the server with `--server URL`"),
        (counts.not_found, "to paths that neither description nor server has"),
        (counts.no_response, "without a response"),
        (counts.preflight, "are preflights of a browser"),
        (counts.no_path, "have no path and no known operation"),
    ];
    for (count, words) in others {
        if count > 0 {
            writeln!(text, "  {count} {words}")?;
        }
    }
    for (unread, count) in &report.unread {
        writeln!(text, "  {count} × {}", unread_words(unread))?;
    }
    let sections = report.coverage.sections();
    let covered: Vec<String> =
        sections.iter().map(|(name, covered)| format!("{}/{} {name}", covered.seen, covered.described)).collect();
    writeln!(text, "seen: {}", covered.join(", "))?;
    match report.findings.len() {
        0 if report.is_void() => writeln!(text, "no exchange was checked against the description"),
        0 => writeln!(text, "no drift"),
        1 => writeln!(text, "1 finding"),
        count => writeln!(text, "{count} findings"),
    }
}

/// A part that was not checked.
pub(super) fn unread_words(unread: &Unread) -> String {
    match unread {
        Unread::AbsentBody => "a described body was not recorded".to_owned(),
        Unread::Media(media) => format!("a body of `{media}` was not checked"),
        Unread::Depth => format!("a value was nested too deeply to be checked; the most is {DEEPEST} levels"),
        Unread::Parameter(name) => format!("the parameter `{name}` was not checked: its style is not supported"),
    }
}
