//! Compares the contents of objects and arrays.

use std::collections::{HashMap, HashSet};

use super::direction::{self, Direction, Shift};
use super::keywords::Difference;
use super::view::{All, Extra, View, is_sent};
use super::walk::{Pair, Walk, place};
use crate::diff::finding::Verdict;
use crate::diff::rules::wire as rules;
use crate::diff::side::Change;
use crate::openapi::{ArrayKeywords, JsonType};
use crate::source::Span;

/// A property of one side or both.
struct Both<'d> {
    name: &'d str,
    old: Option<All<'d>>,
    new: Option<All<'d>>,
    /// The places where it is listed as required.
    required: (Option<Span>, Option<Span>),
}

/// Compares the properties of objects.
pub(super) fn compare<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
    if old.objects().next().is_none() && new.objects().next().is_none() {
        return;
    }
    for both in properties(old, new) {
        property(walk, pair, &both, (old, new));
    }
    extra(walk, pair, old, new);
    patterns(walk, pair, old, new);
    names(walk, pair, old, new);
}

/// The properties of both sides, those of the old one first.
fn properties<'d>(old: &View<'d>, new: &View<'d>) -> Vec<Both<'d>> {
    let required = |view: &View<'d>| -> Vec<(&'d str, Span)> {
        view.required().iter().map(|name| (name.value, name.place.value)).collect()
    };
    let (old_required, new_required) = (required(old), required(new));
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut all: Vec<Both<'d>> = Vec::new();
    let mut entry = |name: &'d str, set: &mut dyn FnMut(&mut Both<'d>)| {
        let place = *places.entry(name).or_insert(all.len());
        if place == all.len() {
            all.push(Both { name, old: None, new: None, required: (None, None) });
        }
        if let Some(both) = all.get_mut(place) {
            set(both);
        }
    };
    for (name, schemas) in old.properties() {
        entry(name, &mut |both| both.old = Some(schemas.clone()));
    }
    for (name, schemas) in new.properties() {
        entry(name, &mut |both| both.new = Some(schemas.clone()));
    }
    for (name, span) in old_required {
        entry(name, &mut |both| both.required.0 = Some(span));
    }
    for (name, span) in new_required {
        entry(name, &mut |both| both.required.1 = Some(span));
    }
    all
}

fn property<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, both: &Both<'d>, (old, new): (&View<'d>, &View<'d>)) {
    let direction = pair.direction;
    let subject = format!("{}.{}", pair.subject, both.name);
    let sent =
        |document, all: &Option<All<'d>>| all.as_ref().is_none_or(|all| is_sent(&View::new(document, all), direction));
    let is_sent = (sent(walk.old, &both.old), sent(walk.new, &both.new));
    let old_place = both.old.as_ref().map(|all| place(walk.old, all));
    let new_place = both.new.as_ref().map(|all| place(walk.new, all));
    let was_required = both.required.0.is_some() && is_sent.0;
    let is_required = both.required.1.is_some() && is_sent.1;
    let change = |sentence: String| Change {
        sentence,
        subject: subject.clone(),
        old: old_place.or(both.required.0),
        new: new_place.or(both.required.1),
        ..Change::default()
    };
    match (both.old.as_ref().filter(|_| is_sent.0), both.new.as_ref().filter(|_| is_sent.1)) {
        (Some(_), None) if both.new.is_some() => {
            let how = direction.choose("`readOnly`", "`writeOnly`");
            let rule = direction
                .choose(&rules::REQUEST_PROPERTY_BECAME_READ_ONLY, &rules::RESPONSE_PROPERTY_BECAME_WRITE_ONLY);
            let verdict = if was_required { rule.verdict } else { Verdict::MayBreak };
            walk.see(pair, rule, verdict, change(format!("`{subject}` became {how}")));
        }
        (Some(_), None) => {
            let (rule, verdict) = match direction {
                Direction::Request if matches!(new.extra(), Extra::Nothing) => {
                    (&rules::REQUEST_PROPERTY_REMOVED, Verdict::Breaks)
                }
                Direction::Request => (&rules::REQUEST_PROPERTY_REMOVED, Verdict::MayBreak),
                Direction::Response if was_required => (&rules::RESPONSE_REQUIRED_PROPERTY_REMOVED, Verdict::Breaks),
                Direction::Response => (&rules::RESPONSE_OPTIONAL_PROPERTY_REMOVED, Verdict::MayBreak),
            };
            walk.see(pair, rule, verdict, change(format!("`{subject}` was removed")));
        }
        (None, Some(_)) => {
            let is_strict = matches!(old.extra(), Extra::Nothing);
            let (rule, verdict, how) = match direction {
                Direction::Request if is_required => {
                    (&rules::REQUEST_REQUIRED_PROPERTY_ADDED, Verdict::Breaks, ", and is required")
                }
                Direction::Request => (&rules::REQUEST_OPTIONAL_PROPERTY_ADDED, Verdict::Compatible, ""),
                Direction::Response if is_strict => (&rules::RESPONSE_PROPERTY_ADDED, Verdict::MayBreak, ""),
                Direction::Response => (&rules::RESPONSE_PROPERTY_ADDED, Verdict::Compatible, ""),
            };
            let what = match both.old {
                Some(_) => direction.choose("is no longer `readOnly`", "is no longer `writeOnly`"),
                None => "was added",
            };
            walk.see(pair, rule, verdict, change(format!("`{subject}` {what}{how}")));
        }
        (old, new) => {
            requiredness(walk, pair, &subject, (was_required, is_required), change(String::new()));
            if let (Some(old), Some(new)) = (old, new) {
                let places = (place(walk.old, old), place(walk.new, new));
                let inner = Pair { old: old.clone(), new: new.clone(), subject, places, ..pair.clone() };
                walk.add(inner);
            }
        }
    }
}

fn requiredness<'d>(
    walk: &mut Walk<'d>,
    pair: &Pair<'d>,
    subject: &str,
    (was_required, is_required): (bool, bool),
    change: Change,
) {
    let (rules, how) = match (was_required, is_required) {
        (false, true) => {
            ((&rules::REQUEST_PROPERTY_BECAME_REQUIRED, &rules::RESPONSE_PROPERTY_BECAME_REQUIRED), "is required now")
        }
        (true, false) => (
            (&rules::REQUEST_PROPERTY_BECAME_OPTIONAL, &rules::RESPONSE_PROPERTY_BECAME_OPTIONAL),
            "is no longer required",
        ),
        _ => return,
    };
    let rule = pair.direction.choose(rules.0, rules.1);
    walk.see(pair, rule, rule.verdict, Change { sentence: format!("`{subject}` {how}"), ..change });
}

/// Compares additional properties.
fn extra<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
    let subject = &pair.subject;
    match (old.extra(), new.extra()) {
        (Extra::Nothing, Extra::Nothing) => {}
        (Extra::Values(_), Extra::Nothing) => {
            let sentence = format!("`{subject}` may no longer have additional properties");
            walk.shift(pair, &direction::OBJECT, Shift::Narrowed, sentence);
        }
        (Extra::Nothing, Extra::Values(_)) => {
            let sentence = format!("`{subject}` may have additional properties");
            walk.shift(pair, &direction::OBJECT, Shift::Widened, sentence);
        }
        (Extra::Values(old), Extra::Values(new)) => walk.add(inside(walk, pair, "{}", old, new)),
    }
}

fn patterns<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
    let patterns = |view: &View<'d>| -> Vec<(&'d str, All<'d>)> {
        let found = view.objects().filter_map(|object| object.patterns.as_ref());
        found.flat_map(|found| &found.value).map(|found| (found.pattern.name(), vec![found.schema])).collect()
    };
    let (before, mut after) = (patterns(old), HashMap::<&str, All<'d>>::from_iter(patterns(new)));
    let closed = |view: &View<'d>| matches!(view.extra(), Extra::Nothing);
    let narrowed = |is_closed| if is_closed { Shift::Widened } else { Shift::Narrowed };
    for (pattern, schema) in before {
        match after.remove(pattern) {
            Some(other) => walk.add(inside(walk, pair, &format!("{{{pattern}}}"), schema, other)),
            None => {
                let sentence = format!("`patternProperties` of `{}` no longer has `{pattern}`", pair.subject);
                walk.shift(pair, &direction::CONSTRAINT, narrowed(closed(new)).reversed(), sentence);
            }
        }
    }
    let mut added: Vec<&str> = after.into_keys().collect();
    added.sort_unstable();
    for pattern in added {
        let sentence = format!("`patternProperties` of `{}` has `{pattern}`", pair.subject);
        walk.shift(pair, &direction::CONSTRAINT, narrowed(closed(old)), sentence);
    }
}

fn names<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
    let names = |view: &View<'d>| -> All<'d> {
        view.objects().filter_map(|object| object.names).map(|names| names.value).collect()
    };
    let (before, after) = (names(old), names(new));
    let shift = match (before.is_empty(), after.is_empty()) {
        (true, true) => return,
        (false, false) => return walk.add(inside(walk, pair, "{name}", before, after)),
        (true, false) => Shift::Narrowed,
        (false, true) => Shift::Widened,
    };
    let how = if shift == Shift::Narrowed { "added" } else { "removed" };
    walk.shift(pair, &direction::CONSTRAINT, shift, format!("`propertyNames` of `{}` was {how}", pair.subject));
}

/// Compares the items of arrays.
pub(super) fn compare_items<'d>(walk: &mut Walk<'d>, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
    let arrays = |view: &View<'d>| view.parts.iter().filter_map(|schema| schema.array.as_deref()).collect::<Vec<_>>();
    let (before, after) = (arrays(old), arrays(new));
    if before.is_empty() && after.is_empty() {
        return;
    }
    let rest = |arrays: &[&ArrayKeywords<'d>]| -> All<'d> { arrays.iter().filter_map(|array| array.items).collect() };
    let first = |arrays: &[&ArrayKeywords<'d>]| -> Vec<All<'d>> {
        let positions = arrays.iter().find_map(|array| array.positions.as_ref());
        positions.map_or(Vec::new(), |positions| positions.value.iter().map(|id| vec![*id]).collect())
    };
    let (firsts, others) = ((first(&before), first(&after)), (rest(&before), rest(&after)));
    for index in 0..firsts.0.len().max(firsts.1.len()) {
        let at = |firsts: &[All<'d>], rest: &All<'d>| firsts.get(index).unwrap_or(rest).clone();
        let (old, new) = (at(&firsts.0, &others.0), at(&firsts.1, &others.1));
        walk.add(inside(walk, pair, &format!("[{index}]"), old, new));
    }
    let (was_closed, is_closed) =
        (before.iter().any(|array| array.is_closed), after.iter().any(|array| array.is_closed));
    if was_closed != is_closed {
        let shift = Shift::of(!is_closed, !was_closed);
        let how = if is_closed { "may no longer have" } else { "may have" };
        let sentence = format!("`{}` {how} more items than those that are listed", pair.subject);
        let kind = &direction::CONSTRAINT;
        walk.report(pair, Difference { kind, shift, sentence, value: None, is_mild: false });
    }
    walk.add(inside(walk, pair, "[]", others.0, others.1));
}

/// The schemas of the items of an array of any length; `None` if it is not such an array.
pub(super) fn free_items<'d>(view: &View<'d>) -> Option<All<'d>> {
    let is_array = view.unions.is_empty() && view.types().is_some_and(|types| types == [JsonType::Array]);
    let arrays = || view.parts.iter().filter_map(|schema| schema.array.as_deref());
    let is_free = |array: &ArrayKeywords<'d>| {
        let limits = [array.min_items, array.max_items];
        limits.iter().all(Option::is_none) && array.unique_items.is_none() && array.positions.is_none()
    };
    (is_array && arrays().all(is_free)).then(|| arrays().filter_map(|array| array.items).collect())
}

/// A nested pair. If one side has no schema, its place is that of the outer pair.
fn inside<'d>(walk: &Walk<'d>, pair: &Pair<'d>, suffix: &str, old: All<'d>, new: All<'d>) -> Pair<'d> {
    let old_place = if old.is_empty() { pair.places.0 } else { place(walk.old, &old) };
    let new_place = if new.is_empty() { pair.places.1 } else { place(walk.new, &new) };
    Pair { old, new, subject: format!("{}{suffix}", pair.subject), places: (old_place, new_place), ..pair.clone() }
}

/// The names of required properties, for distinguishing branches.
pub(super) fn required_names<'d>(view: &View<'d>) -> HashSet<&'d str> {
    view.required().iter().map(|name| name.value).collect()
}
