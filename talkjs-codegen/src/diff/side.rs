//! The two descriptions as input of the comparisons, and the collected findings.

use super::finding::{Finding, Place, Verdict, Verdicts, Witness};
use super::rules::{Area, Rule};
use crate::model::Model;
use crate::openapi::Document;
use crate::source::{Source, Span};

/// Both descriptions.
pub(crate) struct Sides<'t> {
    pub(crate) old: Side<'t>,
    pub(crate) new: Side<'t>,
}

/// One of the descriptions.
pub(crate) struct Side<'t> {
    pub(crate) source: &'t Source,
    pub(crate) document: Document<'t>,
    pub(crate) model: Model,
}

/// The findings of the comparisons.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
}

/// The facts about a change, besides its rule.
#[derive(Default)]
pub(crate) struct Change {
    pub(crate) sentence: String,
    /// What changed, by names that do not depend on line numbers. If empty, the text at its place.
    pub(crate) subject: String,
    /// The name of the thing that changed, in the old description: of a property, a parameter, an operation, a type.
    /// Findings with the same places are about the same change.
    pub(crate) old: Option<Span>,
    pub(crate) new: Option<Span>,
    pub(crate) operations: Vec<String>,
    pub(crate) witness: Option<Witness>,
}

impl Side<'_> {
    /// The text at a place, without quotes.
    fn text(&self, span: Span) -> String {
        self.source.file_of(span).slice(span).trim_matches(['"', '\'']).to_owned()
    }
}

impl Found {
    /// Adds a change, with the rule's own verdict.
    pub(crate) fn add(&mut self, sides: &Sides<'_>, rule: &'static Rule, change: Change) {
        self.add_with(sides, rule, rule.verdict, change);
    }

    /// Adds a change with a milder verdict than the rule's.
    pub(crate) fn add_with(&mut self, sides: &Sides<'_>, rule: &'static Rule, verdict: Verdict, change: Change) {
        let Change { sentence, subject, old, new, operations, witness } = change;
        let named = || old.map(|span| sides.old.text(span)).or_else(|| Some(sides.new.text(new?)));
        let subject = if subject.is_empty() { named().unwrap_or_default() } else { subject };
        let mut verdicts = Verdicts::default();
        match rule.area {
            Area::Wire => verdicts.wire = verdict,
            Area::Rust => verdicts.rust = verdict,
            Area::Behaviour => verdicts.behaviour = verdict,
        }
        let old = old.map(|span| Place::of(sides.old.source, span));
        let new = new.map(|span| Place::of(sides.new.source, span));
        let (also, sentences, witnesses) = (Vec::new(), vec![sentence], Vec::from_iter(witness));
        self.findings.push(Finding { rule, also, verdicts, subject, sentences, old, new, operations, witnesses });
    }
}
