//! Follows `$ref`: reports those that lead in a circle, so that later stages can follow the rest without looking.

use std::collections::HashSet;

use crate::cursor::At;
use crate::diagnostic::{Diagnostics, Kind};
use crate::source::Span;
use crate::tree::Node;

/// A document whose every `$ref` leads to a thing of the right kind.
pub(crate) struct Resolved {
    tree: Node,
}

/// Reports the components that are references in a circle.
pub(crate) fn resolve(tree: Node, diagnostics: &mut Diagnostics) -> Resolved {
    let sections = tree.get("components").map(Node::entries).unwrap_or_default();
    let mut told = HashSet::new();
    for (_, component) in sections.iter().flat_map(|(_, section)| section.entries()) {
        if let Some(reference) = component.get("$ref")
            && let Some((kind, chain)) = endless(component, &tree)
            && !chain.iter().any(|span| told.contains(span))
        {
            told.extend(chain);
            diagnostics.report(kind, reference.span);
        }
    }
    Resolved { tree }
}

/// The most references that lead from one to the next.
const MAX_CHAIN: usize = 64;

/// What is wrong with a chain of mere references that never reaches a thing, or not soon enough, and where its links are.
fn endless<'t>(mut node: &'t Node, tree: &'t Node) -> Option<(Kind, HashSet<Span>)> {
    let first = node.get("$ref").and_then(Node::text)?;
    let mut chain = HashSet::new();
    while chain.len() < MAX_CHAIN {
        let reference = node.get("$ref")?;
        if !chain.insert(reference.span) {
            return Some((Kind::CyclicRef { reference: first.to_owned() }, chain));
        }
        let mut steps = reference.text()?.trim_start_matches("#/").splitn(3, '/');
        let target = steps.next().and_then(|all| tree.get(all)).and_then(|all| all.get(steps.next()?));
        node = target.and_then(|section| section.get(steps.next()?))?;
    }
    Some((Kind::OverLimit { what: "references in a row", limit: MAX_CHAIN }, chain))
}

/// `User` of `#/components/schemas/User`. Names are not escaped in the references that the structural check has written.
pub(crate) fn component_name<'r>(reference: &'r str, section: &str) -> Option<&'r str> {
    let name = reference.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')?;
    (!name.is_empty()).then_some(name)
}

impl Resolved {
    /// The top of the tree.
    pub(crate) fn root(&self) -> At<'_> {
        At::root(&self.tree)
    }

    /// The names of a section of `components`.
    pub(crate) fn components(&self, section: &str) -> impl Iterator<Item = &str> {
        let section = self.tree.get("components").and_then(|components| components.get(section));
        section.map(Node::entries).unwrap_or_default().iter().map(|(key, _)| key.text.as_str())
    }

    /// Where a component of a section is defined.
    pub(crate) fn component_at(&self, section: &str, name: &str) -> At<'_> {
        self.root().child("components").child(section).child(name)
    }

    /// The schema of a name, behind any chain of references.
    pub(crate) fn schema(&self, name: &str) -> Option<At<'_>> {
        self.named("schemas", name).and_then(|at| self.follow(at, "schemas"))
    }

    /// The thing of a section of `components` that stands here, behind any chain of references. `None` only for a chain
    /// without end, which [`resolve`] has reported.
    pub(crate) fn follow<'d>(&'d self, mut at: At<'d>, section: &str) -> Option<At<'d>> {
        for _ in 0..=MAX_CHAIN {
            match at.text("$ref") {
                None => return Some(at),
                Some(reference) => at = self.named(section, component_name(reference, section)?)?,
            }
        }
        None
    }

    fn named(&self, section: &str, name: &str) -> Option<At<'_>> {
        let section = self.root().child("components").child(section);
        section.get(name).map(|_| section.child(name))
    }
}
