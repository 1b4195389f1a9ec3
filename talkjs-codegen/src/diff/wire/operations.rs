//! Compares operations and their parameters.

use std::collections::{HashMap, HashSet};

use super::direction::Direction;
use super::pairing::pair;
use super::view::SchemaId;
use super::walk::Pair;
use super::{Named, Wire};
use crate::diff::rules::Rule;
use crate::diff::rules::wire as rules;
use crate::diff::side::Change;
use crate::openapi::{Document, Location, Operation, Parameter, Style};

/// The name of an operation.
pub(crate) fn label(operation: &Operation<'_>) -> String {
    match operation.id {
        Some(id) => id.value.to_owned(),
        None => format!("{} {}", operation.method, operation.path.value),
    }
}

/// The schemas that an operation refers to directly, with the sender of their values.
pub(super) fn schemas<'d>(document: &'d Document<'d>, operation: &Operation<'d>) -> Vec<(SchemaId<'d>, Direction)> {
    let mut found = Vec::new();
    for parameter in parameters(document, operation) {
        found.extend(parameter.schema.map(|id| (id, Direction::Request)));
    }
    let contents = operation.body.map(|id| (&document.bodies[id].content, Direction::Request));
    let responses = operation.responses.iter().map(|(_, id)| &document.responses[*id]);
    for response in responses.clone() {
        let headers = response.headers.iter().filter_map(|(_, id)| document.headers[*id].schema);
        found.extend(headers.map(|id| (id, Direction::Response)));
    }
    let contents = contents.into_iter().chain(responses.map(|response| (&response.content, Direction::Response)));
    for (media, direction) in
        contents.flat_map(|(content, direction)| content.iter().map(move |media| (media, direction)))
    {
        found.extend(media.schema.into_iter().chain(media.item_schema).map(|id| (id, direction)));
    }
    found
}

/// The parameters of an operation, and those of its path that it does not replace.
fn parameters<'d>(document: &'d Document<'d>, operation: &Operation<'d>) -> Vec<&'d Parameter<'d>> {
    let mut known = HashSet::new();
    let all = operation.parameters.iter().chain(&operation.shared_parameters).map(|id| &document.parameters[*id]);
    all.filter(|parameter| known.insert((parameter.location, parameter.name.value))).collect()
}

/// The route of requests: names in braces are not part of it.
fn route<'d>(operation: &Operation<'d>) -> (&'static str, String) {
    let mut path = String::new();
    let mut is_name = false;
    for c in operation.path.value.chars() {
        match c {
            '{' => is_name = true,
            '}' => is_name = false,
            _ if is_name => continue,
            _ => {}
        }
        path.push(c);
    }
    (operation.method, path)
}

/// The identity of a parameter: its name, or its position in the path.
fn key<'d>(operation: &Operation<'d>, parameter: &Parameter<'d>) -> (Location, String) {
    let name = parameter.name.value;
    let names = operation.path.value.split('{').skip(1).filter_map(|part| part.split('}').next());
    let name = match parameter.location {
        Location::Path => {
            names.into_iter().position(|known| known == name).map_or(name.to_owned(), |at| at.to_string())
        }
        Location::Header => name.to_ascii_lowercase(),
        Location::Query | Location::Cookie => name.to_owned(),
    };
    (parameter.location, name)
}

impl<'d> Wire<'d> {
    /// Compares all operations.
    pub(super) fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        let by_id: HashMap<&str, &Operation<'_>> =
            new.operations.iter().filter_map(|operation| Some((operation.id?.value, operation))).collect();
        let paired = pair(&old.operations, &new.operations, |operation, _| Some(route(operation)));
        for (operation, other) in paired.both {
            self.operation(operation, other);
        }
        for operation in paired.removed {
            let moved = operation.id.and_then(|id| by_id.get(id.value));
            let moved = moved.map_or(String::new(), |other| {
                format!("; `{}` is `{} {}` now", label(other), other.method, other.path.value)
            });
            let sentence = format!("`{} {}` was removed{moved}", operation.method, operation.path.value);
            let change = Change { old: Some(operation.place.name), ..about(operation, sentence) };
            self.found(&rules::OPERATION_REMOVED, change);
        }
        for operation in paired.added {
            let sentence = format!("`{} {}` was added", operation.method, operation.path.value);
            let change = Change { new: Some(operation.place.name), ..about(operation, sentence) };
            self.found(&rules::OPERATION_ADDED, change);
        }
    }

    /// Adds a finding with the rule's own verdict.
    pub(super) fn found(&mut self, rule: &'static Rule, change: Change) {
        self.see(rule, rule.verdict, change);
    }

    fn operation(&mut self, old: &'d Operation<'d>, new: &'d Operation<'d>) {
        self.operations.push((old, new));
        self.parameters_of(old, new);
        self.bodies(old, new);
        self.responses(old, new);
        self.security(old, new);
        self.servers_of(old, new);
    }

    fn parameters_of(&mut self, old: &'d Operation<'d>, new: &'d Operation<'d>) {
        let (before, after) = (parameters(self.old, old), parameters(self.new, new));
        let paired = pair(before, after, |parameter, is_old| Some(key(if is_old { old } else { new }, parameter)));
        let operation = label(old);
        for (parameter, other) in paired.both {
            self.parameter(&operation, subject(&operation, parameter, Some(other)), parameter, other);
        }
        for parameter in paired.removed {
            let subject = subject(&operation, parameter, None);
            let sentence = format!("the parameter `{subject}` was removed");
            let place = Some(parameter.name.place.name);
            self.found(&rules::REQUEST_PARAMETER_REMOVED, Change { subject, old: place, ..about(old, sentence) });
        }
        for parameter in paired.added {
            let subject = subject(&operation, parameter, None);
            let (rule, how) = if parameter.required {
                (&rules::REQUEST_REQUIRED_PARAMETER_ADDED, ", and is required")
            } else {
                (&rules::REQUEST_OPTIONAL_PARAMETER_ADDED, "")
            };
            let sentence = format!("the parameter `{subject}` was added{how}");
            self.found(rule, Change { subject, new: Some(parameter.name.place.name), ..about(new, sentence) });
        }
    }

    fn parameter(&mut self, operation: &str, subject: String, old: &'d Parameter<'d>, new: &'d Parameter<'d>) {
        let places = (old.name.place.name, new.name.place.name);
        let change = |sentence| Change {
            sentence,
            subject: subject.clone(),
            old: Some(places.0),
            new: Some(places.1),
            operations: vec![operation.to_owned()],
            ..Change::default()
        };
        match (old.required, new.required) {
            (false, true) => {
                let sentence = format!("the parameter `{subject}` is required now");
                self.found(&rules::REQUEST_PARAMETER_BECAME_REQUIRED, change(sentence));
            }
            (true, false) => {
                let sentence = format!("the parameter `{subject}` is no longer required");
                self.found(&rules::REQUEST_PARAMETER_BECAME_OPTIONAL, change(sentence));
            }
            _ => {}
        }
        if let Some(how) = encoding(old, new) {
            let sentence = format!("the encoding of the parameter `{subject}` changed: {how}");
            self.found(&rules::REQUEST_PARAMETER_ENCODING_CHANGED, change(sentence));
        }
        let mut pair = Pair {
            old: Vec::from_iter(old.schema),
            new: Vec::from_iter(new.schema),
            direction: Direction::Request,
            is_text: old.range.is_none() && new.range.is_none(),
            subject: subject.clone(),
            places,
        };
        if pair.is_text && is_repeated(old) && is_repeated(new) {
            self.walk.single_item(&mut pair);
        }
        self.walk.add(pair);
        self.named.push(Named {
            is_header: false,
            subject,
            operation: operation.to_owned(),
            places,
            deprecated: (old.deprecated, new.deprecated),
        });
    }
}

/// A change of an operation.
pub(super) fn about(operation: &Operation<'_>, sentence: String) -> Change {
    Change { sentence, subject: label(operation), operations: vec![label(operation)], ..Change::default() }
}

/// The name of a parameter: that of its component if both sides have it there.
fn subject(operation: &str, old: &Parameter<'_>, new: Option<&Parameter<'_>>) -> String {
    match old.component {
        Some(component) if new.is_some_and(|new| new.component == Some(component)) => format!("parameters.{component}"),
        _ => format!("{operation}.{}.{}", old.location.name(), old.name.value),
    }
}

/// Whether each item of an array is a separate parameter in the query.
fn is_repeated(parameter: &Parameter<'_>) -> bool {
    let is_form = parameter.encoding.style.is_none_or(|style| style.value == Style::Form);
    parameter.location == Location::Query && is_form && parameter.encoding.explode != Some(false)
}

/// The difference between the encodings of a parameter.
fn encoding(old: &Parameter<'_>, new: &Parameter<'_>) -> Option<String> {
    let style = |parameter: &Parameter<'_>| {
        let said = parameter.encoding.style.map(|style| style.value);
        said.or_else(|| parameter.location.styles().first().copied())
    };
    let name = |style: Option<Style>| style.map_or("none", Style::name);
    let explode =
        |parameter: &Parameter<'_>| parameter.encoding.explode.unwrap_or_else(|| style(parameter) == Some(Style::Form));
    let range = |parameter: &Parameter<'_>| parameter.range.unwrap_or("plain text").to_owned();
    let reserved = |parameter: &Parameter<'_>| parameter.encoding.allow_reserved.unwrap_or_default();
    let differing = [
        ("`style`", name(style(old)).to_owned(), name(style(new)).to_owned()),
        ("`explode`", explode(old).to_string(), explode(new).to_string()),
        ("the media type", range(old), range(new)),
        ("`allowReserved`", reserved(old).to_string(), reserved(new).to_string()),
    ];
    let (what, before, after) = differing.into_iter().find(|(_, before, after)| before != after)?;
    Some(format!("{what} changed from `{before}` to `{after}`"))
}
