//! Lowers `oneOf` and `anyOf` to enums. `finish` decides how the branches are distinguished, once all types are known.

use std::collections::{HashMap, HashSet};

use super::choice::{Choice, choices};
use super::names::nested_type_name;
use super::objects::Parts;
use super::view::{SchemaId, SchemaRef, View};
use super::{Lowering, docs};
use crate::model::{
    Docs, Model, Name, Namer, Names, Sign, TypeId, TypeKind, TypeRef, Union, Variant, shorten_branches,
};
use crate::openapi::{JsonType, Place};

impl<'d> Lowering<'d, '_> {
    /// The union of a schema that has only branches.
    pub(super) fn union(&mut self, view: &View<'d>, id: Option<SchemaId<'d>>, hint: &str) -> TypeKind {
        let mut choices = choices(self, view).into_iter().filter(|choice| !choice.only_requires(self));
        let first = choices.next();
        let others: Vec<Place> = choices.map(|choice| choice.place).collect();
        for place in others {
            self.unchecked("a second choice beside the first", place);
        }
        let base = Parts::inside(id);
        first.map_or(TypeKind::Alias { target: TypeRef::Any, rules: Vec::new() }, |first| {
            self.choice(&first, &base, hint)
        })
    }

    /// The union of some branches, each with the properties of `base`.
    pub(super) fn choice(&mut self, choice: &Choice<'d>, base: &Parts<'d>, hint: &str) -> TypeKind {
        let mut names = Names::default();
        let mut union = Union { discriminator: choice.discriminator(self), variants: Vec::new(), is_tried: false };
        for branch in &choice.branches {
            union.variants.extend(self.variant(*branch, choice, base, hint, &mut names));
        }
        let mut branches: Vec<&mut Name> = union.variants.iter_mut().map(|variant| &mut variant.name).collect();
        shorten_branches(hint, &mut branches);
        TypeKind::Union(union)
    }

    fn variant(
        &mut self,
        branch: SchemaRef<'d>,
        choice: &Choice<'d>,
        base: &Parts<'d>,
        hint: &str,
        names: &mut Names,
    ) -> Option<Variant> {
        let view = self.view(branch)?;
        let name = names.claim(self.branch_name(branch, &view, choice));
        let used = self.with_fields(branch, base, &nested_type_name(hint, name.rust()));
        let place = self.here(branch).place;
        // Documentation of all types does not apply to one of them.
        let docs = if branch.as_type.is_some() { Docs::default() } else { docs(&view) };
        let (mapped, is_mapped) = choice.mapped(self, branch);
        Some(Variant {
            docs: Docs { place: place.name, ..docs },
            place: place.value,
            ty: used.ty,
            rules: used.rules,
            mapped,
            is_mapped,
            sign: Sign::default(),
            is_fallback: false,
            boxed: false,
            name,
        })
    }

    /// The name of a branch: its definition, its title, its tag, or its JSON type.
    fn branch_name(&mut self, branch: SchemaRef<'d>, view: &View<'d>, choice: &Choice<'d>) -> Name {
        let described = self.described_name(branch);
        let wire = match (self.definition_name(branch), branch.as_type) {
            (Some(name), _) => return Namer::Variant.always(name).of(described.unwrap_or(name)),
            (None, Some(ty)) => ty.name().to_owned(),
            (None, None) => {
                let title = view.schema.notes().title.filter(|title| Namer::Variant.name(title).is_some());
                let tag = match choice.discriminator {
                    Some(found) => self.tag_of(view, found.property),
                    None => self.only_tag(view),
                };
                let kind = view.ty.or_else(|| self.kind_of(view)).map_or("other", JsonType::name);
                title.map(str::to_owned).or(tag).unwrap_or_else(|| kind.to_owned())
            }
        };
        Namer::Variant.always(&wire)
    }

    /// The value of the only required property with one possible value, of an object or of the parts of its `allOf`.
    fn only_tag(&self, view: &View<'d>) -> Option<String> {
        let parts = view.schema.all_of.iter().filter_map(|part| self.view(SchemaRef::new(*part)));
        let schemas: Vec<_> = std::iter::once(view.schema).chain(parts.map(|part| part.schema)).collect();
        let required: HashSet<&str> =
            schemas.iter().flat_map(|schema| schema.required()).map(|required| required.value).collect();
        let properties = schemas.iter().flat_map(|schema| schema.properties());
        let mut tags = properties
            .filter(|property| required.contains(property.name))
            .filter_map(|property| self.single_value(SchemaRef::new(property.schema)));
        tags.next().filter(|_| tags.next().is_none())
    }

    fn tag_of(&self, view: &View<'d>, property: &str) -> Option<String> {
        let found = view.schema.properties().iter().find(|known| known.name == property)?;
        self.single_value(SchemaRef::new(found.schema))
    }
}

/// Removes branches whose Rust type equals another branch or the union; a union of one branch becomes that branch.
pub(super) fn collapse(model: &mut Model, id: TypeId) {
    let Some(TypeKind::Union(union)) = model.get(id).map(|ty| &ty.kind) else { return };
    let mut seen: Vec<(TypeRef, usize)> = Vec::new();
    let mut keep = Vec::new();
    let mut loosened = HashSet::new();
    let mut positions = HashMap::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let ty = model.expanded(&variant.ty);
        let known = match &ty {
            TypeRef::Named(named) if *named == id => continue,
            TypeRef::Named(named) => positions.get(named).copied(),
            other => seen.iter().find(|(known, _)| known == other).map(|(_, index)| *index),
        };
        match known {
            Some(first) => {
                let rules = union.variants.get(first).map(|first| &first.rules);
                if rules != Some(&variant.rules) {
                    loosened.insert(first);
                }
            }
            None => {
                if let TypeRef::Named(named) = ty {
                    positions.insert(named, index);
                } else {
                    seen.push((ty, index));
                }
                keep.push(index);
            }
        }
    }
    let Some(TypeKind::Union(union)) = model.types.get_mut(id.0).map(|ty| &mut ty.kind) else { return };
    let variants = std::mem::take(&mut union.variants);
    let keep: HashSet<usize> = keep.into_iter().collect();
    let kept =
        variants.into_iter().enumerate().filter(|(index, _)| keep.contains(index)).map(|(index, mut variant)| {
            if loosened.contains(&index) {
                variant.rules.clear();
            }
            variant
        });
    union.variants = kept.collect();
    let alias = match union.variants.as_mut_slice() {
        [] => Some((TypeRef::Any, Vec::new())),
        [only] => Some((only.ty.clone(), std::mem::take(&mut only.rules))),
        _ => None,
    };
    if let (Some((target, rules)), Some(ty)) = (alias, model.types.get_mut(id.0)) {
        ty.kind = TypeKind::Alias { target, rules };
    }
}
