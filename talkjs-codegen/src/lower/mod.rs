//! Document to model: every schema becomes a Rust type, every operation a method.
//!
//! What OpenAPI allows and this generator does not know is reported here, at its place.

mod answers;
mod bodies;
mod objects;
mod operations;
mod parameters;
mod rules;
mod schemas;
mod security;
mod settle;
mod unions;

use std::collections::HashMap;

use crate::cursor::At;
use crate::diagnostic::{Diagnostics, Kind};
use crate::model::{Docs, Json, Model, Name, Namer, TypeDef, TypeId, TypeKind, TypeRef};
use crate::resolve::Resolved;
use crate::source::Span;
use crate::view::{SchemaRef, View};

/// Builds the model.
pub(crate) fn lower(document: &Resolved, diagnostics: &mut Diagnostics) -> Model {
    let mut lowering = Lowering {
        document,
        diagnostics,
        model: Model::default(),
        named: HashMap::new(),
        inline: HashMap::new(),
        json: HashMap::new(),
        json_depth: 0,
    };
    lowering.api();
    lowering.security_schemes();
    lowering.schemas();
    lowering.operations();
    let Lowering { mut model, diagnostics, .. } = lowering;
    settle::settle(&mut model, diagnostics);
    model
}

/// Schemas that name each other in a row, where one has to be followed to the end.
const MAX_CHAIN: usize = 64;

/// The state of the work.
struct Lowering<'d, 'x> {
    document: &'d Resolved,
    diagnostics: &'x mut Diagnostics,
    model: Model,
    /// The types of `components/schemas`.
    named: HashMap<&'d str, TypeId>,
    /// The types of schemas that are written in place, by where they stand.
    inline: HashMap<Span, TypeId>,
    /// The kind of JSON value of each schema that a union has asked for.
    json: HashMap<&'d str, Option<Json>>,
    /// How many of these are being looked at.
    json_depth: usize,
}

impl<'d> Lowering<'d, '_> {
    /// What the description says of itself.
    fn api(&mut self) {
        let openapi = self.document.openapi();
        self.model.title = openapi.info.title.clone();
        self.model.docs = openapi.info.description.clone().unwrap_or_default();
        self.server();
    }

    /// Types for `components/schemas`: first all names, so that they can refer to each other.
    fn schemas(&mut self) {
        let names: Vec<&'d str> = self.document.components().schemas.keys().map(String::as_str).collect();
        for wire in &names {
            let at = self.document.component_at("schemas", wire);
            let Some(name) = self.name(Namer::Type, wire, "schema", at) else { continue };
            let id = self.reserve(name, at);
            self.named.insert(wire, id);
        }
        for wire in names {
            let (Some(id), Some((schema, at))) = (self.named.get(wire).copied(), self.document.schema(wire)) else {
                continue;
            };
            let view = View::new(schema, at);
            let is_reference = self.document.component_at("schemas", wire).get("$ref").is_some();
            let kind = if is_reference { self.reference_kind(wire) } else { self.named_kind(id, &view) };
            let docs = docs(&view);
            if let Some(ty) = self.model.types.get_mut(id.0) {
                ty.kind = kind;
                ty.docs = Docs { place: ty.docs.place, ..docs };
            }
        }
    }

    /// A named schema that is only a `$ref` to another.
    fn reference_kind(&mut self, wire: &str) -> TypeKind {
        let at = self.document.component_at("schemas", wire);
        let target = at.get("$ref").and_then(|node| node.text()).unwrap_or("");
        let name = crate::resolve::component_name(target, "schemas").unwrap_or("");
        let target = self.named.get(name).copied().map_or(TypeRef::Any, TypeRef::Named);
        TypeKind::Alias { target, rules: Vec::new() }
    }

    /// Makes room for a type that is filled in later.
    fn reserve(&mut self, name: Name, at: At<'_>) -> TypeId {
        let id = TypeId(self.model.types.len());
        self.model.types.push(TypeDef {
            name,
            docs: Docs { place: at.name_span(), ..Docs::default() },
            kind: TypeKind::Alias { target: TypeRef::Any, rules: Vec::new() },
            sent: false,
            received: false,
        });
        id
    }

    /// A name, or a report that there is none.
    fn name(&mut self, namer: Namer, wire: &str, what: &'static str, at: At<'_>) -> Option<Name> {
        let name = namer.name(wire);
        if name.is_none() {
            let kind = Kind::Unnameable { what, name: wire.to_owned() };
            self.diagnostics.report(kind, at.name_span());
        }
        name
    }

    /// Says that something is known and not read.
    fn unsupported(&mut self, what: impl Into<String>, instead: &'static str, at: At<'_>) {
        self.diagnostics.report(Kind::Unsupported { what: what.into(), instead }, at.name_span());
    }

    /// The schema behind a reference.
    fn view(&self, schema: SchemaRef<'d>) -> Option<View<'d>> {
        match schema {
            SchemaRef::Inline(schema, at) => Some(View::new(schema, at)),
            SchemaRef::Named(name, _) => {
                let (schema, at) = self.document.schema(name)?;
                Some(View::new(schema, at))
            }
        }
    }
}

/// What a schema says of itself. What has no effect on the code is said in words.
fn docs(view: &View<'_>) -> Docs {
    let data = &view.schema.schema_data;
    let said = data.description.as_ref().or(data.title.as_ref()).map_or("", |text| text.trim());
    let mut parts = vec![said.to_owned()];
    parts.extend(data.default.as_ref().map(|default| format!("Default: `{default}`.")));
    parts.extend(data.read_only.then(|| "Only in answers.".to_owned()));
    parts.extend(data.write_only.then(|| "Only in requests.".to_owned()));
    parts.extend(data.external_docs.as_ref().map(|docs| format!("See <{}>.", docs.url)));
    parts.retain(|part| !part.is_empty());
    Docs { text: parts.join("\n\n"), place: view.at.name_span(), deprecated: data.deprecated }
}
