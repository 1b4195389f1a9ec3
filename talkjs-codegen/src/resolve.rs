//! Follows `$ref`: reports those that lead in a circle, so that later stages can follow the rest without looking.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, Parameter, ReferenceOr, RequestBody, Response, Schema};

use crate::cursor::At;
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::Document;
use crate::source::Span;
use crate::tree::Node;

/// A document whose every `$ref` leads to a thing of the right kind.
pub(crate) struct Resolved {
    tree: Node,
    openapi: OpenAPI,
    no_components: Components,
}

/// Reports the components that are references in a circle.
pub(crate) fn resolve(document: Document, diagnostics: &mut Diagnostics) -> Resolved {
    let sections = document.tree.get("components").map(Node::entries).unwrap_or_default();
    let mut told = HashSet::new();
    for (_, component) in sections.iter().flat_map(|(_, section)| section.entries()) {
        if let Some(reference) = component.get("$ref")
            && let Some((kind, chain)) = endless(component, &document.tree)
            && !chain.iter().any(|span| told.contains(span))
        {
            told.extend(chain);
            diagnostics.report(kind, reference.span);
        }
    }
    Resolved { tree: document.tree, openapi: document.openapi, no_components: Components::default() }
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
    /// The typed document.
    pub(crate) fn openapi(&self) -> &OpenAPI {
        &self.openapi
    }

    /// The top of the tree.
    pub(crate) fn root(&self) -> At<'_> {
        At::root(&self.tree)
    }

    /// The reusable parts; an empty set when there are none.
    pub(crate) fn components(&self) -> &Components {
        self.openapi.components.as_ref().unwrap_or(&self.no_components)
    }

    /// Where a component of a section is defined.
    pub(crate) fn component_at(&self, section: &str, name: &str) -> At<'_> {
        self.root().child("components").child(section).child(name)
    }

    /// The schema of a name, behind any chain of references.
    pub(crate) fn schema(&self, name: &str) -> Option<(&Schema, At<'_>)> {
        let schemas = &self.components().schemas;
        self.follow(schemas.get(name)?, self.component_at("schemas", name), schemas, "schemas")
    }

    /// A parameter, behind any chain of references.
    pub(crate) fn parameter<'d>(
        &'d self,
        parameter: &'d ReferenceOr<Parameter>,
        at: At<'d>,
    ) -> Option<(&'d Parameter, At<'d>)> {
        self.follow(parameter, at, &self.components().parameters, "parameters")
    }

    /// A request body, behind any chain of references.
    pub(crate) fn request_body<'d>(
        &'d self,
        body: &'d ReferenceOr<RequestBody>,
        at: At<'d>,
    ) -> Option<(&'d RequestBody, At<'d>)> {
        self.follow(body, at, &self.components().request_bodies, "requestBodies")
    }

    /// A response, behind any chain of references.
    pub(crate) fn response<'d>(
        &'d self,
        response: &'d ReferenceOr<Response>,
        at: At<'d>,
    ) -> Option<(&'d Response, At<'d>)> {
        self.follow(response, at, &self.components().responses, "responses")
    }

    /// `None` only for a chain without end, which [`resolve`] has reported.
    fn follow<'d, T>(
        &'d self,
        mut thing: &'d ReferenceOr<T>,
        mut at: At<'d>,
        components: &'d IndexMap<String, ReferenceOr<T>>,
        section: &str,
    ) -> Option<(&'d T, At<'d>)> {
        for _ in 0..=MAX_CHAIN {
            match thing {
                ReferenceOr::Item(item) => return Some((item, at)),
                ReferenceOr::Reference { reference } => {
                    let name = component_name(reference, section)?;
                    thing = components.get(name)?;
                    at = self.component_at(section, name);
                }
            }
        }
        None
    }
}
