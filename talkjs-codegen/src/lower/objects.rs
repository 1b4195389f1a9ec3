//! Lowers objects to structs: properties, `allOf`, exclusive groups of properties, and branches that add properties.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::choice::{Choice, ChoiceKind, choices};
use super::names::nested_type_name;
use super::type_use::TypeUse;
use super::view::{SchemaId, SchemaRef, View};
use super::{Lowering, MAX_CHAIN, docs};
use crate::diagnostic::Kind;
use crate::model::{Direction, Docs, Field, Group, Namer, Names, Rule, Struct, TypeId, TypeKind, TypeRef};
use crate::openapi::{Additional, Annotations, JsonType, Place};
use crate::source::Span;
use crate::tree::Node;

/// The most properties that are repeated by merging them into branches, in total.
const MAX_MERGED: usize = 20_000;
const MAX_MERGED_DEPTH: usize = 4;
/// The most properties of all objects, including merged ones. A large file may have as many as it has schemas.
pub(super) const MAX_FIELDS: usize = 300_000;

/// The merged contents of an object and its `allOf` parts.
#[derive(Clone, Default)]
pub(super) struct Parts<'d> {
    properties: Properties<'d>,
    required: HashSet<&'d str>,
    /// Each name in a `required`, with its place.
    said: Vec<(&'d str, Span)>,
    choices: Vec<Choice<'d>>,
    groups: Vec<Choice<'d>>,
    /// The schema of additional properties.
    extra: Extra<'d>,
    /// The definitions in `allOf`, and whether anything else adds properties.
    bases: Vec<SchemaId<'d>>,
    /// The definition that consists of these parts.
    owner: Option<SchemaId<'d>>,
    adds: bool,
    /// The definitions on the current path, and all visited schemas.
    path: Vec<SchemaId<'d>>,
    seen: HashSet<SchemaId<'d>>,
    depth: usize,
}

/// The kinds of additional properties.
#[derive(Clone, Copy, Default)]
enum Extra<'d> {
    #[default]
    Unsaid,
    Any,
    None,
    /// Properties with the schema of this view.
    Of(View<'d>),
}

/// Properties in the order of the file.
#[derive(Clone, Default)]
struct Properties<'d> {
    list: Vec<Property<'d>>,
    by_name: HashMap<&'d str, usize>,
}

/// A property, and the name of the schema that defines it.
#[derive(Clone)]
struct Property<'d> {
    name: &'d str,
    /// The most specific part.
    schema: SchemaRef<'d>,
    /// The other parts, which apply as well.
    others: Vec<SchemaRef<'d>>,
    owner: Rc<str>,
    /// Whether two parts have different JSON types.
    is_conflict: bool,
}

impl<'d> Properties<'d> {
    fn get_mut(&mut self, name: &str) -> Option<&mut Property<'d>> {
        self.list.get_mut(*self.by_name.get(name)?)
    }

    fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    fn add(&mut self, property: Property<'d>) {
        self.by_name.insert(property.name, self.list.len());
        self.list.push(property);
    }
}

impl<'d> Parts<'d> {
    /// No contents yet, for a definition.
    pub(super) fn inside(id: Option<SchemaId<'d>>) -> Self {
        Self { path: id.into_iter().collect(), owner: id, ..Self::default() }
    }

    /// Whether there is nothing that a branch would have to repeat.
    fn is_bare(&self) -> bool {
        let extra = matches!(self.extra, Extra::Of(_));
        self.properties.list.is_empty() && self.said.is_empty() && self.groups.is_empty() && !extra
    }
}

impl<'d> Lowering<'d, '_> {
    /// Lowers an object, merged with the parts of its `allOf`.
    pub(super) fn object(&mut self, view: &View<'d>, id: Option<SchemaId<'d>>, hint: &str) -> TypeKind {
        let mut parts = Parts::inside(id);
        self.gather(view, &Rc::from(hint), 0, &mut parts);
        self.whole(parts, hint)
    }

    /// A struct, or a union of structs if branches add properties.
    fn whole(&mut self, mut parts: Parts<'d>, hint: &str) -> TypeKind {
        let choices = std::mem::take(&mut parts.choices);
        match choices.as_slice() {
            [] => TypeKind::Struct(self.structure(&parts, hint)),
            [only] if parts.depth < MAX_MERGED_DEPTH && self.has_room(only, &parts) => self.choice(only, &parts, hint),
            several => {
                for choice in several {
                    let what = format!("the properties added by this `{}`", choice.kind.key());
                    let why = "there are several choices at once; they are kept in `additional_properties`";
                    self.diagnostics.note(Kind::Untyped { what, why }, choice.place.name);
                }
                parts.extra = Extra::Any;
                TypeKind::Struct(self.structure(&parts, hint))
            }
        }
    }

    /// Whether the properties can still be repeated in every branch.
    fn has_room(&mut self, choice: &Choice<'d>, parts: &Parts<'d>) -> bool {
        let each = parts.properties.list.len().saturating_add(1);
        let all = self.merged.saturating_add(each.saturating_mul(choice.branches.len()));
        let has_room = all <= MAX_MERGED;
        if has_room {
            self.merged = all;
        }
        has_room
    }

    /// A branch, with the properties beside the choice.
    pub(super) fn with_fields(&mut self, branch: SchemaRef<'d>, base: &Parts<'d>, hint: &str) -> TypeUse {
        let is_other = self.kind(branch).is_some_and(|kind| kind != JsonType::Object);
        if base.is_bare() || is_other || self.includes(branch, &base.path) {
            return self.used(branch, hint);
        }
        let Some(view) = self.view(branch) else { return self.used(branch, hint) };
        let mut parts = base.clone();
        parts.adds = true;
        parts.depth = parts.depth.saturating_add(1);
        parts.path.extend(self.definition(branch));
        let owner = self.definition_name(branch).unwrap_or(hint);
        let id = self.reserve(Namer::Type.always(hint), view.schema.place);
        self.gather(&view, &Rc::from(owner), 0, &mut parts);
        let kind = self.whole(parts, hint);
        self.fill(id, &view, Some(kind));
        TypeUse { ty: TypeRef::Named(id), rules: Vec::new(), nullable: self.is_nullable(branch) }
    }

    /// Whether a schema has one of some definitions in its `allOf`.
    fn includes(&self, schema: SchemaRef<'d>, definitions: &[SchemaId<'d>]) -> bool {
        let mut open = vec![schema];
        let mut seen = HashSet::new();
        while let Some(schema) = open.pop() {
            let Some(view) = self.view(schema).filter(|view| seen.insert(view.itself)) else { continue };
            for part in view.schema.all_of.iter().copied().map(SchemaRef::new) {
                if self.definition(part).is_some_and(|id| definitions.contains(&id)) {
                    return true;
                }
                open.push(part);
            }
        }
        false
    }

    /// Collects the contents of an object and the parts of its `allOf`.
    fn gather(&mut self, view: &View<'d>, owner: &Rc<str>, depth: usize, parts: &mut Parts<'d>) {
        let schema = view.schema;
        if !parts.seen.insert(view.itself.id) {
            return;
        }
        if depth > MAX_CHAIN {
            let (what, why) = ("this part of `allOf`".to_owned(), "the parts are nested too deeply");
            self.diagnostics.warn(Kind::Ignored { what, why }, schema.place.name);
            return;
        }
        if !matches!(view.ty, None | Some(JsonType::Object)) || view.holds().is_some() {
            let ty = view.ty.map_or("enum", JsonType::name);
            let what = format!("a part of `allOf` of type `{ty}`");
            self.diagnostics.warn(Kind::Ignored { what, why: "the other parts are objects" }, schema.place.name);
            return;
        }
        if let Some(discriminator) = schema.discriminator.as_ref().filter(|_| self.is_without_branches(view)) {
            self.unchecked("`discriminator` without `oneOf`", discriminator.place);
        }
        self.no_property_counts(view);
        self.gather_all_of(view, owner, depth, parts);
        parts.adds |= depth == 0 && !schema.properties().is_empty();
        for property in schema.properties() {
            let (name, schema) = (property.name, SchemaRef::new(property.schema));
            let (others, owner) = (Vec::new(), Rc::clone(owner));
            self.property(Property { name, schema, others, owner, is_conflict: false }, parts);
        }
        for name in schema.required() {
            parts.said.push((name.value, name.place.value));
            parts.required.insert(name.value);
        }
        self.gather_choices(view, parts);
        self.gather_extra(view, parts);
    }

    /// Whether a schema has neither branches nor definitions that extend it.
    fn is_without_branches(&self, view: &View<'d>) -> bool {
        choices(self, view).is_empty() && !self.families.is_parent(view.itself.id)
    }

    fn gather_all_of(&mut self, view: &View<'d>, owner: &Rc<str>, depth: usize, parts: &mut Parts<'d>) {
        for part in view.schema.all_of.iter().copied().map(SchemaRef::new) {
            match self.definition(part) {
                Some(id) => {
                    parts.bases.push(id);
                    parts.path.push(id);
                }
                None => {
                    let said = self.here(part);
                    parts.adds |= !said.only_requires() && !said.says_nothing();
                }
            }
            let named = self.definition_name(part).map(Rc::from);
            if let Some(part) = self.view(part) {
                self.gather(&part, named.as_ref().unwrap_or(owner), depth.saturating_add(1), parts);
            }
        }
    }

    fn gather_extra(&mut self, view: &View<'d>, parts: &mut Parts<'d>) {
        let Some(object) = view.schema.object.as_deref() else { return };
        match (object.additional, &object.patterns) {
            (Additional::Unsaid, None) => {}
            (Additional::Allowed(false), None) => parts.extra = Extra::None,
            (Additional::Allowed(true), None) => parts.extra = Extra::Any,
            _ => parts.extra = Extra::Of(*view),
        }
    }

    fn gather_choices(&mut self, view: &View<'d>, parts: &mut Parts<'d>) {
        for choice in choices(self, view) {
            if choice.only_requires(self) {
                match choice.kind {
                    ChoiceKind::OneOf => parts.groups.push(choice),
                    ChoiceKind::AnyOf | ChoiceKind::Types => {
                        self.unchecked("`anyOf` of required properties", choice.place);
                    }
                }
            } else if !choice.leads_to(self, &parts.path) {
                // A branch on the current path merges the schema that lists it: a base and its variants.
                parts.adds = true;
                parts.choices.push(choice);
            }
        }
    }

    /// If two parts define a property, the more specific one gives the type, and both constrain it.
    fn property(&mut self, property: Property<'d>, parts: &mut Parts<'d>) {
        let Some(known) = parts.properties.get_mut(property.name) else {
            parts.properties.add(property);
            return;
        };
        match self.more_specific(known.schema, property.schema) {
            _ if known.schema == property.schema => {}
            Some(schema) if schema == property.schema => {
                let mut others = std::mem::take(&mut known.others);
                others.push(known.schema);
                *known = Property { others, ..property };
            }
            Some(_) => known.others.push(property.schema),
            None => {
                let kind = Kind::Conflict { property: property.name.to_owned() };
                self.diagnostics.warn(kind, self.here(property.schema).place.name);
                known.is_conflict = true;
            }
        }
    }

    fn structure(&mut self, parts: &Parts<'d>, hint: &str) -> Struct {
        let (extra, extra_rules) = self.extra(parts, hint).unzip();
        let extra_rules = extra_rules.unwrap_or_default();
        let mut object = Struct { refines: self.refined(parts), extra, extra_rules, ..Struct::default() };
        let count = parts.properties.list.len();
        self.fields = self.fields.saturating_add(count);
        if self.fields > self.most_fields {
            if let Some(property) = parts.properties.list.first()
                && self.fields.saturating_sub(count) <= self.most_fields
            {
                let kind = Kind::OverLimit { what: "properties in all objects together", limit: self.most_fields };
                self.diagnostics.report(kind, self.here(property.schema).place.name);
            }
            return object;
        }
        let mut names = Names::default();
        for property in &parts.properties.list {
            self.field(property, parts, &mut names, &mut object);
        }
        object.fields.shrink_to_fit();
        for field in &mut object.fields {
            if field.nullable {
                field.clear = names.claim_text(field.name.prefixed("clear")).into();
            }
        }
        self.check_required(parts);
        self.alternatives(parts, &mut names, &mut object);
        object
    }

    fn field(&mut self, property: &Property<'d>, parts: &Parts<'d>, names: &mut Names, object: &mut Struct) {
        let (schema, wire) = (property.schema, property.name);
        let required = parts.required.contains(wire);
        // A refinement has the same fields as its base, so that it converts.
        let is_written = required || self.has_its_value_as_default(schema);
        let untagged = is_written && object.tag.is_none() && object.extra.is_none() && object.refines.is_none();
        if untagged && let Some(value) = self.single_value(schema) {
            object.tag = Some((wire.to_owned(), value));
            object.is_tag_optional = !required;
            return;
        }
        let used = self.in_part(|this| this.property_use(property));
        let view = self.view(schema);
        let is_here = self.definition(schema).is_none();
        let notes = view.map(|view| view.schema.notes());
        let is_password = view.is_some_and(|view| view.format() == Some("password"));
        object.fields.push(Field {
            name: names.claim(Namer::Field.always(wire)),
            docs: self.property_docs(schema),
            ty: used.ty,
            rules: used.rules,
            required,
            nullable: used.nullable,
            sensitive: is_here && (is_password || notes.is_some_and(|notes| notes.sensitive)),
            former_names: notes.filter(|_| is_here).map(former_names).unwrap_or_default(),
            preset: self.preset(schema, wire, parts.owner),
            direction: notes.map(direction).unwrap_or_default(),
            clear: Box::default(),
            boxed: false,
        });
    }

    /// The type of a property, with the constraints of all parts that define it.
    fn property_use(&mut self, property: &Property<'d>) -> TypeUse {
        let hint = nested_type_name(&property.owner, property.name);
        if property.is_conflict {
            return TypeUse { ty: TypeRef::Any, rules: Vec::new(), nullable: false };
        }
        if let Some(ty) = self.merged_object(property, &hint) {
            return TypeUse { ty, rules: Vec::new(), nullable: self.is_nullable(property.schema) };
        }
        let mut used = self.used(property.schema, &hint);
        let kind = self.kind(property.schema);
        for other in &property.others {
            used.rules.extend(self.constraints(*other, kind));
            used.nullable &= !self.excludes_null(*other);
        }
        if !property.others.is_empty() {
            used.rules = self.beside(property.schema, used.rules);
        }
        used
    }

    /// One object that merges all parts of a property, if no part is complete by itself.
    fn merged_object(&mut self, property: &Property<'d>, hint: &str) -> Option<TypeRef> {
        if property.others.is_empty() || self.kind(property.schema) != Some(JsonType::Object) {
            return None;
        }
        let owner = Rc::from(hint);
        let mut parts = Parts::default();
        let main = self.view(property.schema)?;
        self.gather(&main, &owner, 0, &mut parts);
        let said = (parts.properties.list.len(), parts.required.len(), parts.choices.len());
        for other in property.others.iter().filter_map(|other| self.view(*other)).collect::<Vec<_>>() {
            self.gather(&other, &owner, 0, &mut parts);
        }
        if said == (parts.properties.list.len(), parts.required.len(), parts.choices.len()) {
            return None;
        }
        let schemas: Vec<_> = std::iter::once(property.schema).chain(property.others.iter().copied()).collect();
        if let Some(known) = self.combined.get(&schemas) {
            return Some(TypeRef::Named(*known));
        }
        parts.adds = true;
        let id = self.reserve(Namer::Type.always(hint), main.schema.place);
        self.combined.insert(schemas, id);
        let kind = self.whole(parts, hint);
        self.fill(id, &main, Some(kind));
        Some(TypeRef::Named(id))
    }

    /// The documentation of a property, or that of its type.
    fn property_docs(&self, schema: SchemaRef<'d>) -> Docs {
        let place = self.here(schema).place.name;
        let said = self.view(schema).map(|view| docs(&view)).unwrap_or_default();
        Docs { place, ..said }
    }

    /// The only string that a property can have.
    pub(super) fn single_value(&self, schema: SchemaRef<'d>) -> Option<String> {
        if self.definition(schema).is_some() {
            return None;
        }
        let view = self.view(schema)?;
        match view.schema.values() {
            [only] if matches!(view.ty, None | Some(JsonType::String)) && !view.schema.nullable => {
                only.text().map(str::to_owned)
            }
            _ => None,
        }
    }

    /// Whether a property has its only value as default, so that sending it changes nothing.
    fn has_its_value_as_default(&self, schema: SchemaRef<'d>) -> bool {
        let default = self.view(schema).and_then(|view| view.schema.notes().default).and_then(Node::text);
        default.is_some() && default == self.single_value(schema).as_deref()
    }

    /// The type of additional properties, with its constraints.
    fn extra(&mut self, parts: &Parts<'d>, hint: &str) -> Option<(TypeRef, Vec<Rule>)> {
        match parts.extra {
            Extra::Of(view) => {
                let mut values = self.in_part(|this| this.map_values(&view, hint)).unwrap_or_else(TypeUse::any);
                let rules = std::mem::take(&mut values.rules);
                Some((values.nullable_type(), rules))
            }
            Extra::Any => Some((TypeRef::Any, Vec::new())),
            Extra::None | Extra::Unsaid => None,
        }
    }

    /// The only schema that this one refines.
    fn refined(&mut self, parts: &Parts<'d>) -> Option<TypeId> {
        match parts.bases.as_slice() {
            [base] if !parts.adds && !self.families.is_parent(*base) && self.is_same_context(*base) => {
                self.named.get(base).copied()
            }
            _ => None,
        }
    }

    fn check_required(&mut self, parts: &Parts<'d>) {
        for (wire, span) in &parts.said {
            if parts.properties.has(wire) {
                continue;
            }
            let known = parts.properties.list.iter().map(|property| property.name);
            let nearest = self.search.nearest(wire, known).map(str::to_owned);
            self.diagnostics.warn(Kind::UnknownRequired { name: (*wire).to_owned(), nearest }, *span);
        }
    }

    /// `oneOf` beside `properties` with branches that have only `required`: exactly one group of properties is present.
    fn alternatives(&mut self, parts: &Parts<'d>, names: &mut Names, object: &mut Struct) {
        let mut found = Vec::new();
        for (index, choice) in parts.groups.iter().enumerate() {
            let groups = choice.groups(self).unwrap_or_default();
            let groups: Option<Vec<_>> =
                groups.into_iter().map(|(place, group)| self.alternative(place, group, object)).collect();
            match groups {
                Some(groups) if index == 0 => found = groups,
                _ => self.unchecked(&format!("this `{}` of `required`", choice.kind.key()), choice.place),
            }
        }
        for (index, fields) in found.into_iter().enumerate() {
            let constructor = match index {
                0 => "new".to_owned(),
                _ => {
                    let named = fields.iter().filter_map(|index| object.fields.get(*index));
                    let named: Vec<&str> = named.map(|field| field.name.rust()).collect();
                    names.claim_text(format!("with_{}", named.join("_and_")))
                }
            };
            object.alternatives.push(Group { fields, constructor });
        }
    }

    /// The properties of a group, if each is optional.
    fn alternative(&mut self, place: Place, group: Vec<&str>, object: &Struct) -> Option<Vec<usize>> {
        let mut fields = Vec::new();
        for name in group {
            let Some(index) = object.fields.iter().position(|field| field.name.wire == name) else {
                let known = object.fields.iter().map(|field| field.name.wire.as_str());
                let nearest = self.search.nearest(name, known).map(str::to_owned);
                self.diagnostics.warn(Kind::UnknownRequired { name: name.to_owned(), nearest }, place.value);
                return None;
            };
            let field = object.fields.get(index)?;
            if field.required || field.nullable {
                return None;
            }
            fields.push(index);
        }
        Some(fields)
    }
}

fn former_names(notes: &Annotations<'_>) -> Box<[String]> {
    notes.former_names.iter().filter_map(Node::text).map(str::to_owned).collect()
}

fn direction(notes: &Annotations<'_>) -> Direction {
    match (notes.read_only, notes.write_only) {
        (true, false) => Direction::Response,
        (false, true) => Direction::Request,
        _ => Direction::Both,
    }
}
