//! Document to model: every schema becomes a Rust type, every operation a method.
//!
//! What OpenAPI allows and this generator does not know is reported here, at its place.

mod answers;
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

/// The model, as far as it follows from single schemas and operations.
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
        // Of several names of one schema, the first counts.
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
        members: 0,
        most_members: (document.schemas.len().saturating_mul(2)).max(objects::MAX_MEMBERS),
        search: Search::default(),
    };
    lowering.api();
    lowering.security_schemes();
    lowering.schemas();
    lowering.operations();
    let Lowering { model, named, names, .. } = lowering;
    Lowered { model, named: named.into_values().collect(), names }
}

/// Schemas that name each other in a row, where one has to be followed to the end.
const MAX_CHAIN: usize = 64;

/// What a schema is the schema of, which decides what its binary strings are.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Context {
    /// A JSON value: they are strings.
    Json,
    /// A body in parts.
    Form,
    /// One of its parts: they are files.
    Part,
}

/// What was asked of a schema, and the answers. One that is asked while it is being looked at refers back to itself.
#[derive(Clone, Copy, Default)]
struct Asked {
    /// Its JSON type, where it has one.
    kind: Option<Option<JsonType>>,
    is_nullable: Option<bool>,
    /// What the values of its branches are, where each branch lists some.
    values: Option<Option<EnumRepr>>,
    has_binary_property: Option<bool>,
    /// Whether a once-only note of it was reported.
    is_reported: bool,
}

/// The state of the work.
struct Lowering<'d, 'x> {
    document: &'d Document<'d>,
    options: &'x Options,
    diagnostics: &'x mut Diagnostics,
    model: Model,
    /// The names of the definitions, as the description has them.
    definition_names: HashMap<SchemaId<'d>, &'d str>,
    /// Their names by the options.
    renamed: HashMap<SchemaId<'d>, &'d str>,
    /// The types of the definitions.
    named: HashMap<SchemaId<'d>, TypeId>,
    /// The definitions that extend others.
    families: Families<'d>,
    /// The names of all types.
    names: Names,
    /// Whether all of those have been filled in.
    is_named_done: bool,
    /// The types of schemas that are written in place, and second types of definitions, by where they are used.
    inline: HashMap<(SchemaRef<'d>, Context), TypeId>,
    /// The types of properties that several parts describe.
    combined: HashMap<Vec<SchemaRef<'d>>, TypeId>,
    /// The caller's types for formats and by `x-rust-type`, by their names.
    externals: HashMap<String, TypeId>,
    /// The schemas inside other things that references name and that are being looked at.
    referred: HashSet<SchemaRef<'d>>,
    /// What is being looked at.
    context: Context,
    /// What was asked of each schema.
    asked: HashMap<SchemaRef<'d>, Asked>,
    /// The requirements that are checked.
    checked_security: HashSet<Span>,
    /// How many schemas are being looked at, one leading to the other.
    depth: usize,
    /// How many members were repeated by merging them into branches, how many all objects have, and how many they may.
    merged: usize,
    members: usize,
    most_members: usize,
    /// The search for names that may be meant.
    search: Search,
}

impl<'d> Lowering<'d, '_> {
    /// What the description says of itself.
    fn api(&mut self) {
        self.model.title = self.document.title.to_owned();
        self.model.docs = self.document.description.to_owned();
        let tags = self.document.tags.iter();
        self.model.tags = tags.map(|(name, docs)| Tag { name: (*name).to_owned(), docs: (*docs).to_owned() }).collect();
        self.servers();
    }

    /// Types for the definitions: first all names, so that they can refer to each other.
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

    /// A name for each definition. One of the options stays as it is, and so does one that Rust spells as the description.
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
            // A YAML alias gives one schema several names: the first is the type, the others are other names for it.
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

    /// Makes room for a type that is filled in later, under a name that no other has.
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

    /// What was asked of a schema.
    fn asked(&mut self, schema: SchemaRef<'d>) -> &mut Asked {
        self.asked.entry(schema).or_default()
    }

    /// Whether a once-only note of a schema is still to be reported; from now on it is not.
    fn is_first_report(&mut self, schema: SchemaRef<'d>) -> bool {
        !std::mem::replace(&mut self.asked(schema).is_reported, true)
    }

    /// Notes that a keyword is documentation only: no value is checked against it.
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

/// The documentation of a schema, with what has no effect on the code.
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

/// The default as JSON, when there is one that is not null.
fn default_of(view: &View<'_>) -> Option<String> {
    view.schema.notes().default.filter(|node| !node.is_null()).and_then(crate::tree::Node::json)
}

/// The address of further documentation.
fn more(url: &str) -> String {
    format!("See <{url}>.")
}
