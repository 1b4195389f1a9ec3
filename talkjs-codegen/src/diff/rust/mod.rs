//! Compares the two models: the effect on callers' code.
//!
//! [`surface`] lists the public items of each generated crate, [`renames`] finds renamed ones, and [`items`] and
//! [`calls`] compare items with the same name. [`witness`] writes the line that no longer compiles.

mod calls;
mod counterparts;
mod items;
mod literals;
mod places;
mod reach;
mod renames;
mod rust_type;
mod surface;
mod witness;

use super::finding::{Verdict, Witness};
use super::rules::Rule;
use super::side::{Change, Found, Sides};
use crate::source::Span;
use counterparts::Counterparts;
use places::Places;
use reach::Reach;
use renames::Renames;
use rust_type::{Relation, RustType, Taken};
use surface::{By, Item, Origin, Surface};

/// Finds the changes.
pub(crate) fn compare(sides: &Sides<'_>, found: &mut Found) {
    let (old, new) = (Surface::new(&sides.old.model), Surface::new(&sides.new.model));
    let renames = Renames::find(&old, &new);
    let reach = (Reach::new(&sides.old.model), Reach::new(&sides.new.model));
    let counterparts = Counterparts::find(sides, &renames);
    let places = (Places::of(&sides.old), Places::of(&sides.new));
    Comparison { sides, old: &old, new: &new, renames: &renames, counterparts, places, reach, found }.items();
}

/// The context of the comparison.
struct Comparison<'s> {
    sides: &'s Sides<'s>,
    old: &'s Surface,
    new: &'s Surface,
    renames: &'s Renames,
    counterparts: Counterparts,
    places: (Places, Places),
    reach: (Reach<'s>, Reach<'s>),
    found: &'s mut Found,
}

/// The place of a change.
#[derive(Clone, Copy)]
struct Spot {
    old: Option<(Span, Origin)>,
    new: Option<(Span, Origin)>,
}

impl Spot {
    /// The place of a part in both descriptions.
    fn both(old: (Span, Origin), new: (Span, Origin)) -> Self {
        Self { old: Some(old), new: Some(new) }
    }

    /// The place of an item in both descriptions.
    fn items(old: &Item, new: &Item) -> Self {
        Self::both((old.place, old.origin), (new.place, new.origin))
    }
}

/// The item that a sentence is about: the first name in it.
fn item_in(sentence: &str) -> &str {
    sentence.split('`').nth(1).unwrap_or_default()
}

impl<'s> Comparison<'s> {
    fn add(&mut self, rule: &'static Rule, spot: Spot, sentence: String, witness: Option<String>) {
        self.add_with(rule, rule.verdict, spot, sentence, witness);
    }

    fn add_with(
        &mut self,
        rule: &'static Rule,
        verdict: Verdict,
        spot: Spot,
        sentence: String,
        witness: Option<String>,
    ) {
        let mut operations = spot.old.map(|(_, origin)| self.reach.0.names(origin)).unwrap_or_default();
        for name in spot.new.map(|(_, origin)| self.reach.1.names(origin)).unwrap_or_default() {
            if !operations.contains(&name) {
                operations.push(name);
            }
        }
        let (old, new) = (self.places.0.find(spot.old), self.places.1.find(spot.new));
        let (old, new) = self.counterparts.complete(old, new);
        let subject = item_in(&sentence).to_owned();
        let change = Change { sentence, subject, old, new, operations, witness: witness.map(Witness::Code) };
        self.found.add_with(self.sides, rule, verdict, change);
    }

    fn is_same(&self, old: &RustType, new: &RustType) -> bool {
        self.related(|relation| relation.is_same(old, new))
    }

    fn takes(&self, (old, old_by): (&RustType, By), (new, new_by): (&RustType, By)) -> Taken {
        let types = self.related(|relation| relation.takes(old, new));
        let ways = match (old_by, new_by) {
            (By::Itself, By::Itself) => return if self.is_same(old, new) { Taken::All } else { Taken::Other },
            (By::Itself, _) | (_, By::Itself) | (By::IntoNullable, By::IntoValue | By::Into) => Taken::Other,
            (By::IntoValue, By::Into) | (By::Into, By::IntoValue | By::IntoNullable) => Taken::Most,
            _ => Taken::All,
        };
        types.max(ways)
    }

    fn related<T>(&self, ask: impl FnOnce(&Relation<'_>) -> T) -> T {
        let renamed = |path: &str| self.renames.item(path);
        let converts = |path: &str| self.new.get(path).map(|item| item.from.as_slice()).unwrap_or_default();
        ask(&Relation { renamed: &renamed, converts: &converts })
    }
}
