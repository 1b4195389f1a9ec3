//! Compares the branches of `oneOf` and `anyOf`, and discriminators.

use std::collections::HashMap;

use super::direction::{self, Shift};
use super::keywords::Difference;
use super::objects::required_names;
use super::pairing::pair;
use super::view::{All, SchemaId, View, text_of};
use super::walk::{Pair, Walk, place};
use crate::openapi::{Discriminator, Document};

/// Compares a union with a schema that is not a union, as if that were its only branch. Returns whether this applies.
pub(super) fn wrapped<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) -> bool {
    match (old.unions.as_slice(), new.unions.as_slice()) {
        ([], [union]) if new.is_silent() && !old.is_any() => {
            branches(walk, pair, vec![pair.old.clone()], singles(union), &KEYS);
        }
        ([union], []) if old.is_silent() && !new.is_any() => {
            branches(walk, pair, singles(union), vec![pair.new.clone()], &KEYS);
        }
        _ => return false,
    }
    true
}

/// Compares the unions of both sides in their order.
pub(super) fn compare<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
    let has_tags = |view: &View<'d>| discriminator(view).is_some();
    // Tags are names of branches, so a branch with another name is another branch.
    let keys: &[Key] = if has_tags(old) || has_tags(new) { &[Key::Name, Key::Unnamed] } else { &KEYS };
    for (old, new) in old.unions.iter().zip(&new.unions) {
        branches(walk, pair, singles(old), singles(new), keys);
    }
    let (before, after) = (old.unions.len(), new.unions.len());
    if before != after {
        let (shift, how) =
            if before < after { (Shift::Narrowed, "is now limited") } else { (Shift::Widened, "is no longer limited") };
        let sentence = format!("`{}` {how} to the branches of a union", pair.subject);
        walk.shift(pair, &direction::CONSTRAINT, shift, sentence);
    }
    discriminators(walk, pair, old, new);
}

/// The identity of a branch on either side.
#[derive(Clone, Copy)]
enum Key {
    Name,
    /// The types, properties and values of a branch without a name.
    Unnamed,
    /// The same, regardless of the name.
    Shape,
    /// The types of a branch without a name.
    Types,
}

/// The ways to match branches, the most reliable first.
const KEYS: [Key; 3] = [Key::Name, Key::Shape, Key::Types];

impl Key {
    fn of<'d>(self, walk: &Walk<'d>, branch: &[SchemaId<'d>], is_old: bool) -> Option<String> {
        let name = if is_old { walk.old_name(branch) } else { walk.new_name(branch) };
        let view = || View::new(if is_old { walk.old } else { walk.new }, branch);
        match self {
            Self::Name => name.map(str::to_owned),
            Self::Unnamed | Self::Types if name.is_some() => None,
            Self::Unnamed | Self::Shape => Some(shape(&view())),
            Self::Types => Some(format!("{:?}", type_names(&view()))),
        }
    }
}

fn discriminator<'d>(view: &View<'d>) -> Option<&'d Discriminator<'d>> {
    view.parts.iter().find_map(|schema| schema.discriminator.as_deref())
}

fn singles<'d>(union: &[SchemaId<'d>]) -> Vec<All<'d>> {
    union.iter().map(|id| vec![*id]).collect()
}

fn branches<'d>(walk: &mut Walk<'d>, outer: &Pair<'d>, old: Vec<All<'d>>, new: Vec<All<'d>>, keys: &[Key]) {
    let mut matched: Vec<(All<'d>, All<'d>)> = Vec::new();
    let (mut old, mut new) = (old, new);
    for key in keys {
        let paired = pair(&old, &new, |branch, is_old| key.of(walk, branch, is_old));
        matched.extend(paired.both.into_iter().map(|(old, new)| (old.clone(), new.clone())));
        let rest = (paired.removed.into_iter().cloned().collect(), paired.added.into_iter().cloned().collect());
        (old, new) = rest;
    }
    for branch in old {
        let (name, span) = (name(walk.old_name(&branch), walk.old, &branch), place(walk.old, &branch));
        let inner = Pair { places: (span, outer.places.1), ..outer.clone() };
        let sentence = format!("the branch {name} of `{}` was removed", outer.subject);
        walk.shift(&inner, &direction::BRANCH, Shift::Narrowed, sentence);
    }
    for branch in new {
        let (name, span) = (name(walk.new_name(&branch), walk.new, &branch), place(walk.new, &branch));
        let inner = Pair { places: (outer.places.0, span), ..outer.clone() };
        let sentence = format!("the branch {name} of `{}` was added", outer.subject);
        walk.shift(&inner, &direction::BRANCH, Shift::Widened, sentence);
    }
    for (old, new) in matched {
        let places = (place(walk.old, &old), place(walk.new, &new));
        let subject = walk.old_name(&old).map_or_else(|| format!("{}|", outer.subject), str::to_owned);
        walk.add(Pair { old, new, subject, places, ..outer.clone() });
    }
}

/// The name of a branch in a sentence.
fn name<'d>(name: Option<&str>, document: &'d Document<'d>, branch: &[SchemaId<'d>]) -> String {
    let types = || {
        let types = View::new(document, branch).types().unwrap_or_default();
        types.first().map_or("of any type".to_owned(), |ty| format!("of type `{}`", ty.name()))
    };
    name.map_or_else(types, |name| format!("`{name}`"))
}

fn shape(view: &View<'_>) -> String {
    let mut names: Vec<&str> = view.properties().iter().map(|(name, _)| *name).collect();
    names.extend(required_names(view));
    names.sort_unstable();
    names.dedup();
    let values: Vec<String> = view.values().unwrap_or_default().into_iter().map(text_of).collect();
    format!("{:?} {names:?} {values:?} {:?}", type_names(view), view.format())
}

fn type_names(view: &View<'_>) -> Option<Vec<&'static str>> {
    view.types().map(|types| types.iter().map(|ty| ty.name()).collect())
}

fn discriminators<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
    let subject = &pair.subject;
    let mut report = |sentence, is_mild| {
        let kind = &direction::DISCRIMINATOR;
        walk.report(pair, Difference { kind, shift: Shift::Changed, sentence, value: None, is_mild });
    };
    match (discriminator(old), discriminator(new)) {
        (None, None) => {}
        (None, Some(_)) => report(format!("a discriminator was added to `{subject}`"), true),
        (Some(_), None) => report(format!("the discriminator of `{subject}` was removed"), true),
        (Some(old), Some(new)) if old.property != new.property => {
            let (old, new) = (old.property, new.property);
            report(format!("the discriminator of `{subject}` changed from `{old}` to `{new}`"), false);
        }
        (Some(old), Some(new)) => {
            for sentence in tags(walk, subject, old, new) {
                let kind = &direction::DISCRIMINATOR;
                walk.report(pair, Difference { kind, shift: Shift::Changed, sentence, value: None, is_mild: false });
            }
        }
    }
}

/// The tags that select another schema than before. A tag whose branch was added or removed is reported with the
/// branch.
fn tags<'d>(walk: &Walk<'d>, subject: &str, old: &Discriminator<'d>, new: &Discriminator<'d>) -> Vec<String> {
    let named = |tag, name: Option<&'d str>| (tag, name.unwrap_or_default());
    let before = old.mapping.iter().map(|mapping| named(mapping.tag, walk.old_name(&[mapping.schema])));
    let after = new.mapping.iter().map(|mapping| named(mapping.tag, walk.new_name(&[mapping.schema])));
    let (by_tag, by_schema): (HashMap<_, _>, HashMap<_, _>) =
        (after.clone().collect(), after.map(|(tag, name)| (name, tag)).collect());
    let changed = before.filter_map(|(tag, name)| match by_tag.get(tag) {
        Some(other) if *other != name => {
            Some(format!("the tag `{tag}` of `{subject}` selects `{other}`, no longer `{name}`"))
        }
        Some(_) => None,
        None => by_schema
            .get(name)
            .map(|other| format!("the tag of `{name}` in `{subject}` changed from `{tag}` to `{other}`")),
    });
    changed.collect()
}
