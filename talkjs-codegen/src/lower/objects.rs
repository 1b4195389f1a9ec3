//! Objects to structs: members, `allOf`, and groups of members that exclude each other.

use super::{Lowering, MAX_CHAIN, docs};
use crate::diagnostic::Kind;
use crate::model::{Docs, Member, Namer, Struct, TypeId, TypeKind, TypeRef};
use crate::suggest::nearest;
use crate::view::{Additional, SchemaRef, View};

/// Everything that the parts of an object say together.
#[derive(Default)]
struct Parts<'d> {
    properties: Vec<Property<'d>>,
    required: Vec<(&'d str, View<'d>)>,
    one_of: Vec<SchemaRef<'d>>,
    extra: Option<(Additional<'d>, View<'d>)>,
    /// The schemas that `allOf` names, and whether anything else adds members.
    bases: Vec<&'d str>,
    adds: bool,
}

/// A property, and the name of the schema that it is written in.
struct Property<'d> {
    wire: &'d str,
    schema: SchemaRef<'d>,
    owner: String,
}

impl<'d> Lowering<'d, '_> {
    /// A struct of an object, with the parts of its `allOf` merged in.
    pub(super) fn object(&mut self, view: &View<'d>, hint: &str) -> TypeKind {
        let mut parts = Parts::default();
        self.gather(View::new(view.schema, view.at), hint, 0, &mut parts);
        let mut object = Struct { refines: self.refined(&parts), extra: self.extra(&parts, hint), ..Struct::default() };
        for property in &parts.properties {
            self.member(property, &parts, &mut object);
        }
        self.check_required(&parts);
        self.alternatives(&parts, &mut object);
        TypeKind::Struct(object)
    }

    /// Collects what an object and the parts of its `allOf` say.
    fn gather(&mut self, view: View<'d>, owner: &str, depth: usize, parts: &mut Parts<'d>) {
        if depth > MAX_CHAIN {
            let kind = Kind::OverLimit { what: "`allOf` inside each other", limit: MAX_CHAIN };
            self.diagnostics.report(kind, view.at.name_span());
            return;
        }
        self.no_member_counts(&view);
        if view.has("discriminator") && view.one_of.is_empty() {
            let instead = "put it beside the `oneOf` that it decides";
            self.unsupported("a `discriminator` without `oneOf`", instead, view.at.child("discriminator"));
        }
        if !matches!(view.ty, None | Some("object")) || !view.any_of.is_empty() || view.has("enum") {
            self.unsupported("`allOf` of anything but objects", "write the schema out", view.at);
            return;
        }
        for part in &view.all_of {
            match part {
                SchemaRef::Named(name, _) if parts.bases.contains(name) => continue,
                SchemaRef::Named(name, _) => parts.bases.push(name),
                SchemaRef::Inline(schema, at) => parts.adds |= !View::new(schema, *at).only_requires(),
            }
            let owner = if let SchemaRef::Named(name, _) = part { name } else { owner };
            if let Some(part) = self.view(*part) {
                self.gather(part, owner, depth.saturating_add(1), parts);
            }
        }
        parts.adds |= depth == 0 && !view.properties.is_empty();
        for (wire, schema) in &view.properties {
            self.property(Property { wire, schema: *schema, owner: owner.to_owned() }, parts);
        }
        for wire in view.required {
            parts.required.push((wire, View::new(view.schema, view.at)));
        }
        parts.one_of.extend(view.one_of.iter().copied());
        if !matches!(view.additional, Additional::Unsaid) {
            let again = View::new(view.schema, view.at);
            parts.extra = Some((view.additional, again));
        }
    }

    /// Two parts may name a member if they say the same of it.
    fn property(&mut self, property: Property<'d>, parts: &mut Parts<'d>) {
        let Some(known) = parts.properties.iter().find(|known| known.wire == property.wire) else {
            parts.properties.push(property);
            return;
        };
        let same = match (known.schema, property.schema) {
            (SchemaRef::Named(first, _), SchemaRef::Named(second, _)) => first == second,
            (SchemaRef::Inline(first, _), SchemaRef::Inline(second, _)) => first.schema_kind == second.schema_kind,
            _ => false,
        };
        if !same {
            let kind = Kind::Conflict { member: property.wire.to_owned() };
            self.diagnostics.report(kind, property.schema.at().name_span());
        }
    }

    fn member(&mut self, property: &Property<'d>, parts: &Parts<'d>, object: &mut Struct) {
        let (wire, schema) = (property.wire, property.schema);
        let required = parts.required.iter().any(|(name, _)| *name == wire);
        // A refinement holds what its base holds, so that it converts.
        let untagged = required && object.tag.is_none() && parts.extra.is_none() && object.refines.is_none();
        if untagged && let Some(value) = self.single_value(schema) {
            object.tag = Some((wire.to_owned(), value));
            return;
        }
        let Some(name) = self.name(Namer::Member, wire, "property", schema.at()) else { return };
        let used = self.used(schema, &format!("{}{}", property.owner, capital(wire)));
        object.members.push(Member {
            name,
            docs: self.member_docs(schema),
            ty: used.ty,
            rules: used.rules,
            required,
            nullable: used.nullable,
            sensitive: matches!(schema, SchemaRef::Inline(schema, at) if View::new(schema, at).flag("x-sensitive")),
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
        let SchemaRef::Inline(schema, at) = schema else { return None };
        let view = View::new(schema, at);
        match view.at.get("enum")?.items() {
            [only] if view.ty == Some("string") => only.text().map(str::to_owned),
            _ => None,
        }
    }

    fn extra(&mut self, parts: &Parts<'d>, hint: &str) -> Option<TypeRef> {
        match parts.extra.as_ref()? {
            (Additional::Values(values), _) => Some(self.used(*values, &format!("{hint}Value")).nullable_type()),
            (Additional::Allowed(true), _) => Some(TypeRef::Any),
            (Additional::Allowed(false) | Additional::Unsaid, _) => None,
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
        for (index, (wire, view)) in parts.required.iter().enumerate() {
            if parts.properties.iter().any(|property| property.wire == *wire) {
                continue;
            }
            let position = parts.required.get(..index).unwrap_or(&[]);
            let before = position.iter().filter(|(_, other)| other.at.value_span() == view.at.value_span()).count();
            let kind = Kind::UnknownRequired {
                name: (*wire).to_owned(),
                nearest: nearest(wire, parts.properties.iter().map(|property| property.wire)).map(str::to_owned),
            };
            let span = view.at.child("required").item(before).value_span();
            self.diagnostics.report(kind, span);
        }
    }

    /// `oneOf` beside `properties`, each branch only a `required`: exactly one group of members.
    fn alternatives(&mut self, parts: &Parts<'d>, object: &mut Struct) {
        for branch in &parts.one_of {
            let group = match branch {
                SchemaRef::Inline(schema, at) => {
                    let view = View::new(schema, *at);
                    view.only_requires().then_some(view.required)
                }
                SchemaRef::Named(..) => None,
            };
            let Some(group) = group else {
                let instead = "let each branch be only a `required`, or move the members into the branches";
                self.unsupported("a `oneOf` with members beside `properties`", instead, branch.at());
                continue;
            };
            let indices = group.iter().map(|wire| object.members.iter().position(|member| member.name.wire == *wire));
            match indices.collect::<Option<Vec<_>>>() {
                Some(indices) => {
                    let members = indices.iter().filter_map(|index| object.members.get(*index));
                    if let Some(member) = members.into_iter().find(|member| member.required || member.nullable) {
                        let state = if member.required { "required" } else { "nullable" };
                        let what = format!("`{}`, which is {state}, as one of several members", member.name.wire);
                        self.unsupported(what, "let only the branch say that it is there", branch.at());
                    }
                    object.alternatives.push(indices);
                }
                None => {
                    let known = object.members.iter().map(|member| member.name.wire.as_str());
                    let missing = group.iter().find(|wire| !known.clone().any(|name| name == *wire));
                    let name = missing.cloned().unwrap_or_default();
                    let nearest = nearest(&name, known).map(str::to_owned);
                    let span = branch.at().child("required").value_span();
                    self.diagnostics.report(Kind::UnknownRequired { name, nearest }, span);
                }
            }
        }
    }
}

/// `photoUrl` as the tail of a type's name.
pub(super) fn capital(wire: &str) -> String {
    let mut chars = wire.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
