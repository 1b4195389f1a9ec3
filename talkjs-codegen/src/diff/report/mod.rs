//! Reports: all findings, the resulting versions, and the output formats.

mod github;
mod json;
mod markdown;
mod text;

use std::collections::HashSet;

use super::accept::Acceptance;
use super::finding::{Finding, Place, Verdict, Verdicts};
use super::version::Step;

/// The differences between two descriptions.
#[derive(Clone, Debug)]
pub struct Report {
    /// The changes, the most severe first, without accepted ones.
    pub findings: Vec<Finding>,
    /// The accepted changes, each with its entry.
    pub accepted: Vec<(Finding, Acceptance)>,
    /// The entries that match no change.
    pub unused: Vec<Acceptance>,
    /// The API versions in the descriptions; may be empty.
    pub api_versions: (String, String),
}

impl Report {
    pub(crate) fn new(mut findings: Vec<Finding>, api_versions: (String, String)) -> Self {
        let place = |place: &Option<Place>| place.as_ref().map(|place| (place.file.clone(), place.line, place.column));
        findings.sort_by_cached_key(|finding| {
            let verdict = std::cmp::Reverse(finding.verdicts.gravest());
            (verdict, finding.rule.id, place(&finding.old), place(&finding.new), finding.sentences.clone())
        });
        Self { findings, accepted: Vec::new(), unused: Vec::new(), api_versions }
    }

    /// Accepts known findings: those whose first rule and subject are in an entry.
    #[must_use]
    pub fn accept(mut self, entries: &[Acceptance]) -> Self {
        let mut used = HashSet::new();
        for finding in std::mem::take(&mut self.findings) {
            let is_meant = |entry: &&Acceptance| entry.rule == finding.rule.id && entry.subject == finding.subject;
            match entries.iter().find(is_meant) {
                Some(entry) => {
                    used.insert((entry.rule.clone(), entry.subject.clone()));
                    self.accepted.push((finding, entry.clone()));
                }
                None => self.findings.push(finding),
            }
        }
        let is_unused = |entry: &&Acceptance| !used.contains(&(entry.rule.clone(), entry.subject.clone()));
        self.unused.extend(entries.iter().filter(is_unused).cloned());
        self
    }

    /// The most severe verdict of each area, without accepted findings.
    #[must_use]
    pub fn verdicts(&self) -> Verdicts {
        let mut all = Verdicts::default();
        for Finding { verdicts: Verdicts { wire, rust, behaviour }, .. } in &self.findings {
            all.wire = all.wire.max(*wire);
            all.rust = all.rust.max(*rust);
            all.behaviour = all.behaviour.max(*behaviour);
        }
        all
    }

    /// The version step of the generated crate: major if code or the effect of a call breaks. Accepted findings count.
    #[must_use]
    pub fn crate_step(&self) -> Step {
        let breaks = |verdicts: Verdicts| verdicts.rust.max(verdicts.behaviour);
        // Changes that break only the wire are new features for callers, whose code still compiles.
        Step::of(self.all().map(|finding| breaks(finding.verdicts).max(finding.verdicts.wire.min(Verdict::MayBreak))))
    }

    /// The version step of the API: major if the wire or the effect of a call breaks. Accepted findings count.
    #[must_use]
    pub fn api_step(&self) -> Step {
        Step::of(self.all().map(|finding| finding.verdicts.wire.max(finding.verdicts.behaviour)))
    }

    fn all(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.accepted.iter().map(|(finding, _)| finding))
    }

    /// The number of findings whose most severe verdict is this one.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdicts.gravest() == verdict).count()
    }

    /// The report as text: the most severe findings first, by rule, then a summary.
    #[must_use]
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// The report as JSON; its schema is `talkjs-codegen/schemas/diff.json`.
    #[must_use]
    pub fn json(&self) -> String {
        json::json(self)
    }

    /// The report as annotations of GitHub Actions, at places in the new description.
    #[must_use]
    pub fn github(&self) -> String {
        github::github(self)
    }

    /// The report as Markdown, for a changelog.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::markdown(self)
    }
}

/// The most operations that are listed by name.
const SHOWN: usize = 5;

/// The affected operations, the first ones by name.
fn reached(finding: &Finding) -> Option<String> {
    let names: Vec<String> = finding.operations.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match finding.operations.len().saturating_sub(SHOWN) {
        _ if names.is_empty() => None,
        0 => Some(names.join(", ")),
        more => Some(format!("{} and {more} more", names.join(", "))),
    }
}
