//! Compares what a call does, apart from its types: defaults, retries, limits, pages, servers, deprecation.

mod calls;
mod lifecycle;

use super::rules::{Rule, behaviour as rules};
use super::side::{Change, Found, Sides};
use super::wire::{Direction, Matched, Pair, label};
use crate::openapi::{Operation, Place};

/// Finds the changes.
pub(crate) fn compare<'d>(sides: &'d Sides<'_>, matched: &Matched<'d>, found: &mut Found) {
    let mut behaviour = Behaviour { sides, found };
    for pair in matched.schemas.iter().filter(|pair| pair.direction == Direction::Request) {
        behaviour.default(matched, pair);
    }
    behaviour.policies(matched);
    behaviour.first_server();
    for (old, new) in &matched.operations {
        behaviour.preferred_security(old, new);
        behaviour.server_of(old, new);
    }
    behaviour.lifecycle(matched);
}

/// A comparison in progress.
struct Behaviour<'a, 'd, 's> {
    sides: &'d Sides<'s>,
    found: &'a mut Found,
}

impl<'d> Behaviour<'_, 'd, '_> {
    fn add(&mut self, rule: &'static Rule, change: Change) {
        self.found.add(self.sides, rule, change);
    }

    /// The default of the server. It applies only to requests.
    fn default(&mut self, matched: &Matched<'d>, pair: &Pair<'d>) {
        let (old, new) = matched.annotations(pair);
        let default = |notes: &[&'d crate::openapi::Annotations<'d>]| notes.iter().find_map(|notes| notes.default);
        let subject = &pair.subject;
        let (rule, sentence) = match (default(&old), default(&new)) {
            (Some(old), Some(new)) if !old.says_the_same(new) => {
                let (old, new) = (old.json(), new.json());
                (&rules::DEFAULT_CHANGED, format!("the default of `{subject}` changed from `{old}` to `{new}`"))
            }
            (None, Some(new)) => {
                let new = new.json();
                (&rules::DEFAULT_ADDED, format!("`{subject}` has the default `{new}`"))
            }
            (Some(old), None) => {
                let old = old.json();
                (&rules::DEFAULT_REMOVED, format!("`{subject}` no longer has the default `{old}`"))
            }
            _ => return,
        };
        let operations = matched.operations_of(pair);
        let (old, new) = (Some(pair.places.0), Some(pair.places.1));
        self.add(rule, Change { sentence, subject: subject.clone(), old, new, operations, witness: None });
    }
}

/// A change of an operation that both sides have.
fn about(old: &Operation<'_>, new: &Operation<'_>, sentence: String) -> Change {
    at(old, (old.place, new.place), sentence)
}

/// The same, at other places.
fn at(operation: &Operation<'_>, places: (Place, Place), sentence: String) -> Change {
    let label = label(operation);
    let (old, new) = (Some(places.0.name), Some(places.1.name));
    Change { sentence, subject: label.clone(), old, new, operations: vec![label], witness: None }
}
