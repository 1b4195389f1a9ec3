//! Compares the two descriptions as written: requests and responses.
//!
//! Requests and responses are compared by the same code, with the direction as a parameter: fewer values break a
//! request, more values break a response. [`walk`] compares each pair of schemas once; [`reach`] finds the operations
//! that use them.

mod contents;
mod direction;
mod keywords;
mod objects;
mod operations;
mod pairing;
mod reach;
mod security;
mod servers;
mod unions;
mod view;
mod walk;
mod webhooks;

pub(crate) use direction::Direction;
pub(crate) use operations::label;
pub(crate) use walk::Pair;

use super::finding::Verdict;
use super::rules::Rule;
use super::side::{Change, Found, Sides};
use crate::openapi::{Annotations, Document, Operation, Schema};
use crate::source::Span;
use reach::Reach;
use view::View;
use walk::{Seen, Walk, resolved};

/// The matched parts of both sides.
pub(crate) struct Matched<'d> {
    pub(crate) operations: Vec<(&'d Operation<'d>, &'d Operation<'d>)>,
    pub(crate) named: Vec<Named>,
    pub(crate) schemas: Vec<Pair<'d>>,
    reach: (Reach<'d>, Reach<'d>),
    documents: (&'d Document<'d>, &'d Document<'d>),
}

/// A parameter or header of both sides.
pub(crate) struct Named {
    pub(crate) is_header: bool,
    pub(crate) subject: String,
    pub(crate) operation: String,
    pub(crate) places: (Span, Span),
    /// Whether it is deprecated on either side.
    pub(crate) deprecated: (bool, bool),
}

/// A comparison in progress.
struct Wire<'d> {
    old: &'d Document<'d>,
    new: &'d Document<'d>,
    walk: Walk<'d>,
    operations: Vec<(&'d Operation<'d>, &'d Operation<'d>)>,
    named: Vec<Named>,
}

/// Finds the changes, and matches the parts of both sides.
pub(crate) fn compare<'d>(sides: &'d Sides<'_>, found: &mut Found) -> Matched<'d> {
    let (old, new) = (&sides.old.document, &sides.new.document);
    let walk = Walk::new(old, new);
    let mut wire = Wire { old, new, walk, operations: Vec::new(), named: Vec::new() };
    wire.operations();
    wire.schemes();
    wire.servers();
    wire.webhooks();
    wire.walk.run();
    let Wire { walk, operations, named, .. } = wire;
    let reach = (Reach::new(old), Reach::new(new));
    let matched = Matched { operations, named, schemas: walk.pairs, reach, documents: (old, new) };
    for Seen { rule, verdict, mut change, within } in walk.seen {
        if let Some((old, new, direction)) = within {
            change.operations = matched.reached(&old, &new, direction);
        }
        found.add_with(sides, rule, verdict, change);
    }
    matched
}

impl<'d> Matched<'d> {
    /// The operations on either side that use a pair of schemas.
    pub(crate) fn operations_of(&self, pair: &Pair<'d>) -> Vec<String> {
        self.reached(&pair.old, &pair.new, pair.direction)
    }

    /// The annotations of a pair, the nearest first.
    pub(crate) fn annotations(&self, pair: &Pair<'d>) -> (Vec<&'d Annotations<'d>>, Vec<&'d Annotations<'d>>) {
        let of = |document, all: &[_]| View::new(document, all).parts.into_iter().map(Schema::notes).collect();
        (of(self.documents.0, &pair.old), of(self.documents.1, &pair.new))
    }

    fn reached(&self, old: &[view::SchemaId<'d>], new: &[view::SchemaId<'d>], direction: Direction) -> Vec<String> {
        let mut labels = self.reach.0.operations(&resolved(self.documents.0, old), direction);
        let others = self.reach.1.operations(&resolved(self.documents.1, new), direction);
        let known: std::collections::HashSet<String> = labels.iter().cloned().collect();
        labels.extend(others.into_iter().filter(|label| !known.contains(label)));
        labels
    }
}

impl Wire<'_> {
    /// Adds a finding about an operation, or about none.
    fn see(&mut self, rule: &'static Rule, verdict: Verdict, change: Change) {
        self.walk.seen.push(Seen { rule, verdict, change, within: None });
    }
}
