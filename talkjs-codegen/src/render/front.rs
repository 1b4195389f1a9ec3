//! Renders the front pages of the documentation: an overview, and the groups of methods.

use std::collections::HashMap;

use proc_macro2::TokenStream;

use super::Render;
use super::docs::{code, lines, written};
use crate::model::{Content, Operation, Response};

/// The most groups, servers and credentials that a line lists.
const MAX_LISTED: usize = 50;

/// Methods of one tag.
pub(super) struct Group<'m> {
    name: Option<&'m str>,
    words: &'m str,
    pub(super) operations: Vec<&'m Operation>,
}

impl Group<'_> {
    /// The heading and description of the group; `None` for methods without a tag.
    pub(super) fn docs(&self) -> Option<Vec<String>> {
        self.name.map(|name| lines(format!("## {name}\n\n{}", self.words).trim_end()))
    }
}

impl Render<'_> {
    /// The operations grouped by tag: first those without a tag, then the described tags, then the others.
    pub(super) fn groups(&self) -> Vec<Group<'_>> {
        let mut groups = vec![Group { name: None, words: "", operations: Vec::new() }];
        groups.extend(self.model.tags.iter().map(|tag| Group {
            name: Some(&tag.name),
            words: &tag.docs,
            operations: Vec::new(),
        }));
        let mut places: HashMap<Option<&str>, usize> = HashMap::new();
        for (place, group) in groups.iter().enumerate() {
            places.entry(group.name).or_insert(place);
        }
        for operation in &self.model.operations {
            let name = operation.tag.as_deref();
            let place = *places.entry(name).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group { name, words: "", operations: vec![operation] }),
            }
        }
        groups.retain(|group| !group.operations.is_empty());
        groups
    }

    /// The documentation of `Client`: overview, description of the API, and errors that most methods share.
    pub(super) fn client_docs(&self) -> TokenStream {
        let title = if self.model.title.is_empty() { "the API" } else { &self.model.title };
        let mut docs = lines(&format!("A client of {title}. Clones share their connections."));
        let parts = [self.servers_line(), self.credentials_line(), self.optional_line(), self.groups_line()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        for section in [parts, lines(self.model.docs.trim())] {
            docs.extend((!section.is_empty()).then(String::new));
            docs.extend(section);
        }
        docs.extend(self.shared_errors_section());
        written(&docs)
    }

    fn servers_line(&self) -> Option<String> {
        let (first, others) = self.model.servers.split_first()?;
        let all = (!others.is_empty()).then(|| format!(", and {} more in [`SERVERS`]", others.len()));
        Some(format!(" - Server: [`SERVER_URL`], {}{}", code(&first.url), all.unwrap_or_default()))
    }

    fn credentials_line(&self) -> Option<String> {
        let credentials = self.model.schemes.iter().map(|scheme| {
            let name = scheme.name.rust();
            format!("[`{name}`](security::{name})")
        });
        listed("Credentials, in [`security`]", credentials)
    }

    fn optional_line(&self) -> Option<String> {
        let is_any = self.model.operations.iter().any(Operation::is_built);
        is_any.then(|| " - Calls with optional parameters: the structs of [`operations`]".to_owned())
    }

    fn groups_line(&self) -> Option<String> {
        let groups = self.groups();
        let counted =
            groups.iter().filter_map(|group| Some(format!("{} {}", code(group.name?), group.operations.len())));
        listed("Methods by tag", counted).filter(|_| groups.len() > 1)
    }

    /// The overview of the module of calls and responses.
    pub(super) fn operations_docs(&self) -> TokenStream {
        let operations = &self.model.operations;
        let mut docs =
            vec![" The types that methods of [`Client`] return: calls and responses.".to_owned(), String::new()];
        docs.extend(operations.iter().find(|operation| operation.is_built()).map(|operation| {
            let (method, builder) = (operation.name.rust(), operation.builder.rust());
            format!(
                " - A struct for each call with optional parameters, such as [`{builder}`](operations::{builder}) of [`Client::{method}`]: \
                 it has setters for them, and `send` makes the call."
            )
        }));
        docs.extend(operations.iter().find_map(response_enum).map(|name| {
            format!(
                " - An enum for each response with several statuses or content types, such as [`{name}`](operations::{name}): it has a \
                 variant for each of them."
            )
        }));
        written(&docs)
    }
}

/// The enum of a response that has several statuses or content types.
fn response_enum(operation: &Operation) -> Option<&str> {
    match &operation.response {
        Response::Several(name, _) | Response::One(Content::ByType(name, _)) => Some(name.rust()),
        Response::One(_) => None,
    }
}

/// A line that lists some items, and the number of the others.
fn listed(what: &str, things: impl Iterator<Item = String>) -> Option<String> {
    let mut things: Vec<String> = things.collect();
    let left = things.len().saturating_sub(MAX_LISTED);
    things.truncate(MAX_LISTED);
    things.extend((left > 0).then(|| format!("and {left} more")));
    (!things.is_empty()).then(|| format!(" - {what}: {}", things.join(", ")))
}
