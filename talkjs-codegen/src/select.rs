//! Part of an API: the operations that are asked for, and the components that they need.
//!
//! It works on the tree as written, before anything is judged, so that mistakes elsewhere in the file do not matter.

use std::collections::HashSet;

use crate::Options;
use crate::diagnostic::{Diagnostics, Kind};
use crate::structure::{METHODS, component_of};
use crate::suggest::nearest;
use crate::tree::{Key, Map, Node, Value};

/// An operation, as selectors see it.
struct Candidate<'t> {
    path: &'t str,
    method: &'t str,
    id: Option<&'t str>,
    tags: Vec<&'t str>,
}

/// Takes out the operations that are not asked for, and what only they need.
pub(crate) fn select(root: &mut Node, others: &[Option<Node>], options: &Options, diagnostics: &mut Diagnostics) {
    if options.only.is_empty() && options.skip.is_empty() {
        return;
    }
    report_unknown(root, options, diagnostics);
    if !options.only.is_empty() {
        root.remove("webhooks");
    }
    keep_operations(root, options);
    keep_components(root, others);
}

impl Candidate<'_> {
    /// `getUser`, `tag:users`, `/users/{id}`, `/users/*` or `GET /users/{id}`.
    fn is_meant_by(&self, selector: &str) -> bool {
        if let Some(tag) = selector.strip_prefix("tag:") {
            return self.tags.contains(&tag.trim());
        }
        let (method, path) =
            selector.split_once(' ').map_or((None, selector), |(method, path)| (Some(method), path.trim()));
        if !path.starts_with('/') {
            return self.id == Some(selector);
        }
        let path_fits = path.strip_suffix('*').map_or(self.path == path, |prefix| self.path.starts_with(prefix));
        path_fits && method.is_none_or(|method| method.eq_ignore_ascii_case(self.method))
    }
}

fn candidates(root: &Node) -> Vec<Candidate<'_>> {
    let paths = root.get("paths").map(Node::entries).unwrap_or_default();
    paths.iter().flat_map(|(path, item)| operations(&path.text, item)).collect()
}

fn operations<'t>(path: &'t str, item: &'t Node) -> impl Iterator<Item = Candidate<'t>> {
    let methods = item.entries().iter().filter(|(key, _)| is_operation(key));
    methods.map(move |(method, operation)| Candidate {
        path,
        method: &method.text,
        id: operation.get("operationId").and_then(Node::text),
        tags: operation.get("tags").map(Node::items).unwrap_or_default().iter().filter_map(Node::text).collect(),
    })
}

fn is_operation(key: &Key) -> bool {
    METHODS.iter().any(|(method, _)| *method == key.text)
}

/// A selector that means nothing is a slip of the pen.
fn report_unknown(root: &Node, options: &Options, diagnostics: &mut Diagnostics) {
    let candidates = candidates(root);
    for selector in options.only.iter().chain(&options.skip) {
        if candidates.iter().any(|candidate| candidate.is_meant_by(selector)) {
            continue;
        }
        let tags: Vec<String> =
            candidates.iter().flat_map(|candidate| &candidate.tags).map(|tag| format!("tag:{tag}")).collect();
        let tag = tags.iter().find(|tag| tag.strip_prefix("tag:") == Some(selector));
        let known = candidates.iter().flat_map(|candidate| candidate.id.into_iter().chain([candidate.path]));
        let near = tag.map(String::as_str).or_else(|| nearest(selector, known.chain(tags.iter().map(String::as_str))));
        let kind = Kind::UnknownSelection { selector: selector.clone(), nearest: near.map(str::to_owned) };
        let paths = root.entry("paths");
        diagnostics.report(kind, paths.map_or(root.span.begin(), |(key, _)| key.span));
    }
}

fn keep_operations(root: &mut Node, options: &Options) {
    let Some(paths) = member(root, "paths") else { return };
    for (path, item) in paths.entries_mut() {
        let unwanted: Vec<String> = operations(&path.text, item)
            .filter(|candidate| {
                let any = |selectors: &[String]| selectors.iter().any(|selector| candidate.is_meant_by(selector));
                (!options.only.is_empty() && !any(&options.only)) || any(&options.skip)
            })
            .map(|candidate| candidate.method.to_owned())
            .collect();
        if let Some(item) = item.as_map_mut() {
            item.retain(|key, _| !unwanted.contains(&key.text));
        }
    }
    // Which operations a reference leads to is not known yet.
    let is_open = |item: &Node| options.only.is_empty() && item.get("$ref").is_some();
    paths.retain(|_, item| is_open(item) || item.entries().iter().any(|(key, _)| is_operation(key)));
}

/// Keeps the components that something else leads to.
fn keep_components(root: &mut Node, others: &[Option<Node>]) {
    let mut needed: HashSet<(String, String)> = HashSet::new();
    let parts = root.entries().iter().filter(|(key, _)| key.text != "components").map(|(_, node)| node);
    let mut open: Vec<&Node> = parts.chain(others.iter().flatten()).collect();
    while let Some(node) = open.pop() {
        for (section, name) in mentioned(node) {
            if let Some(component) =
                root.get("components").and_then(|all| all.get(section)).and_then(|all| all.get(&name))
                && needed.insert((section.to_owned(), name))
            {
                open.push(component);
            }
        }
    }
    let Some(components) = member(root, "components") else { return };
    for (section, things) in components.entries_mut().filter(|(section, _)| section.text != "securitySchemes") {
        if let Some(things) = things.as_map_mut() {
            things.retain(|name, _| needed.contains(&(section.text.clone(), name.text.clone())));
        }
    }
}

/// The components that a part of the tree names, by reference or in a discriminator.
fn mentioned(node: &Node) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if let Some((_, pointer)) = node.text().and_then(|text| text.split_once('#')) {
            found.extend(component_of(pointer));
        }
        if let Some(mapping) = node.get("mapping") {
            let names = mapping.entries().iter().filter_map(|(_, target)| target.text());
            found.extend(names.map(|name| ("schemas", name.to_owned())));
        }
        open.extend(node.items());
        open.extend(node.entries().iter().map(|(_, node)| node));
    }
    found
}

fn member<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Map> {
    let (_, node) = node.as_map_mut()?.entries_mut().find(|(key, _)| key.text == name)?;
    match &mut node.value {
        Value::Map(map) => Some(map),
        Value::Scalar(_) | Value::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_ids_tags_paths_and_methods() {
        let candidate = Candidate { path: "/users/{id}", method: "get", id: Some("getUser"), tags: vec!["users"] };
        for meant in ["getUser", "tag:users", "/users/{id}", "/users/*", "GET /users/{id}", "get /users/*"] {
            assert!(candidate.is_meant_by(meant), "{meant}");
        }
        for other in ["getuser", "users", "tag:user", "/users", "POST /users/{id}", "/use", "*"] {
            assert!(!candidate.is_meant_by(other), "{other}");
        }
    }
}
