//! Follows `$ref`: reports those that lead nowhere, to the wrong kind of thing, out of the file or
//! in a circle, so that later stages can follow the rest without looking.

use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, Parameter, ReferenceOr, RequestBody, Response, Schema};

use crate::cursor::At;
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::Document;
use crate::structure::Reference;
use crate::suggest::nearest;
use crate::tree::Node;

/// A document whose every `$ref` leads to a thing of the right kind.
pub(crate) struct Resolved {
    tree: Node,
    openapi: OpenAPI,
    no_components: Components,
}

/// Checks every reference.
pub(crate) fn resolve(document: Document, diagnostics: &mut Diagnostics) -> Resolved {
    for reference in &document.references {
        if let Some(kind) = fault(reference, &document.tree) {
            diagnostics.report(kind, reference.span);
        }
    }
    Resolved { tree: document.tree, openapi: document.openapi, no_components: Components::default() }
}

/// What is wrong with a reference.
fn fault(reference: &Reference, tree: &Node) -> Option<Kind> {
    let text = reference.text.clone();
    let Some(pointer) = text.strip_prefix('#') else {
        return Some(Kind::RemoteRef { reference: text });
    };
    let Some(target) = tree.pointer(pointer) else {
        let names = tree.pointer(&format!("/components/{}", reference.section));
        let names = names.into_iter().flat_map(Node::entries).map(|(key, _)| key.text.as_str());
        let wanted = pointer.rsplit('/').next().unwrap_or("");
        let nearest = nearest(wanted, names).map(|name| format!("#/components/{}/{name}", reference.section));
        return Some(Kind::DanglingRef { reference: text, nearest });
    };
    if component_name(&text, reference.section).is_none() {
        return Some(Kind::WrongRef { reference: text, section: reference.section });
    }
    leads_back(target, tree).then_some(Kind::CyclicRef { reference: text })
}

/// Whether a chain of mere references never reaches a thing.
fn leads_back<'t>(mut node: &'t Node, tree: &'t Node) -> bool {
    for _ in 0..64 {
        let Some(next) = node.get("$ref").and_then(Node::text) else { return false };
        match next.strip_prefix('#').and_then(|pointer| tree.pointer(pointer)) {
            Some(target) => node = target,
            None => return false,
        }
    }
    true
}

/// `User` of `#/components/schemas/User`. OpenAPI's names have no character that a pointer escapes.
pub(crate) fn component_name<'r>(reference: &'r str, section: &str) -> Option<&'r str> {
    let name = reference.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')?;
    (!name.is_empty() && !name.contains(['/', '~'])).then_some(name)
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
        for _ in 0..64 {
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
