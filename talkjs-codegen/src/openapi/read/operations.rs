//! Reads paths: selects operations and reads them.

use super::Reader;
use super::fields::{Field, Fields};
use super::versions::Version;
use crate::diagnostic::{Kind, Severity};
use crate::openapi::select::{self, Candidate};
use crate::openapi::{Extensions, Id, Operation, Parameter, Place, Response, Spanned, Status};
use crate::openapi::{external, names};
use crate::source::Span;
use crate::tree::{Key, Node};

/// The keys of a path item that are operations, and their methods.
const METHODS: [(&str, &str); 9] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
    ("query", "QUERY"),
];

/// A path item; its `$ref` is resolved.
pub(super) struct Item<'t> {
    path: Spanned<&'t str>,
    fields: Fields<'t>,
    operations: Vec<Found<'t>>,
}

/// An operation of a path item.
struct Found<'t> {
    method: &'static str,
    field: Field<'t>,
    is_selected: bool,
    /// The new name of its method in the options.
    renamed: Option<String>,
}

impl<'t> Reader<'t, '_> {
    /// Every path item with a selected operation, or all path items if nothing is selected.
    pub(super) fn paths(&mut self, field: Option<Field<'t>>, root: &'t Node<'t>) -> Vec<Item<'t>> {
        let mut items = self.items(field);
        let found = || items.iter().flat_map(|item| item.operations.iter().map(|found| (item.path.value, found)));
        self.candidates = found().map(|(path, found)| candidate(path, found.method, found.field)).collect();
        let selected = select::select(&self.candidates, paths_place(root), self.options, self.diagnostics);
        let renamed = names::method_names(&self.candidates, self.options);
        self.body_names = names::body_names(&self.candidates, &renamed, &component_schemas(root), self.options);
        let found = items.iter_mut().flat_map(|item| item.operations.iter_mut());
        for ((found, is_selected), renamed) in found.zip(selected).zip(renamed) {
            found.is_selected = is_selected;
            if let Some(name) = &renamed {
                self.method_names.entry(found.field.node.span).or_insert_with(|| name.clone());
            }
            found.renamed = renamed;
        }
        let selects = self.options.selects();
        items.retain(|Item { operations, .. }| {
            operations.iter().any(|found| found.is_selected) || (operations.is_empty() && !selects)
        });
        items
    }

    /// Reads every selected operation, in the order of the file.
    pub(super) fn operations(&mut self, items: Vec<Item<'t>>) {
        for item in items {
            self.item(item);
        }
    }

    /// Reports names in the options that match nothing, once all schemas are known.
    pub(super) fn report_names(&mut self, components: Vec<&str>, root: &'t Node<'t>) {
        let definitions = self.document.definitions.iter().map(|definition| definition.name.as_str());
        let schemas: Vec<&str> = components.into_iter().chain(definitions).collect();
        let place = paths_place(root);
        names::report(self.options, &self.candidates, &schemas, place, self.diagnostics);
        names::report_lenient(self.options, &schemas, place, self.diagnostics);
        let formats = self.document.schemas.iter().filter_map(|schema| schema.format.as_ref());
        let mut formats: Vec<&str> = formats.map(|format| format.value).collect();
        formats.sort_by_key(|format| *format);
        formats.dedup();
        external::report(self.options, &formats, &schemas, place, self.diagnostics);
    }

    fn items(&mut self, field: Option<Field<'t>>) -> Vec<Item<'t>> {
        let Some(fields) = field.and_then(|field| self.object(field.node, "Paths Object", true)) else {
            return Vec::new();
        };
        let mut items = Vec::new();
        for Field { key, node } in fields.entries().into_iter().filter(|field| !field.key.name().starts_with("x-")) {
            if key.name() == "$ref" {
                continue;
            }
            if !key.name().starts_with('/') {
                let what = format!("the path `{}` without a `/` at its start", key.name());
                self.diagnostics.warn(Kind::ReadAs { what, read_as: format!("`/{}`", key.name()) }, key.span);
            }
            let path = Spanned { value: key.name(), place: Place::of(key, node) };
            if let Some(fields) = self.object(node, "Path Item Object", true) {
                let operations = operations(&fields).collect();
                items.push(Item { path, fields, operations });
            }
        }
        items
    }

    fn item(&mut self, mut item: Item<'t>) {
        let fields = &mut item.fields;
        for key in ["summary", "description"] {
            self.text(fields.take(key));
        }
        let servers_field = fields.take("servers");
        let parameters_field = fields.take("parameters");
        for (key, _) in METHODS {
            fields.take(key);
        }
        if let Some(query) = fields.get("query") {
            self.newest("the method `QUERY`", query.key);
        }
        if let Some(others) = fields.take("additionalOperations") {
            self.ignored_of_3_2(others, "only HTTP methods with their own key are generated");
        }
        let shared = self.parameters(parameters_field);
        for found in item.operations.into_iter().filter(|found| found.is_selected) {
            let servers = servers_field.map(|field| (field, self.servers(Some(field))));
            if let Some(mut operation) = self.operation(found.method, found.field, item.path) {
                operation.renamed = found.renamed;
                operation.shared_parameters = shared.clone();
                let place = operation.place;
                let of_item = servers.filter(|(_, servers)| !servers.is_empty());
                let of_item = of_item.map(|(_, value)| Spanned { value, place });
                operation.servers = operation.servers.or(of_item);
                self.document.operations.push(operation);
            }
        }
        self.finish(&item.fields, &[]);
    }

    fn operation(&mut self, method: &'static str, field: Field<'t>, path: Spanned<&'t str>) -> Option<Operation<'t>> {
        let mut fields = self.object(field.node, "Operation Object", true)?;
        let tags = self.texts(fields.take("tags"));
        let responses = fields.take("responses");
        let servers = fields.take("servers");
        let callbacks = fields.take("callbacks");
        let extension = |key: &str| fields.get(key).map(|field| Spanned { value: field.node, place: field.place() });
        let extensions = Extensions {
            idempotency: extension("x-idempotency"),
            rate_limit: extension("x-rate-limit"),
            pagination: extension("x-pagination"),
            fern_streaming: extension("x-fern-streaming"),
        };
        let operation = Operation {
            place: field.place(),
            written: field.node,
            method,
            path,
            id: self.spanned_text(fields.take("operationId")),
            renamed: None,
            tag: tags.first().map(|tag| tag.value),
            summary: self.text(fields.take("summary")),
            description: self.text(fields.take("description")),
            external_docs: self.external_docs(fields.take("externalDocs")),
            deprecated: self.flag(fields.take("deprecated")) == Some(true),
            parameters: self.parameters(fields.take("parameters")),
            shared_parameters: Vec::new(),
            body: fields
                .take("requestBody")
                .filter(|field| !self.is_absent(*field))
                .and_then(|field| self.body_at(field.node, None)),
            responses_place: responses.map_or(field.place(), |field| field.place()),
            responses: self.responses(responses),
            security: self.security(fields.take("security")),
            servers: servers
                .map(|field| Spanned { value: self.servers(Some(field)), place: field.place() })
                .filter(|servers| !servers.value.is_empty()),
            extensions,
        };
        self.operation_callbacks(callbacks);
        let optional_responses = self.version >= Version::V31 || responses.is_some();
        let required: &[_] = if optional_responses { &[] } else { &[("responses", Severity::Warning)] };
        self.finish(&fields, required);
        Some(operation)
    }

    /// Whether a key has no value, which is reported; the key counts as absent.
    pub(super) fn is_absent(&mut self, field: Field<'t>) -> bool {
        if field.node.is_null() {
            self.wrong(field.node, "an object", Severity::Warning);
        }
        field.node.is_null()
    }

    fn parameters(&mut self, field: Option<Field<'t>>) -> Vec<Id<Parameter<'t>>> {
        self.list(field).iter().filter_map(|node| self.parameter_at(node, None)).collect()
    }

    fn responses(&mut self, field: Option<Field<'t>>) -> Vec<(Spanned<Status<'t>>, Id<Response<'t>>)> {
        let Some(fields) = field.and_then(|field| self.object(field.node, "Responses Object", true)) else {
            return Vec::new();
        };
        let mut responses = Vec::new();
        for Field { key, node } in fields.entries().into_iter().filter(|field| !field.key.name().starts_with("x-")) {
            if key.name() == "$ref" {
                continue;
            }
            let Some(status) = self.status(key) else { continue };
            let response = self.response_at(node, None);
            responses.extend(response.map(|id| (Spanned { value: status, place: Place::of(key, node) }, id)));
        }
        responses
    }

    fn status(&mut self, key: &'t Key<'t>) -> Option<Status<'t>> {
        let lower = matches!(key.name().as_bytes(), [b'1'..=b'5', b'x', b'x']);
        let fits = match key.name().as_bytes() {
            [b'1'..=b'5', b'X', b'X'] => true,
            [b'1'..=b'5', tens, ones] => tens.is_ascii_digit() && ones.is_ascii_digit(),
            _ => false,
        };
        if key.name() == "default" {
            return Some(Status::Default);
        }
        if fits || lower {
            if lower {
                let expected = format!("the range `{}`", key.name().to_uppercase());
                let found = format!("`{}`", key.name());
                self.diagnostics.warn(Kind::WrongKind { expected, found }, key.span);
            }
            return Some(Status::Codes(key.name()));
        }
        let expected = "a status from `100` to `599`, a range such as `2XX`, or `default`".to_owned();
        self.diagnostics.warn(Kind::WrongKind { expected, found: format!("`{}`", key.name()) }, key.span);
        None
    }

    /// Warns about a keyword of 3.2 in a file of an earlier version.
    pub(super) fn newest(&mut self, what: &str, key: &Key<'_>) {
        if self.version < Version::V32 {
            self.diagnostics.warn(Kind::Newer { what: what.to_owned() }, key.span);
        }
    }
}

/// The operations of a path item, in the order of the file.
fn operations<'t>(fields: &Fields<'t>) -> impl Iterator<Item = Found<'t>> + use<'t> {
    fields.entries().into_iter().filter(|field| !field.node.is_null()).filter_map(|field| {
        let (_, method) = METHODS.iter().find(|(key, _)| *key == field.key.name())?;
        Some(Found { method, field, is_selected: true, renamed: None })
    })
}

/// The names of the schemas in `components`.
fn component_schemas<'n>(root: &'n Node<'_>) -> Vec<&'n str> {
    let schemas = root.get("components").and_then(|components| components.get("schemas"));
    schemas.map(Node::entries).unwrap_or_default().iter().map(|(key, _)| key.name()).collect()
}

/// The place for mistakes in the options.
fn paths_place(root: &Node<'_>) -> Span {
    root.entry("paths").map_or(root.span.begin(), |(key, _)| key.span)
}

fn candidate<'t>(path: &'t str, method: &'static str, operation: Field<'t>) -> Candidate<'t> {
    let tags = operation.node.get("tags").map(Node::items).unwrap_or_default();
    Candidate {
        path,
        method,
        id: operation.node.get("operationId").and_then(Node::text),
        tags: tags.iter().filter_map(Node::text).collect(),
    }
}
