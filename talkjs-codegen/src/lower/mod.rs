//! Document to model: every schema becomes a Rust type, every operation a method.
//!
//! What OpenAPI allows and this generator does not know is reported here, at its place.

mod answers;
mod apart;
mod bodies;
mod enums;
mod objects;
mod operations;
mod parameters;
mod rules;
mod schemas;
mod security;
mod settle;
mod share;
mod unions;

use std::collections::{HashMap, HashSet};

use crate::cursor::At;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Severity};
use crate::model::{Docs, Holds, Model, Name, Namer, Names, TypeDef, TypeId, TypeKind, TypeRef};
use crate::resolve::Resolved;
use crate::source::Span;
use crate::suggest::Search;
use crate::tree::Node;
use crate::view::{SchemaRef, View};

/// Builds the model.
pub(crate) fn lower(document: &Resolved, diagnostics: &mut Diagnostics) -> Model {
    let mut lowering = Lowering {
        document,
        diagnostics,
        model: Model::default(),
        named: HashMap::new(),
        names: Names::default(),
        is_named_done: false,
        inline: HashMap::new(),
        forms: HashMap::new(),
        is_form: false,
        kinds: HashMap::new(),
        nullable: HashMap::new(),
        noted: HashSet::new(),
        depth: 0,
        merged: 0,
        members: 0,
        most_members: (document.root().node().count() / 2).max(objects::MAX_MEMBERS),
        holds: HashMap::new(),
        search: Search::default(),
    };
    lowering.api();
    lowering.security_schemes();
    lowering.schemas();
    lowering.operations();
    let Lowering { mut model, diagnostics, named, forms, .. } = lowering;
    let named = named.into_values().chain(forms.into_values()).collect();
    settle::settle(&mut model, diagnostics, &named);
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
    /// The names of all types.
    names: Names,
    /// Whether all of those have been filled in.
    is_named_done: bool,
    /// The types of schemas that are written in place, by which they are.
    inline: HashMap<*const Node, TypeId>,
    /// The second types of schemas whose binary members are files in a form.
    forms: HashMap<&'d str, TypeId>,
    /// Whether a form is being looked at.
    is_form: bool,
    /// The JSON type of each named schema that was asked for, and whether it may be `null`.
    kinds: HashMap<&'d str, Option<&'static str>>,
    nullable: HashMap<&'d str, bool>,
    /// The schemas that something was said about that is said once.
    noted: HashSet<*const Node>,
    /// How many schemas are being looked at, one leading to the other.
    depth: usize,
    /// How many members were repeated by merging them into branches, how many all objects have, and how many they may.
    merged: usize,
    members: usize,
    most_members: usize,
    /// What the values of the branches of each union are that was asked for.
    holds: HashMap<*const Node, Option<Holds>>,
    /// The search for names that may be meant.
    search: Search,
}

impl<'d> Lowering<'d, '_> {
    /// What the description says of itself.
    fn api(&mut self) {
        let info = self.document.root().child("info");
        self.model.title = info.text("title").unwrap_or_default().to_owned();
        self.model.docs = info.text("description").unwrap_or_default().to_owned();
        self.server();
    }

    /// Types for `components/schemas`: first all names, so that they can refer to each other.
    fn schemas(&mut self) {
        let wires = self.document.components("schemas");
        let names: Vec<(&'d str, Name)> = wires.map(|wire| (wire, Namer::Type.always(wire))).collect();
        // A schema that Rust spells as the description does keeps its name.
        let (exact, others): (Vec<_>, Vec<_>) = names.iter().partition(|(wire, name)| *wire == name.rust());
        let claim = |(wire, name): (&'d str, Name)| (wire, self.names.claim(name));
        let mut claimed: HashMap<&'d str, Name> = exact.into_iter().chain(others).cloned().map(claim).collect();
        for (wire, _) in &names {
            let Some(name) = claimed.remove(wire) else { continue };
            let id = self.make_room(name, self.document.component_at("schemas", wire));
            self.named.insert(wire, id);
        }
        let only_forms = bodies::only_forms(self.document.root().node());
        for (wire, _) in names {
            let (Some(id), Some(at)) = (self.named.get(wire).copied(), self.document.schema(wire)) else {
                continue;
            };
            let view = View::new(at);
            let is_reference = self.document.component_at("schemas", wire).get("$ref").is_some();
            self.is_form = only_forms.contains(wire);
            if self.is_form {
                self.forms.insert(wire, id);
            }
            let kind = if is_reference { self.reference_kind(wire) } else { self.named_kind(id, wire, &view) };
            self.is_form = false;
            let docs = docs(&view);
            if let Some(ty) = self.model.types.get_mut(id.0) {
                ty.kind = kind;
                ty.docs = Docs { place: ty.docs.place, ..docs };
            }
        }
        self.is_named_done = true;
        for index in 0..self.model.types.len() {
            unions::collapse(&mut self.model, TypeId(index));
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

    /// Makes room for a type that is filled in later, under a name that no other has.
    fn reserve(&mut self, name: Name, at: At<'_>) -> TypeId {
        let name = self.names.claim(name);
        self.make_room(name, at)
    }

    fn make_room(&mut self, name: Name, at: At<'_>) -> TypeId {
        let id = TypeId(self.model.types.len());
        self.model.types.push(TypeDef {
            name,
            docs: Docs { place: at.name_span(), ..Docs::default() },
            kind: TypeKind::Alias { target: TypeRef::Any, rules: Vec::new() },
            sent: false,
            received: false,
            checked: false,
        });
        id
    }

    /// Says that something is documented, and that nothing holds values against it.
    fn unchecked(&mut self, what: &str, at: At<'_>) {
        self.diagnostics.note(Kind::Unchecked { what: what.to_owned() }, at.name_span());
    }

    /// Says that a name is there twice where it has to be the only one.
    fn twice(&mut self, what: &'static str, name: &str, span: Span, first: Span) {
        let diagnostic = Diagnostic::new(Kind::Duplicate { what, name: name.to_owned() }, span);
        let diagnostic = if first == span { diagnostic } else { diagnostic.also(first, "the first is") };
        self.diagnostics.push(diagnostic.with(Severity::Warning));
    }

    /// The schema behind a reference.
    fn view(&self, schema: SchemaRef<'d>) -> Option<View<'d>> {
        match schema {
            SchemaRef::Inline(at) => Some(View::new(at)),
            SchemaRef::Named(name, _) => self.document.schema(name).map(View::new),
        }
    }
}

/// What a schema says of itself. What has no effect on the code is said in words.
fn docs(view: &View<'_>) -> Docs {
    let said = view.text("description").or(view.text("title")).map_or("", str::trim);
    let mut parts = vec![said.to_owned()];
    parts.extend(default_of(view).map(|default| format!("Default: `{default}`.")));
    parts.extend((view.ty == Some("string") && view.text("format") == Some("byte")).then(|| "Base64.".to_owned()));
    parts.extend(view.flag("readOnly").then(|| "Only in answers.".to_owned()));
    parts.extend(view.flag("writeOnly").then(|| "Only in requests.".to_owned()));
    parts.extend(more(view.at));
    parts.retain(|part| !part.is_empty());
    Docs { text: parts.join("\n\n"), place: view.at.name_span(), deprecated: view.flag("deprecated") }
}

/// The default as JSON, when there is one that is not `null`.
fn default_of(view: &View<'_>) -> Option<String> {
    view.at.get("default").filter(|node| !node.is_null()).and_then(Node::json)
}

/// Where there is more to read.
fn more(at: At<'_>) -> Option<String> {
    at.get("externalDocs")?.get("url")?.text().map(|url| format!("See <{url}>."))
}
