//! Lowers the document to the model: every schema becomes a Rust type, every operation a method.
//!
//! Unsupported features of OpenAPI are reported here, at their places.

mod bodies;
mod choice;
mod contents;
mod enums;
mod external;
mod headers;
mod inheritance;
mod media;
mod names;
mod objects;
mod operations;
mod parameters;
mod responses;
mod rules;
mod schemas;
mod security;
mod streams;
mod type_use;
mod unions;
mod view;

use std::collections::{HashMap, HashSet};

use self::inheritance::Families;
use self::view::{SchemaId, SchemaRef, View};
use crate::Options;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Severity};
use crate::model::{Docs, EnumRepr, Model, Name, Namer, Names, Tag, TypeDef, TypeId, TypeKind, TypeRef};
use crate::openapi::{Document, JsonType, Place};
use crate::source::Span;
use crate::suggest::Search;

/// The model, as far as it depends on single schemas and operations.
pub(crate) struct Lowered {
    pub(crate) model: Model,
    /// The types that have names in the description.
    pub(crate) named: HashSet<TypeId>,
    /// The names of all types.
    pub(crate) names: Names,
}

/// Builds the model.
pub(crate) fn lower<'d>(document: &'d Document<'d>, options: &Options, diagnostics: &mut Diagnostics) -> Lowered {
    let definitions = document.definitions.iter().map(|definition| (definition.schema, definition.name.as_str()));
    let payloads = document.payloads.iter().map(|payload| (payload.schema, payload.name.as_str()));
    let mut lowering = Lowering {
        document,
        options,
        diagnostics,
        model: Model::default(),
        // If a schema has several names, the first is used.
        definition_names: payloads.chain(definitions).rev().collect(),
        renamed: document
            .definitions
            .iter()
            .filter_map(|found| Some((found.schema, found.renamed.as_deref()?)))
            .collect(),
        named: HashMap::new(),
        families: Families::default(),
        names: Names::default(),
        is_named_done: false,
        inline: HashMap::new(),
        combined: HashMap::new(),
        externals: HashMap::new(),
        referred: HashSet::new(),
        context: Context::Json,
        asked: HashMap::new(),
        checked_security: HashSet::new(),
        depth: 0,
        merged: 0,
        fields: 0,
        most_fields: (document.schemas.len().saturating_mul(2)).max(objects::MAX_FIELDS),
        search: Search::default(),
    };
    lowering.api();
    lowering.security_schemes();
    lowering.schemas();
    lowering.operations();
    let Lowering { mut model, named, names, .. } = lowering;
    model.operations.shrink_to_fit();
    Lowered { model, named: named.into_values().collect(), names }
}

/// The longest chain of schemas that refer to each other.
const MAX_CHAIN: usize = 64;

/// The context of a schema, which determines the type of its binary strings.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Context {
    /// A JSON value: binary strings are strings.
    Json,
    /// A multipart body.
    Form,
    /// A part of a multipart body: binary strings are files.
    Part,
}

/// Cached facts about a schema. A schema that is being visited may refer back to itself.
#[derive(Clone, Copy, Default)]
struct Asked {
    /// Its JSON type, if it has one.
    kind: Option<Option<JsonType>>,
    is_nullable: Option<bool>,
    /// The representation of its branches' values, if each branch lists some.
    values: Option<Option<EnumRepr>>,
    has_binary_property: Option<bool>,
    /// Whether a note that is reported once per schema was reported.
    is_reported: bool,
}

/// The state of lowering.
struct Lowering<'d, 'x> {
    document: &'d Document<'d>,
    options: &'x Options,
    diagnostics: &'x mut Diagnostics,
    model: Model,
    /// The names of the definitions in the description.
    definition_names: HashMap<SchemaId<'d>, &'d str>,
    /// Their new names in the options.
    renamed: HashMap<SchemaId<'d>, &'d str>,
    /// The types of the definitions.
    named: HashMap<SchemaId<'d>, TypeId>,
    /// The definitions that extend others.
    families: Families<'d>,
    /// The names of all types.
    names: Names,
    /// Whether all named types have been defined.
    is_named_done: bool,
    /// The types of inline schemas, and second types of definitions, by their use.
    inline: HashMap<(SchemaRef<'d>, Context), TypeId>,
    /// The types of properties that several parts of an `allOf` define.
    combined: HashMap<Vec<SchemaRef<'d>>, TypeId>,
    /// Custom types for formats and for `x-rust-type`, by their names.
    externals: HashMap<String, TypeId>,
    /// The nested targets of references that are being visited.
    referred: HashSet<SchemaRef<'d>>,
    /// The context of the current schema.
    context: Context,
    /// Cached facts about each schema.
    asked: HashMap<SchemaRef<'d>, Asked>,
    /// The security requirements that have been checked.
    checked_security: HashSet<Span>,
    /// The depth of nested schemas.
    depth: usize,
    /// The number of properties that were repeated in branches, the number in all objects, and the largest allowed
    /// number.
    merged: usize,
    fields: usize,
    most_fields: usize,
    /// The search for similar names.
    search: Search,
}

impl<'d> Lowering<'d, '_> {
    /// Lowers the information about the API.
    fn api(&mut self) {
        self.model.title = self.document.title.to_owned();
        self.model.docs = self.document.description.to_owned();
        let tags = self.document.tags.iter();
        self.model.tags = tags.map(|(name, docs)| Tag { name: (*name).to_owned(), docs: (*docs).to_owned() }).collect();
        self.servers();
    }

    /// Lowers the definitions: first all names, so that they can refer to each other.
    fn schemas(&mut self) {
        let document = self.document;
        let definitions = document.definitions.iter().map(|definition| (definition.schema, definition.name.as_str()));
        let payloads = document.payloads.iter().map(|payload| (payload.schema, payload.name.as_str()));
        let all: Vec<(SchemaId<'d>, &'d str)> = definitions.chain(payloads).collect();
        self.claim_names(&all);
        self.find_families();
        let mut seen = HashSet::new();
        for (id, _) in all.into_iter().filter(|(id, _)| seen.insert(*id)) {
            let Some(ty) = self.named.get(&id).copied() else { continue };
            let schema = SchemaRef::new(id);
            let Some(view) = self.view(schema) else { continue };
            let context = self.own_context(schema);
            let kind = self.in_context(context, |this| match (this.replacement(id), this.here(schema).reference) {
                (Some(replacement), _) => this.replaced(replacement, &view),
                (None, Some(reference)) => this.reference_kind(SchemaRef::new(reference.target)),
                (None, None) => this.named_kind(ty, id, &view),
            });
            let docs = docs(&view);
            if let Some(ty) = self.model.types.get_mut(ty.0) {
                ty.kind = kind;
                ty.docs = Docs { place: ty.docs.place, ..docs };
            }
        }
        self.is_named_done = true;
        for index in 0..self.model.types.len() {
            unions::collapse(&mut self.model, TypeId(index));
        }
    }

    /// Claims a name for each definition. Names in the options and names that are already Rust names come first.
    fn claim_names(&mut self, all: &[(SchemaId<'d>, &'d str)]) {
        let read = all.iter().map(|(id, wire)| (Some(*id), *wire, self.renamed.get(id).copied()));
        let unread = self.document.unread.iter().map(|(wire, renamed)| (None, *wire, renamed.as_deref()));
        let mut names: Vec<_> = read
            .chain(unread)
            .map(|(id, wire, renamed)| (id, renamed.is_some(), Namer::Type.always(renamed.unwrap_or(wire)).of(wire)))
            .collect();
        names.sort_by_key(|(_, is_renamed, name)| (!is_renamed, name.wire != name.rust()));
        let mut claimed: HashMap<SchemaId<'d>, Vec<Name>> = HashMap::new();
        for (id, _, name) in names {
            let name = self.names.claim(name);
            if let Some(id) = id {
                claimed.entry(id).or_default().push(name);
            }
        }
        for (id, _) in all {
            // A YAML alias gives one schema several names: the first is the type, the others are aliases.
            for name in claimed.remove(id).unwrap_or_default() {
                let ty = self.make_room(name, self.document.schemas[*id].place);
                let first = *self.named.entry(*id).or_insert(ty);
                if let Some(other) = self.model.types.get_mut(ty.0).filter(|_| ty != first) {
                    other.kind = TypeKind::Alias { target: TypeRef::Named(first), rules: Vec::new() };
                }
            }
        }
    }

    /// A definition that is only a `$ref` to another schema.
    fn reference_kind(&mut self, target: SchemaRef<'d>) -> TypeKind {
        let hint = self.definition_name(target).unwrap_or("Target").to_owned();
        let used = self.used(target, &hint);
        TypeKind::Alias { target: used.ty, rules: used.rules }
    }

    /// Declares a type that is defined later, under a unique name.
    fn reserve(&mut self, name: Name, place: Place) -> TypeId {
        let name = self.names.claim(name);
        self.make_room(name, place)
    }

    fn make_room(&mut self, name: Name, place: Place) -> TypeId {
        let id = TypeId(self.model.types.len());
        self.model.types.push(TypeDef {
            name,
            docs: Docs { place: place.name, ..Docs::default() },
            kind: TypeKind::Alias { target: TypeRef::Any, rules: Vec::new() },
            sent: false,
            received: false,
            validated: false,
            checked: false,
            request: None,
            twin: None,
            has_eq: false,
            derives: Vec::new(),
        });
        id
    }

    /// The cached facts about a schema.
    fn asked(&mut self, schema: SchemaRef<'d>) -> &mut Asked {
        self.asked.entry(schema).or_default()
    }

    /// Whether a note that is reported once per schema was not reported yet; marks it as reported.
    fn is_first_report(&mut self, schema: SchemaRef<'d>) -> bool {
        !std::mem::replace(&mut self.asked(schema).is_reported, true)
    }

    /// Notes that a keyword is only documentation: values are not checked against it.
    fn unchecked(&mut self, what: &str, place: Place) {
        self.diagnostics.note(Kind::Unchecked { what: what.to_owned() }, place.name);
    }

    /// Reports a duplicate name.
    fn twice(&mut self, what: &'static str, name: &str, span: Span, first: Span) {
        let diagnostic = Diagnostic::new(Kind::Duplicate { what, name: name.to_owned() }, span);
        let diagnostic = if first == span { diagnostic } else { diagnostic.also(first, "the first is") };
        self.diagnostics.push(diagnostic.with(Severity::Warning));
    }
}

/// The documentation of a schema, including annotations.
fn docs(view: &View<'_>) -> Docs {
    let schema = view.schema;
    let notes = schema.notes();
    let said = notes.description.or(notes.title).map_or("", str::trim);
    let mut parts = vec![said.to_owned()];
    parts.extend(default_of(view).map(|default| format!("Default: `{default}`.")));
    let is_base64 = view.ty == Some(JsonType::String) && view.format() == Some("byte");
    parts.extend(is_base64.then(|| "Base64.".to_owned()));
    parts.extend(notes.read_only.then(|| "Only in responses.".to_owned()));
    parts.extend(notes.write_only.then(|| "Only in requests.".to_owned()));
    parts.extend(notes.external_docs.map(more));
    parts.retain(|part| !part.is_empty());
    Docs { text: parts.join("\n\n"), place: schema.place.name, deprecated: notes.deprecated }
}

/// The default as JSON, unless it is absent or null.
fn default_of(view: &View<'_>) -> Option<String> {
    view.schema.notes().default.filter(|node| !node.is_null()).map(crate::tree::Node::json)
}

/// A link to the external documentation.
fn more(url: &str) -> String {
    format!("See <{url}>.")
}
