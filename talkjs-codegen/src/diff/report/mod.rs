//! All that was found, what follows from it, and how it is written.

mod github;
mod json;
mod markdown;
mod text;

use std::collections::HashSet;

use super::accept::Acceptance;
use super::finding::{Finding, Place, Verdict, Verdicts};
use super::version::Step;

/// What two descriptions differ in.
#[derive(Clone, Debug)]
pub struct Report {
    /// The changes, the gravest first, but for those that were accepted.
    pub findings: Vec<Finding>,
    /// The changes that were accepted, each with the entry that did it.
    pub accepted: Vec<(Finding, Acceptance)>,
    /// The entries that accept nothing.
    pub unused: Vec<Acceptance>,
    /// The versions of the API that the descriptions name; may be empty.
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

    /// Takes out what is known: the findings whose first rule and subject an entry names.
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

    /// The gravest verdict of each area, without what was accepted.
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

    /// The step of the generated crate's version: major when code breaks, or what a call does. What was accepted counts.
    #[must_use]
    pub fn crate_step(&self) -> Step {
        let breaks = |verdicts: Verdicts| verdicts.rust.max(verdicts.behaviour);
        // What breaks the wire alone is new for callers, and leaves their code as it is.
        Step::of(self.all().map(|finding| breaks(finding.verdicts).max(finding.verdicts.wire.min(Verdict::MayBreak))))
    }

    /// The step of the API's version: major when the wire breaks, or what a call does. What was accepted counts.
    #[must_use]
    pub fn api_step(&self) -> Step {
        Step::of(self.all().map(|finding| finding.verdicts.wire.max(finding.verdicts.behaviour)))
    }

    fn all(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.accepted.iter().map(|(finding, _)| finding))
    }

    /// How many findings have a verdict as their gravest.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdicts.gravest() == verdict).count()
    }

    /// For people: the gravest first, by rule, then what follows.
    #[must_use]
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// For programs; `talkjs-codegen/schemas/diff.json` describes it.
    #[must_use]
    pub fn json(&self) -> String {
        json::json(self)
    }

    /// Annotations of GitHub Actions, at the places in the new description.
    #[must_use]
    pub fn github(&self) -> String {
        github::github(self)
    }

    /// For a changelog.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::markdown(self)
    }
}

/// How many operations are listed by name.
const SHOWN: usize = 5;

/// The operations that a change reaches, the first by name.
fn reached(finding: &Finding) -> Option<String> {
    let names: Vec<String> = finding.operations.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match finding.operations.len().saturating_sub(SHOWN) {
        _ if names.is_empty() => None,
        0 => Some(names.join(", ")),
        more => Some(format!("{} and {more} more", names.join(", "))),
    }
}
