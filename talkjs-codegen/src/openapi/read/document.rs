//! Reads the OpenAPI Object, Components, webhooks and callbacks.

use super::Reader;
use super::fields::{Field, Fields};
use super::references::capitals;
use super::versions::Version;
use crate::diagnostic::{Kind, Severity};
use crate::openapi::{Payload, Place, Spanned, Webhook};
use crate::tree::{Key, Node, Value};

impl<'t> Reader<'t, '_> {
    /// Reads the root of the description's own file.
    pub(super) fn root(&mut self, root: &'t Node<'t>) {
        let mut fields = Fields::new("OpenAPI Object", root, None);
        fields.take("openapi");
        self.info(fields.take("info"));
        fields.take("jsonSchemaDialect");
        fields.take("$self");
        self.document.servers = self.servers(fields.take("servers"));
        self.document.security = self.security(fields.take("security"));
        let (components, paths) = (fields.take("components"), fields.take("paths"));
        // The name of a schema may come from the operation around it.
        let paths = self.paths(paths, root);
        self.components(components, self.options.selects());
        self.operations(paths);
        let webhooks = fields.take("webhooks");
        if self.options.only.is_empty() {
            self.callbacks(webhooks);
        }
        self.tags(fields.take("tags"));
        self.external_docs(fields.take("externalDocs"));
        let optional_paths = self.version >= Version::V31;
        let required: &[_] = if optional_paths { &["info"] } else { &["info", "paths"] };
        // A key without a value has been reported.
        let required = required.iter().filter(|key| fields.get(key).is_none());
        let required: Vec<_> = required.map(|key| (*key, Severity::Warning)).collect();
        self.finish(&fields, &required);
    }

    fn info(&mut self, field: Option<Field<'t>>) {
        let Some(mut fields) = field.and_then(|field| self.object(field.node, "Info Object", false)) else { return };
        self.document.title = self.text(fields.take("title")).unwrap_or_default();
        for key in ["summary", "termsOfService"] {
            self.text(fields.take(key));
        }
        self.document.description = self.text(fields.take("description")).unwrap_or_default();
        if let Some(mut contact) =
            fields.take("contact").and_then(|field| self.object(field.node, "Contact Object", false))
        {
            for key in ["name", "url", "email"] {
                self.text(contact.take(key));
            }
            self.finish(&contact, &[]);
        }
        if let Some(mut license) =
            fields.take("license").and_then(|field| self.object(field.node, "License Object", false))
        {
            for key in ["name", "identifier", "url"] {
                self.text(license.take(key));
            }
            self.finish(&license, &[("name", Severity::Warning)]);
        }
        self.document.version = self.text(fields.take("version")).unwrap_or_default();
        self.finish(&fields, &[("title", Severity::Warning), ("version", Severity::Warning)]);
    }

    fn tags(&mut self, field: Option<Field<'t>>) {
        for node in self.list(field) {
            let Some(mut fields) = self.object(node, "Tag Object", false) else { continue };
            let name = self.text(fields.take("name"));
            let description = self.text(fields.take("description"));
            let summary = self.text(fields.take("summary"));
            self.document.tags.extend(name.map(|name| (name, description.or(summary).unwrap_or_default())));
            self.external_docs(fields.take("externalDocs"));
            for key in ["parent", "kind"] {
                if let Some(field) = fields.take(key) {
                    self.ignored_of_3_2(field, "operations are grouped by the first of their tags");
                }
            }
            self.finish(&fields, &[("name", Severity::Warning)]);
        }
    }

    /// The URL of external documentation.
    pub(super) fn external_docs(&mut self, field: Option<Field<'t>>) -> Option<&'t str> {
        let mut fields = self.object(field?.node, "External Documentation Object", false)?;
        self.text(fields.take("description"));
        let url = self.text(fields.take("url"));
        self.finish(&fields, &[("url", Severity::Warning)]);
        url
    }

    /// Reads every section of `components`, or only its security schemes if the rest is read when referenced.
    fn components(&mut self, field: Option<Field<'t>>, only_referred: bool) {
        let Some(mut fields) = field.and_then(|field| self.object(field.node, "Components Object", true)) else {
            return;
        };
        let schemes = fields.take("securitySchemes");
        self.security_schemes(schemes);
        let schemas = fields.take("schemas");
        let others = ["parameters", "requestBodies", "responses", "headers", "callbacks"].map(|key| fields.take(key));
        for key in ["examples", "links", "pathItems", "mediaTypes"] {
            fields.take(key);
        }
        self.finish(&fields, &[]);
        for (key, node) in self.map(schemas) {
            self.components.push((key, node));
            if !only_referred {
                self.schema(Some(key), node);
            }
        }
        let [parameters, bodies, responses, headers, callbacks] = others;
        if only_referred {
            return;
        }
        for (key, node) in self.map(parameters) {
            self.parameter_at(node, Some(key.name()));
        }
        for (key, node) in self.map(bodies) {
            self.body_at(node, Some(key.name()));
        }
        for (key, node) in self.map(responses) {
            self.response_at(node, Some(key.name()));
        }
        for (key, node) in self.map(headers) {
            self.header_at(node, Some(key.name()));
        }
        for (_, node) in self.map(callbacks) {
            self.callback(node);
        }
    }

    /// Reads the path items of callbacks, by name.
    pub(super) fn callbacks(&mut self, field: Option<Field<'t>>) {
        for (name, item) in self.map(field) {
            self.payloads(name, item);
        }
    }

    /// A Callback Object, or a reference to one.
    fn callback(&mut self, node: &'t Node<'t>) {
        let Some(node) = self.follow(node, "callbacks").map(|found| found.node) else { return };
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, "an object", Severity::Warning);
        }
        for (name, item) in node.entries().iter().filter(|(name, _)| !name.name().starts_with("x-")) {
            self.payloads(name, item);
        }
    }

    /// Reads the callbacks of an operation, by name.
    pub(super) fn operation_callbacks(&mut self, field: Option<Field<'t>>) {
        for (_, node) in self.map(field) {
            self.callback(node);
        }
    }

    /// Names every JSON body in the path item of a callback or webhook.
    fn payloads(&mut self, key: &'t Key<'t>, item: &'t Node<'t>) {
        let item = if item.get("$ref").is_some() {
            let Some(target) = self.in_place(item, "Path Item Object") else { return };
            target
        } else {
            item
        };
        for (method, operation) in item.entries().iter().filter(|(_, operation)| !operation.entries().is_empty()) {
            let name = Spanned { value: key.name(), place: Place { name: key.span, value: operation.span } };
            let index = self.document.webhooks.len();
            self.document.webhooks.push(Webhook { name, method: method.name(), schema: None });
            let Some(body) = operation.get("requestBody") else { continue };
            let Some(body) = self.follow(body, "requestBodies").map(|found| found.node) else { continue };
            let content = body.get("content").map(Node::entries).unwrap_or_default();
            let json = content.iter().find(|(media, _)| media.name().contains("json"));
            let Some((place, schema)) = json.and_then(|(_, media)| media.entry("schema")) else { continue };
            let id = self.schema(Some(place), schema);
            if let Some(webhook) = self.document.webhooks.get_mut(index) {
                webhook.schema = Some(id);
            }
            let is_reference = self.document.schemas[id].reference.is_some();
            if !is_reference {
                let name = self.payload_name(key.name());
                self.document.payloads.push(Payload { name, schema: id });
            }
        }
    }

    /// `newPet` and `{$request.body#/url}` as `NewPetPayload` and `RequestBodyUrlPayload`.
    fn payload_name(&mut self, name: &str) -> String {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let wanted = format!("{}Payload", words.map(capitals).collect::<String>());
        let mut name = wanted.clone();
        let mut number: usize = 1;
        while !self.payload_names.insert(name.clone()) {
            number = number.saturating_add(1);
            name = format!("{wanted}{number}");
        }
        name
    }

    /// The keys of an object; `None` if it is not an object, which is then reported. A `$ref` instead of it is
    /// resolved.
    pub(super) fn object(&mut self, node: &'t Node<'t>, name: &'static str, is_essential: bool) -> Option<Fields<'t>> {
        if node.get("$ref").is_some_and(|target| target.text().is_some()) {
            let target = self.in_place(node, name)?;
            if !matches!(target.value, Value::Map(_)) {
                self.wrong(target, "an object", if is_essential { Severity::Error } else { Severity::Warning });
                return None;
            }
            return Some(Fields::new(name, node, Some(target)));
        }
        let is_empty_list = matches!(&node.value, Value::List(items) if items.is_empty());
        if is_empty_list || node.is_null() {
            self.wrong(node, "an object", Severity::Warning);
            // A key without a value counts as absent.
            return is_empty_list.then(|| Fields::new(name, node, None));
        }
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, "an object", if is_essential { Severity::Error } else { Severity::Warning });
            return None;
        }
        Some(Fields::new(name, node, None))
    }

    /// Notes a keyword of OpenAPI 3.2 that is ignored.
    pub(super) fn ignored_of_3_2(&mut self, field: Field<'t>, why: &'static str) {
        let what = format!("`{}` of OpenAPI 3.2", field.key.name());
        self.diagnostics.note(Kind::Ignored { what, why }, field.key.span);
    }
}
