//! Objects to structs: members, `allOf`, groups of members that exclude each other, and branches
//! that add members.

use std::collections::HashSet;
use std::rc::Rc;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::schemas::Use;
use super::unions::{Choice, choices};
use super::{Lowering, MAX_CHAIN, docs};
use crate::cursor::At;
use crate::diagnostic::Kind;
use crate::model::{Docs, Group, Member, Namer, Names, Struct, TypeId, TypeKind, TypeRef};
use crate::source::Span;
use crate::tree::Node;
use crate::view::{Additional, SchemaRef, View};

/// The most members that are repeated by merging them into branches, all in all, and how often inside each other.
const MAX_MERGED: usize = 20_000;
const MAX_MERGED_DEPTH: usize = 4;
/// The most members of all objects, with those that they have of their parts. A large file may have half as many as it has
/// values, since one that is written out is a mapping and what it says.
pub(super) const MAX_MEMBERS: usize = 300_000;

/// Everything that the parts of an object say together.
#[derive(Clone, Default)]
pub(super) struct Parts<'d> {
    properties: IndexMap<&'d str, Property<'d>>,
    required: HashSet<&'d str>,
    /// Each word of a `required`, and its place.
    said: Vec<(&'d str, Span)>,
    choices: Vec<Choice<'d>>,
    groups: Vec<Choice<'d>>,
    extra: Option<Additional<'d>>,
    /// The schemas that `allOf` names, and whether anything else adds members.
    bases: Vec<&'d str>,
    adds: bool,
    /// The named schemas that were gone through, and all of the schemas.
    path: Vec<&'d str>,
    seen: HashSet<*const Node>,
    depth: usize,
}

/// A property, and the name of the schema that it is written in.
#[derive(Clone)]
struct Property<'d> {
    schema: SchemaRef<'d>,
    owner: Rc<str>,
    /// Two parts say different JSON types.
    is_conflict: bool,
}

impl<'d> Parts<'d> {
    /// Nothing yet, inside a schema.
    pub(super) fn below(wire: Option<&'d str>) -> Self {
        Self { path: wire.into_iter().collect(), ..Self::default() }
    }

    /// Whether nothing is said that a branch would have to repeat.
    fn is_bare(&self) -> bool {
        let extra = matches!(self.extra, Some(Additional::Values(_)));
        self.properties.is_empty() && self.said.is_empty() && self.groups.is_empty() && !extra
    }
}

impl<'d> Lowering<'d, '_> {
    /// An object, with the parts of its `allOf` merged in.
    pub(super) fn object(&mut self, view: &View<'d>, wire: Option<&'d str>, hint: &str) -> TypeKind {
        let mut parts = Parts::below(wire);
        self.gather(view, &Rc::from(hint), 0, &mut parts);
        self.whole(parts, hint)
    }

    /// A struct, or a union of structs where branches add members.
    fn whole(&mut self, mut parts: Parts<'d>, hint: &str) -> TypeKind {
        let choices = std::mem::take(&mut parts.choices);
        match choices.as_slice() {
            [] => TypeKind::Struct(self.structure(&parts, hint)),
            [only] if parts.depth < MAX_MERGED_DEPTH && self.has_room(only, &parts) => self.choice(only, &parts, hint),
            several => {
                for choice in several {
                    let what = format!("what this `{}` adds", choice.key);
                    let why = "it is one of several choices at once, and kept in `additional_properties`";
                    self.diagnostics.note(Kind::Untyped { what, why }, choice.at.name_span());
                }
                parts.extra = Some(Additional::Allowed(true));
                TypeKind::Struct(self.structure(&parts, hint))
            }
        }
    }

    /// Whether the members may still be repeated in every branch.
    fn has_room(&mut self, choice: &Choice<'d>, parts: &Parts<'d>) -> bool {
        let each = parts.properties.len().saturating_add(1);
        let all = self.merged.saturating_add(each.saturating_mul(choice.branches.len()));
        let has_room = all <= MAX_MERGED;
        if has_room {
            self.merged = all;
        }
        has_room
    }

    /// A branch, with the members that stand beside the choice.
    pub(super) fn with_members(&mut self, branch: SchemaRef<'d>, base: &Parts<'d>, hint: &str) -> Use {
        let is_other = self.kind(branch).is_some_and(|kind| kind != "object");
        if base.is_bare() || is_other || self.includes(branch, &base.path) {
            return self.used(branch, hint);
        }
        let Some(view) = self.view(branch) else { return self.used(branch, hint) };
        let mut parts = base.clone();
        parts.adds = true;
        parts.depth = parts.depth.saturating_add(1);
        let owner = if let SchemaRef::Named(name, _) = branch {
            parts.path.push(name);
            name
        } else {
            hint
        };
        let id = self.reserve(Namer::Type.always(hint), view.at);
        self.gather(&view, &Rc::from(owner), 0, &mut parts);
        let kind = self.whole(parts, hint);
        self.fill(id, &view, Some(kind));
        Use { ty: TypeRef::Named(id), rules: Vec::new(), nullable: self.is_nullable(branch) }
    }

    /// Whether a schema merges one of the named schemas by `allOf`.
    fn includes(&self, schema: SchemaRef<'d>, names: &[&str]) -> bool {
        let mut open = vec![schema];
        let mut seen = HashSet::new();
        while let Some(schema) = open.pop() {
            let Some(view) = self.view(schema).filter(|view| seen.insert(view.identity())) else { continue };
            for part in view.all_of {
                if matches!(part, SchemaRef::Named(name, _) if names.contains(&name)) {
                    return true;
                }
                open.push(part);
            }
        }
        false
    }

    /// Collects what an object and the parts of its `allOf` say.
    fn gather(&mut self, view: &View<'d>, owner: &Rc<str>, depth: usize, parts: &mut Parts<'d>) {
        if !parts.seen.insert(view.identity()) {
            return;
        }
        if depth > MAX_CHAIN {
            let (what, why) = ("this part of `allOf`".to_owned(), "too many parts stand inside each other");
            self.diagnostics.warn(Kind::Ignored { what, why }, view.at.name_span());
            return;
        }
        if !matches!(view.ty, None | Some("object")) || view.holds().is_some() {
            let what = format!("a part of `allOf` of type `{}`", view.ty.unwrap_or("enum"));
            self.diagnostics.warn(Kind::Ignored { what, why: "the others are objects" }, view.at.name_span());
            return;
        }
        if view.has("discriminator") && view.one_of.is_empty() && view.any_of.is_empty() {
            self.unchecked("`discriminator` without `oneOf`", view.at.child("discriminator"));
        }
        self.no_member_counts(view);
        for part in &view.all_of {
            let named = match part {
                SchemaRef::Named(name, _) => {
                    parts.bases.push(name);
                    parts.path.push(name);
                    Some(Rc::from(*name))
                }
                SchemaRef::Inline(at) => {
                    let part = View::new(*at);
                    parts.adds |= !part.only_requires() && !part.says_nothing();
                    None
                }
            };
            if let Some(part) = self.view(*part) {
                self.gather(&part, named.as_ref().unwrap_or(owner), depth.saturating_add(1), parts);
            }
        }
        parts.adds |= depth == 0 && !view.properties.is_empty();
        for (wire, schema) in &view.properties {
            let property = Property { schema: *schema, owner: Rc::clone(owner), is_conflict: false };
            self.property(wire, property, parts);
        }
        for at in view.at.items("required") {
            let Some(wire) = at.node().text() else { continue };
            parts.said.push((wire, at.value_span()));
            parts.required.insert(wire);
        }
        self.gather_choices(view, parts);
        if !matches!(view.additional, Additional::Unsaid) {
            parts.extra = Some(view.additional);
        }
    }

    fn gather_choices(&mut self, view: &View<'d>, parts: &mut Parts<'d>) {
        for choice in choices(view) {
            if choice.only_requires() {
                match choice.key {
                    "oneOf" => parts.groups.push(choice),
                    _ => self.unchecked("`anyOf` of required members", choice.at),
                }
            } else if !choice.leads_to(&parts.path) {
                // A branch that was gone through merges the schema that lists it: a base and its kinds.
                parts.adds = true;
                parts.choices.push(choice);
            }
        }
    }

    /// Of two parts that name a member, the one that says more about it counts.
    fn property(&mut self, wire: &'d str, property: Property<'d>, parts: &mut Parts<'d>) {
        let mut known = match parts.properties.entry(wire) {
            Entry::Vacant(entry) => {
                entry.insert(property);
                return;
            }
            Entry::Occupied(entry) => entry,
        };
        match self.narrower(known.get().schema, property.schema) {
            Some(schema) if schema.at().node().span == property.schema.at().node().span => {
                known.insert(property);
            }
            Some(_) => {}
            None => {
                let kind = Kind::Conflict { member: wire.to_owned() };
                self.diagnostics.warn(kind, property.schema.at().name_span());
                known.get_mut().is_conflict = true;
            }
        }
    }

    fn structure(&mut self, parts: &Parts<'d>, hint: &str) -> Struct {
        let mut object = Struct { refines: self.refined(parts), extra: self.extra(parts, hint), ..Struct::default() };
        self.members = self.members.saturating_add(parts.properties.len());
        if self.members > self.most_members {
            if let Some((_, property)) = parts.properties.first()
                && self.members.saturating_sub(parts.properties.len()) <= self.most_members
            {
                let kind = Kind::OverLimit { what: "members in all objects together", limit: self.most_members };
                self.diagnostics.report(kind, property.schema.at().name_span());
            }
            return object;
        }
        let mut names = Names::default();
        for (wire, property) in &parts.properties {
            self.member(wire, property, parts, &mut names, &mut object);
        }
        for member in &mut object.members {
            if member.nullable {
                member.clear = names.claim_text(member.name.prefixed("clear"));
            }
        }
        self.check_required(parts);
        self.alternatives(parts, &mut names, &mut object);
        object
    }

    fn member(
        &mut self,
        wire: &str,
        property: &Property<'d>,
        parts: &Parts<'d>,
        names: &mut Names,
        object: &mut Struct,
    ) {
        let schema = property.schema;
        let required = parts.required.contains(wire);
        // A refinement holds what its base holds, so that it converts.
        let untagged = required && object.tag.is_none() && object.extra.is_none() && object.refines.is_none();
        if untagged && let Some(value) = self.single_value(schema) {
            object.tag = Some((wire.to_owned(), value));
            return;
        }
        let used = if property.is_conflict {
            Use { ty: TypeRef::Any, rules: Vec::new(), nullable: false }
        } else {
            self.used(schema, &below(&property.owner, wire))
        };
        let view = self.view(schema);
        let says = |word: fn(&View<'d>) -> bool| view.as_ref().is_some_and(word);
        let is_secret = |view: &View<'d>| view.flag("x-sensitive") || view.text("format") == Some("password");
        object.members.push(Member {
            name: names.claim(Namer::Member.always(wire)),
            docs: self.member_docs(schema),
            ty: used.ty,
            rules: used.rules,
            required,
            nullable: used.nullable,
            sensitive: matches!(schema, SchemaRef::Inline(..)) && says(is_secret),
            read_only: says(|view| view.flag("readOnly")),
            write_only: says(|view| view.flag("writeOnly")),
            clear: String::new(),
            boxed: false,
        });
    }

    /// The words of the member, or those of the type it refers to.
    fn member_docs(&self, schema: SchemaRef<'d>) -> Docs {
        let place = schema.at().name_span();
        let said = self.view(schema).map(|view| docs(&view)).unwrap_or_default();
        Docs { place, ..said }
    }

    /// The only string that a member can be.
    pub(super) fn single_value(&self, schema: SchemaRef<'d>) -> Option<String> {
        let SchemaRef::Inline(at) = schema else { return None };
        let view = View::new(at);
        match view.at.get("enum")?.items() {
            [only] if matches!(view.ty, None | Some("string")) && !view.flag("nullable") => {
                only.text().map(str::to_owned)
            }
            _ => None,
        }
    }

    fn extra(&mut self, parts: &Parts<'d>, hint: &str) -> Option<TypeRef> {
        match parts.extra? {
            Additional::Values(values) => Some(self.used(values, &below(hint, "Value")).nullable_type()),
            Additional::Allowed(true) => Some(TypeRef::Any),
            Additional::Allowed(false) | Additional::Unsaid => None,
        }
    }

    /// The one schema that this one only adds requirements to.
    fn refined(&self, parts: &Parts<'d>) -> Option<TypeId> {
        match parts.bases.as_slice() {
            [base] if !parts.adds => self.named.get(base).copied(),
            _ => None,
        }
    }

    fn check_required(&mut self, parts: &Parts<'d>) {
        for (wire, span) in &parts.said {
            if parts.properties.contains_key(wire) {
                continue;
            }
            let nearest = self.search.nearest(wire, parts.properties.keys().copied()).map(str::to_owned);
            self.diagnostics.warn(Kind::UnknownRequired { name: (*wire).to_owned(), nearest }, *span);
        }
    }

    /// `oneOf` beside `properties`, each branch only a `required`: exactly one group of members.
    fn alternatives(&mut self, parts: &Parts<'d>, names: &mut Names, object: &mut Struct) {
        let mut found = Vec::new();
        for (index, choice) in parts.groups.iter().enumerate() {
            let groups = choice.groups().unwrap_or_default();
            let groups: Option<Vec<_>> =
                groups.into_iter().map(|(at, group)| self.alternative(at, group, object)).collect();
            match groups {
                Some(groups) if index == 0 => found = groups,
                _ => self.unchecked(&format!("this `{}` of `required`", choice.key), choice.at),
            }
        }
        for (index, members) in found.into_iter().enumerate() {
            let constructor = match index {
                0 => "new".to_owned(),
                _ => {
                    let named = members.iter().filter_map(|index| object.members.get(*index));
                    let named: Vec<&str> = named.map(|member| member.name.rust()).collect();
                    names.claim_text(format!("with_{}", named.join("_and_")))
                }
            };
            object.alternatives.push(Group { members, constructor });
        }
    }

    /// The members of a group, when each can be left out.
    fn alternative(&mut self, at: At<'d>, group: Vec<&str>, object: &Struct) -> Option<Vec<usize>> {
        let mut members = Vec::new();
        for name in group {
            let Some(index) = object.members.iter().position(|member| member.name.wire == name) else {
                let known = object.members.iter().map(|member| member.name.wire.as_str());
                let nearest = self.search.nearest(name, known).map(str::to_owned);
                let span = at.child("required").value_span();
                self.diagnostics.warn(Kind::UnknownRequired { name: name.to_owned(), nearest }, span);
                return None;
            };
            let member = object.members.get(index)?;
            if member.required || member.nullable {
                return None;
            }
            members.push(index);
        }
        Some(members)
    }
}

/// The longest name that is made up.
const MAX_NAME: usize = 80;

/// The name of a type that stands inside another: `Pet` and `photoUrl` give `PetPhotoUrl`. Of a name
/// that would be too long, the beginning and the end are kept.
pub(super) fn below(owner: &str, wire: &str) -> String {
    let tail: String = capital(wire).chars().take(MAX_NAME / 2).collect();
    let room = MAX_NAME.saturating_sub(tail.chars().count());
    let head: String =
        if owner.chars().count() > room { owner.chars().take(room / 2).collect() } else { owner.to_owned() };
    format!("{head}{tail}")
}

/// `photoUrl` as the tail of a type's name.
pub(super) fn capital(wire: &str) -> String {
    let mut chars = wire.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
