//! The two descriptions as the comparisons see them, and what they find.

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

/// What the comparisons have found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
}

/// What a comparison says of a change, beside its rule.
#[derive(Default)]
pub(crate) struct Change {
    pub(crate) sentence: String,
    /// The name of the thing that changed, in the old description: of a property, a parameter, an operation, a type.
    /// Findings with the same places are of the same change.
    pub(crate) old: Option<Span>,
    pub(crate) new: Option<Span>,
    pub(crate) operations: Vec<String>,
    pub(crate) witness: Option<Witness>,
}

impl Found {
    /// Adds a change that a rule names, with the rule's own verdict.
    pub(crate) fn add(&mut self, sides: &Sides<'_>, rule: &'static Rule, change: Change) {
        self.add_with(sides, rule, rule.verdict, change);
    }

    /// Adds a change with a milder verdict than the rule's.
    pub(crate) fn add_with(&mut self, sides: &Sides<'_>, rule: &'static Rule, verdict: Verdict, change: Change) {
        let Change { sentence, old, new, operations, witness } = change;
        let mut verdicts = Verdicts::default();
        match rule.area {
            Area::Wire => verdicts.wire = verdict,
            Area::Rust => verdicts.rust = verdict,
            Area::Behaviour => verdicts.behaviour = verdict,
        }
        let old = old.map(|span| Place::of(sides.old.source, span));
        let new = new.map(|span| Place::of(sides.new.source, span));
        self.findings.push(Finding { rule, also: Vec::new(), verdicts, sentence, old, new, operations, witness });
    }
}
