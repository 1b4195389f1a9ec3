//! Joins findings about the same change.

use std::collections::HashMap;

use super::finding::{Finding, Place, Verdict, Verdicts};
use super::rules::Area;

/// The places of a thing in both descriptions.
type Places = (Option<Place>, Option<Place>);

/// Joins findings. Findings with the same sentence and places are one change: it may occur in requests and in
/// responses, or in several operations. A change of the generated code belongs to the most severe change of the wire at
/// its place, or else of the behaviour.
pub(crate) fn join(findings: Vec<Finding>) -> Vec<Finding> {
    let mut joined: Vec<Finding> = Vec::new();
    let mut known: HashMap<(Area, Places, String), usize> = HashMap::new();
    for finding in findings {
        let sentence = finding.sentences.first().cloned().unwrap_or_default();
        let place = *known.entry((finding.rule.area, places(&finding), sentence)).or_insert(joined.len());
        match joined.get_mut(place) {
            Some(first) => merge(first, finding),
            None => joined.push(finding),
        }
    }
    let (of_code, mut joined): (Vec<_>, Vec<_>) =
        joined.into_iter().partition(|finding| finding.rule.area == Area::Rust);
    let mut hosts: HashMap<Places, usize> = HashMap::new();
    for (index, finding) in
        joined.iter().enumerate().filter(|(_, finding)| finding.old.is_some() || finding.new.is_some())
    {
        let is_graver = |host: &usize| joined.get(*host).is_some_and(|host| rank(host) >= rank(finding));
        let places = places(finding);
        if !hosts.get(&places).is_some_and(is_graver) {
            hosts.insert(places, index);
        }
    }
    for finding in of_code {
        match hosts.get(&places(&finding)).and_then(|host| joined.get_mut(*host)) {
            Some(host) => merge(host, finding),
            None => joined.push(finding),
        }
    }
    joined
}

/// The preference among changes at one place as the cause of a change of the code.
fn rank(finding: &Finding) -> (bool, Verdict) {
    (finding.rule.area == Area::Wire, finding.verdicts.gravest())
}

fn places(finding: &Finding) -> Places {
    (finding.old.clone(), finding.new.clone())
}

/// Merges another finding. The rule with the most severe verdict comes first.
fn merge(first: &mut Finding, mut other: Finding) {
    if other.verdicts.gravest() > first.verdicts.gravest() {
        std::mem::swap(first, &mut other);
    }
    let Finding { rule, also, verdicts, sentences, operations, witnesses, subject: _, old: _, new: _ } = other;
    for rule in std::iter::once(rule).chain(also) {
        if rule.id != first.rule.id && first.also.iter().all(|known| known.id != rule.id) {
            first.also.push(rule);
        }
    }
    let Verdicts { wire, rust, behaviour } = verdicts;
    first.verdicts.wire = first.verdicts.wire.max(wire);
    first.verdicts.rust = first.verdicts.rust.max(rust);
    first.verdicts.behaviour = first.verdicts.behaviour.max(behaviour);
    add_new(&mut first.sentences, sentences);
    add_new(&mut first.witnesses, witnesses);
    let known: std::collections::HashSet<String> = first.operations.iter().cloned().collect();
    first.operations.extend(operations.into_iter().filter(|operation| !known.contains(operation)));
}

fn add_new<T: PartialEq>(known: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        if !known.contains(&other) {
            known.push(other);
        }
    }
}
