//! `oneOf` to enums: by discriminator, or by the kind of JSON value.

use super::{Lowering, MAX_CHAIN, docs};
use crate::diagnostic::Kind;
use crate::model::{Apart, Docs, Json, Name, Namer, TypeKind, Union, Variant};
use crate::resolve::component_name;
use crate::view::{SchemaRef, View};

impl<'d> Lowering<'d, '_> {
    /// The union of a `oneOf`.
    pub(super) fn union(&mut self, view: &View<'d>, hint: &str) -> TypeKind {
        let variants = view.one_of.iter().filter_map(|branch| self.variant(*branch, hint)).collect();
        let mut union = Union { variants, by: Apart::Json };
        match &view.schema.schema_data.discriminator {
            Some(_) => self.by_tag(view, &mut union),
            None => self.by_json(view, &union),
        }
        TypeKind::Union(union)
    }

    fn variant(&mut self, branch: SchemaRef<'d>, hint: &str) -> Option<Variant> {
        let view = self.view(branch)?;
        let wire = self.branch_name(branch, &view);
        let name = self.name(Namer::Variant, &wire, "branch", branch.at())?;
        let json = self.json(branch);
        if json.is_none() {
            let instead = "give the branch one JSON type";
            self.unsupported("a branch of no particular JSON type", instead, branch.at());
        }
        let used = self.used(branch, &format!("{hint}{}", super::objects::capital(&wire)));
        Some(Variant {
            name,
            docs: Docs { place: branch.at().name_span(), ..docs(&view) },
            ty: used.ty,
            rules: used.rules,
            tags: Vec::new(),
            json: json?,
            boxed: false,
        })
    }

    /// A branch is named by its schema, its title, or its JSON type.
    fn branch_name(&self, branch: SchemaRef<'d>, view: &View<'d>) -> String {
        match branch {
            SchemaRef::Named(name, _) => name.to_owned(),
            SchemaRef::Inline(..) => {
                let title = view.schema.schema_data.title.as_deref();
                title.or(view.ty).unwrap_or("Other").to_owned()
            }
        }
    }

    /// The kind of JSON value that a schema describes, when it is one.
    fn json(&mut self, schema: SchemaRef<'d>) -> Option<Json> {
        let SchemaRef::Named(name, _) = schema else { return self.json_of(&self.view(schema)?) };
        if let Some(known) = self.json.get(name) {
            return *known;
        }
        // A schema that is asked for while it is being looked at leads back to itself.
        self.json.insert(name, None);
        if self.json_depth > MAX_CHAIN {
            return None;
        }
        self.json_depth = self.json_depth.saturating_add(1);
        let json = self.view(schema).and_then(|view| self.json_of(&view));
        self.json_depth = self.json_depth.saturating_sub(1);
        self.json.insert(name, json);
        json
    }

    fn json_of(&mut self, view: &View<'d>) -> Option<Json> {
        match view.ty {
            Some("string") => Some(Json::Text),
            Some("boolean") => Some(Json::Bool),
            Some("integer" | "number") => Some(Json::Number),
            Some("array") => Some(Json::List),
            Some(_) => Some(Json::Object),
            None if !view.properties.is_empty() => Some(Json::Object),
            // Parts of an `allOf` may leave the type to the others; branches of a `oneOf` must agree.
            None if view.one_of.is_empty() => view.all_of.iter().find_map(|part| self.json(*part)),
            None => {
                let mut kinds = view.one_of.iter().map(|branch| self.json(*branch));
                let first = kinds.next()??;
                kinds.all(|kind| kind == Some(first)).then_some(first)
            }
        }
    }

    fn by_json(&mut self, view: &View<'d>, union: &Union) {
        for (index, variant) in union.variants.iter().enumerate() {
            let before = union.variants.get(..index).unwrap_or(&[]);
            if let Some(other) = before.iter().find(|other| other.json == variant.json) {
                let branches = (quoted(&other.name), quoted(&variant.name));
                let span = view.one_of.get(index).map_or(view.at, SchemaRef::at).value_span();
                self.diagnostics.report(Kind::Indistinct { branches }, span);
            }
        }
    }

    fn by_tag(&mut self, view: &View<'d>, union: &mut Union) {
        let Some(discriminator) = &view.schema.schema_data.discriminator else { return };
        let property = discriminator.property_name.as_str();
        let at = view.at.child("discriminator");
        for (branch, variant) in view.one_of.iter().zip(&mut union.variants) {
            let SchemaRef::Named(name, branch_at) = *branch else {
                let reason = "its branches must be references".to_owned();
                self.diagnostics.report(Kind::Discriminator { reason }, branch.at().value_span());
                continue;
            };
            let mapped = discriminator.mapping.iter().filter(|(_, target)| target_name(target) == name);
            variant.tags = mapped.map(|(tag, _)| tag.clone()).collect();
            if variant.tags.is_empty() {
                variant.tags.push(name.to_owned());
                if discriminator.mapping.contains_key(name) {
                    let reason = format!("`{name}` is mapped to another branch, and so nothing chooses `{name}`");
                    self.diagnostics.report(Kind::Discriminator { reason }, branch_at.value_span());
                }
            }
            self.check_tag(*branch, property, variant, branch_at.value_span());
        }
        for (tag, target) in &discriminator.mapping {
            let names =
                |branch: &SchemaRef<'_>| matches!(branch, SchemaRef::Named(name, _) if *name == target_name(target));
            if !view.one_of.iter().any(names) {
                let reason = format!("`{tag}` is mapped to `{target}`, which is no branch");
                self.diagnostics.report(Kind::Discriminator { reason }, at.child("mapping").child(tag).value_span());
            }
        }
        union.by = Apart::Tag(property.to_owned());
    }

    /// The branch must have the member, and allow the values that choose it.
    fn check_tag(&mut self, branch: SchemaRef<'d>, property: &str, variant: &Variant, span: crate::source::Span) {
        let Some(view) = self.view(branch) else { return };
        let member = view.properties.iter().find(|(name, _)| *name == property);
        let Some((_, member)) = member else {
            if view.all_of.is_empty() {
                let reason = format!("branch `{}` has no property `{property}`", variant.name.wire);
                self.diagnostics.report(Kind::Discriminator { reason }, span);
            }
            return;
        };
        let Some(member) = self.view(*member) else { return };
        let Some(values) = member.at.get("enum") else { return };
        for tag in &variant.tags {
            if !values.items().iter().any(|value| value.text() == Some(tag)) {
                let reason = format!("branch `{}` does not allow `{property}: {tag}`", variant.name.wire);
                self.diagnostics.report(Kind::Discriminator { reason }, values.span);
            }
        }
    }
}

fn quoted(name: &Name) -> String {
    format!("`{}`", name.wire)
}

/// A mapping names its target by reference or by schema name.
fn target_name(target: &str) -> &str {
    component_name(target, "schemas").unwrap_or(target)
}
