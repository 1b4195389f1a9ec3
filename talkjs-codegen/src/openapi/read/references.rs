//! Resolves `$ref` and names its targets.

use super::Reader;
use super::targets::Target;
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::openapi::document::MAX_CHAIN;
use crate::source::Span;
use crate::tree::{Key, Node};

/// The longest name that is derived from a place, in characters.
const MAX_NAME: usize = 60;

/// The target of references.
pub(super) struct Followed<'t> {
    pub(super) node: &'t Node<'t>,
    /// Its name in `components`.
    pub(super) component: Option<&'t str>,
    /// Whether it is in the section for things of its kind.
    pub(super) is_of_section: bool,
}

impl<'t> Reader<'t, '_> {
    /// Resolves any chain of references. `None` if the target is not found, which is then reported.
    pub(super) fn follow(&mut self, node: &'t Node<'t>, section: &'static str) -> Option<Followed<'t>> {
        let (mut node, mut component, mut is_of_section) = (node, None, true);
        let mut seen: Vec<Span> = Vec::new();
        while let Some(reference) = node.get("$ref") {
            let Some(text) = reference.text() else {
                self.wrong(reference, "a string with a reference", Severity::Error);
                return None;
            };
            if seen.contains(&reference.span) || seen.len() > MAX_CHAIN {
                self.endless(text, &seen, reference.span);
                return None;
            }
            seen.push(reference.span);
            self.siblings(node);
            let target = self.target(text, reference.span, node.span.file(), section)?;
            component = target.component().and(target.key).map(Key::name);
            is_of_section = target.component().is_none_or(|(found, _)| found == section);
            node = target.node;
        }
        Some(Followed { node, component, is_of_section })
    }

    /// Reports an endless chain of references, once.
    fn endless(&mut self, text: &str, chain: &[Span], span: Span) {
        let first = chain.first().copied().unwrap_or(span);
        let kind = if chain.len() > MAX_CHAIN {
            Kind::OverLimit { what: "references in a row", limit: MAX_CHAIN }
        } else if chain.iter().any(|link| self.cyclic.contains(link)) {
            return;
        } else {
            Kind::CyclicRef { reference: text.to_owned() }
        };
        self.cyclic.extend(chain);
        self.diagnostics.report(kind, first);
    }

    /// The target of a reference to a thing of a section. It may be in another section if it can be read as a thing of
    /// this one.
    fn target(&mut self, text: &str, span: Span, from: usize, section: &'static str) -> Option<Target<'t>> {
        let target = match self.targets.find(text, from, section) {
            Ok(target) => target,
            Err(kind) => {
                self.diagnostics.report(kind, span);
                return None;
            }
        };
        if let Some((other, _)) = target.component().filter(|(other, _)| *other != section) {
            let severity = match (section, other) {
                ("responses", "requestBodies") | ("requestBodies", "responses") | ("headers", "parameters") => {
                    Severity::Warning
                }
                _ => Severity::Error,
            };
            let kind = Kind::WrongRef { reference: text.to_owned(), section };
            self.diagnostics.push(Diagnostic::new(kind, span).with(severity));
            if severity == Severity::Error {
                return None;
            }
        }
        Some(target)
    }

    /// Resolves a `$ref` where OpenAPI does not allow one, except in a path item; warns once per file for each kind of
    /// object.
    pub(super) fn in_place(&mut self, node: &'t Node<'t>, object: &'static str) -> Option<&'t Node<'t>> {
        let reference = node.get("$ref")?;
        if object != "Path Item Object" && self.once.insert((object, reference.span.file())) {
            self.diagnostics.warn(Kind::UnexpectedRef { object }, reference.span);
        }
        let mut target = node;
        let mut seen = Vec::new();
        while let Some(next) = target.get("$ref") {
            let Some(text) = next.text() else {
                self.wrong(next, "a string with a reference", Severity::Error);
                return None;
            };
            if seen.contains(&next.span) || seen.len() > MAX_CHAIN {
                self.endless(text, &seen, reference.span);
                return None;
            }
            seen.push(next.span);
            match self.targets.find(text, target.span.file(), "pathItems") {
                Ok(found) => target = found.node,
                Err(kind) => {
                    self.diagnostics.report(kind, reference.span);
                    return None;
                }
            }
        }
        Some(target)
    }

    /// Warns about keys beside a `$ref` that is not in a schema: they have no effect.
    fn siblings(&mut self, node: &Node<'_>) {
        for (key, _) in node.entries() {
            let allowed = ["$ref", "summary", "description"].contains(&key.name());
            if !allowed && !key.name().starts_with("x-") {
                let (what, why) = (format!("`{}`", key.name()), "keys beside a `$ref` have no effect here");
                self.diagnostics.warn(Kind::Ignored { what, why }, key.span);
            }
        }
    }

    /// The new name for the type of a schema in the options.
    pub(super) fn type_name(&self, schema: &str) -> Option<&str> {
        self.options.type_name(schema).or_else(|| self.body_names.get(schema).map(String::as_str))
    }

    /// A name derived from the place of a schema, and whether the place is one for definitions, not inside another
    /// thing.
    pub(super) fn place_name(&self, target: &Target<'_>) -> (String, bool) {
        let steps: Vec<&str> = target.steps.iter().map(String::as_str).collect();
        let name = match steps.as_slice() {
            ["components", "schemas", name] => return ((*name).to_owned(), true),
            ["components", "schemas", owner, rest @ ..] => nested(self.type_name(owner).unwrap_or(owner), rest),
            ["paths", path, method, rest @ ..] => {
                match self.operation_name(target.node.span.file(), path, method, rest) {
                    Some(name) => name,
                    None => self.outside_name(&steps, target.node.span.file()),
                }
            }
            steps => self.outside_name(steps, target.node.span.file()),
        };
        let surplus = name.chars().count().saturating_sub(MAX_NAME);
        let name = name.chars().skip(surplus).collect();
        (name, !steps.iter().any(|step| INSIDE.contains(step)))
    }

    /// The name of a schema inside an operation, the same that lowering gives it.
    fn operation_name(&self, file: usize, path: &str, method: &str, rest: &[&str]) -> Option<String> {
        let operation = self.targets.root(file)?.get("paths")?.get(path)?.get(method)?;
        let renamed = self.method_names.get(&operation.span).map(String::as_str);
        let name = match renamed.or_else(|| operation.get("operationId").and_then(Node::text)) {
            Some(name) => capitals(name),
            None => capitals(&made_up_name(method, path)),
        };
        let (tail, rest) = match rest {
            ["requestBody", "content", _, "schema", rest @ ..] => ("Body".to_owned(), rest),
            ["responses", status, "content", _, "schema", rest @ ..] => {
                let statuses = operation.get("responses").map(Node::entries).unwrap_or_default();
                let successes = statuses.iter().filter(|(key, _)| key.name().starts_with('2')).count();
                let tail = match (status.starts_with('2'), successes) {
                    (true, 1) => "Response".to_owned(),
                    (true, _) => format!("{status}Response"),
                    (false, 0) if *status == "default" => "Response".to_owned(),
                    (false, _) => format!("{}Error", capital(&status.to_uppercase())),
                };
                (tail, rest)
            }
            ["parameters", index, "schema", rest @ ..] => {
                let parameter = operation.get("parameters")?.items().get(index.parse::<usize>().ok()?)?;
                (capital(parameter.get("name")?.text()?), rest)
            }
            _ => return None,
        };
        Some(nested(&format!("{name}{tail}"), rest))
    }

    fn outside_name(&self, steps: &[&str], file: usize) -> String {
        const NOISE: [&str; 11] = [
            "components",
            "schemas",
            "definitions",
            "$defs",
            "properties",
            "paths",
            "content",
            "schema",
            "responses",
            "parameters",
            "requestBodies",
        ];
        let telling = steps.iter().filter(|step| !NOISE.contains(step) && !is_media_type(step));
        let name: String = telling.map(|step| capitals(step)).collect();
        if !name.is_empty() {
            return name;
        }
        let file = self.source.files().get(file).map_or("", |file| file.path());
        let stem = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or("");
        let name = capitals(stem);
        if name.is_empty() { "Unnamed".to_owned() } else { name }
    }
}

/// Steps whose values are parts of other things, so what is there is not a definition.
const INSIDE: [&str; 15] = [
    "properties",
    "patternProperties",
    "additionalProperties",
    "items",
    "prefixItems",
    "x-prefix-items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "paths",
    "webhooks",
    "content",
    "schema",
    "headers",
];

/// `get users by userId files` for `GET /users/{userId}/files`.
pub(crate) fn made_up_name(method: &str, path: &str) -> String {
    format!("{} {}", method.to_ascii_lowercase(), path.replace('{', " by ").replace('}', " "))
}

/// The name of a schema inside a definition: `UserAddress` for the property `address` of `User`.
fn nested(owner: &str, steps: &[&str]) -> String {
    let mut name = owner.to_owned();
    let mut steps = steps.iter();
    while let Some(step) = steps.next() {
        match *step {
            "properties" | "$defs" | "definitions" => name.push_str(&capital(steps.next().unwrap_or(&""))),
            "items" => name.push_str("Item"),
            "additionalProperties" => name.push_str("Value"),
            "allOf" => drop(steps.next()),
            "oneOf" | "anyOf" | "prefixItems" | "x-prefix-items" => {
                let number = steps.next().and_then(|index| index.parse::<usize>().ok()).unwrap_or(0);
                name.push_str(&number.saturating_add(1).to_string());
            }
            other => name.push_str(&capitals(other)),
        }
    }
    name
}

fn is_media_type(step: &str) -> bool {
    !step.starts_with('/') && step.contains('/')
}

/// `/users/{id}/files` as `UsersIdFiles`.
pub(super) fn capitals(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric()).map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
