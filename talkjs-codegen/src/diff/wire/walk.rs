//! Visits pairs of schemas, one of each description, and compares each pair once.

use std::collections::{HashMap, HashSet, VecDeque};

use super::direction::{self, Direction, Kind, Shift};
use super::keywords::{self, Difference};
use super::view::{All, SchemaId, View};
use super::{objects, unions};
use crate::diff::finding::{Verdict, Witness};
use crate::diff::rules::Rule;
use crate::diff::side::Change;
use crate::openapi::{Document, JsonType, Schema};
use crate::source::Span;

/// A schema of each description, for the same thing.
#[derive(Clone)]
pub(crate) struct Pair<'d> {
    pub(crate) old: All<'d>,
    pub(crate) new: All<'d>,
    pub(crate) direction: Direction,
    /// Whether the value is plain text, as in a URL.
    pub(crate) is_text: bool,
    /// Its name, which does not depend on line numbers.
    pub(crate) subject: String,
    /// The places of its name.
    pub(crate) places: (Span, Span),
}

/// A finding whose operations are not known yet.
pub(super) struct Seen<'d> {
    pub(super) rule: &'static Rule,
    pub(super) verdict: Verdict,
    pub(super) change: Change,
    /// The schemas that contain it, which determine the operations.
    pub(super) within: Option<(All<'d>, All<'d>, Direction)>,
}

/// The comparison and its findings.
pub(super) struct Walk<'d> {
    pub(super) old: &'d Document<'d>,
    pub(super) new: &'d Document<'d>,
    names: (HashMap<SchemaId<'d>, &'d str>, HashMap<SchemaId<'d>, &'d str>),
    open: VecDeque<Pair<'d>>,
    known: HashSet<(All<'d>, All<'d>, Direction, bool)>,
    pub(super) seen: Vec<Seen<'d>>,
    /// All pairs that were compared.
    pub(super) pairs: Vec<Pair<'d>>,
}

impl<'d> Walk<'d> {
    pub(super) fn new(old: &'d Document<'d>, new: &'d Document<'d>) -> Self {
        Self {
            old,
            new,
            names: (names(old), names(new)),
            open: VecDeque::new(),
            known: HashSet::new(),
            seen: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// Adds a pair, unless it was compared already. If both sides are definitions of the same name, that is its name.
    pub(super) fn add(&mut self, mut pair: Pair<'d>) {
        let names = (self.old_name(&pair.old), self.new_name(&pair.new));
        if let (Some(name), Some(other)) = names
            && name == other
        {
            name.clone_into(&mut pair.subject);
        }
        let (old, new) = (resolved(self.old, &pair.old), resolved(self.new, &pair.new));
        if names.0.is_some()
            && names.0 == names.1
            && let ([old], [new]) = (old.as_slice(), new.as_slice())
        {
            pair.places = (self.old.schemas[*old].place.name, self.new.schemas[*new].place.name);
        }
        if self.known.insert((old, new, pair.direction, pair.is_text)) {
            self.open.push_back(pair);
        }
    }

    /// The name of the definition that a schema of the old description is or references.
    pub(super) fn old_name(&self, all: &[SchemaId<'d>]) -> Option<&'d str> {
        name_of(self.old, &self.names.0, all)
    }

    /// The same for the new description.
    pub(super) fn new_name(&self, all: &[SchemaId<'d>]) -> Option<&'d str> {
        name_of(self.new, &self.names.1, all)
    }

    /// If one side is an array and the other a single value that is serialized like one item, compares the items.
    pub(super) fn single_item(&mut self, pair: &mut Pair<'d>) {
        let (old, new) = (View::new(self.old, &pair.old), View::new(self.new, &pair.new));
        let has_array = |view: &View<'_>| view.types().is_none_or(|types| types.contains(&JsonType::Array));
        let Some(items) = objects::free_items(&new).filter(|_| !has_array(&old)) else { return };
        let sentence = format!("`{}` may be several values now", pair.subject);
        self.shift(pair, &direction::TYPE, Shift::Widened, sentence);
        pair.new = items;
    }

    /// Compares every pair, and the pairs inside it.
    pub(super) fn run(&mut self) {
        while let Some(pair) = self.open.pop_front() {
            self.compare(&pair);
            self.pairs.push(pair);
        }
    }

    fn compare(&mut self, pair: &Pair<'d>) {
        let (old, new) = (View::new(self.old, &pair.old), View::new(self.new, &pair.new));
        if unions::wrapped(self, pair, &old, &new) {
            return;
        }
        let types = keywords::types(&old, &new, &pair.subject, pair.is_text);
        let is_over = types.is_some() && (keywords::are_apart(&old, &new) || old.is_any() || new.is_any());
        types.into_iter().for_each(|found| self.report(pair, found));
        if is_over {
            return;
        }
        keywords::others(&old, &new, &pair.subject).into_iter().for_each(|found| self.report(pair, found));
        unions::compare(self, pair, &old, &new);
        objects::compare(self, pair, &old, &new);
        objects::compare_items(self, pair, &old, &new);
    }

    /// Adds a finding about the pair itself.
    pub(super) fn report(&mut self, pair: &Pair<'d>, found: Difference) {
        let Difference { kind, shift, sentence, value, is_mild } = found;
        let Some(rule) = kind.rule(pair.direction, shift) else { return };
        let verdict = if is_mild { rule.verdict.min(Verdict::MayBreak) } else { rule.verdict };
        let witness = value.filter(|_| verdict >= Verdict::MayBreak);
        let witness = witness
            .map(|value| pair.direction.choose::<fn(String) -> Witness>(Witness::Request, Witness::Response)(value));
        let change = Change {
            sentence,
            subject: pair.subject.clone(),
            old: Some(pair.places.0),
            new: Some(pair.places.1),
            witness,
            ..Change::default()
        };
        self.see(pair, rule, verdict, change);
    }

    /// Adds a finding of a kind without an example.
    pub(super) fn shift(&mut self, pair: &Pair<'d>, kind: &'static Kind, shift: Shift, sentence: String) {
        self.report(pair, Difference { kind, shift, sentence, value: None, is_mild: false });
    }

    /// Adds a finding inside the pair.
    pub(super) fn see(&mut self, pair: &Pair<'d>, rule: &'static Rule, verdict: Verdict, change: Change) {
        let within = Some((pair.old.clone(), pair.new.clone(), pair.direction));
        self.seen.push(Seen { rule, verdict, change, within });
    }
}

/// The schemas with their references resolved.
pub(super) fn resolved<'d>(document: &'d Document<'d>, all: &[SchemaId<'d>]) -> All<'d> {
    all.iter().filter_map(|id| document.resolve(*id)).collect()
}

/// The first name of the definitions that a schema is or references.
fn name_of<'d>(
    document: &'d Document<'d>,
    names: &HashMap<SchemaId<'d>, &'d str>,
    all: &[SchemaId<'d>],
) -> Option<&'d str> {
    let [id] = all else { return None };
    names.get(id).or_else(|| names.get(&document.resolve(*id)?)).copied()
}

fn names<'d>(document: &'d Document<'d>) -> HashMap<SchemaId<'d>, &'d str> {
    document.definitions.iter().map(|definition| (definition.schema, definition.name.as_str())).collect()
}

/// The place of a schema's name.
pub(super) fn place<'d>(document: &'d Document<'d>, all: &[SchemaId<'d>]) -> Span {
    let first: Option<&Schema<'d>> = all.first().map(|id| &document.schemas[*id]);
    first.map_or(Span::default(), |schema| schema.place.name)
}
