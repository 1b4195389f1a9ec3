//! `oneOf` and `anyOf` to enums. What tells the branches apart is found in `settle`, when all types
//! are known.

use std::collections::{HashMap, HashSet};

use super::objects::{Parts, nested_type_name};
use super::view::{SchemaId, SchemaRef, View};
use super::{Lowering, docs};
use crate::model::{
    Discriminator, Docs, Model, Name, Namer, Names, Sign, TypeId, TypeKind, TypeRef, Union, Variant, shorten_branches,
};
use crate::openapi::{self, JsonType, Place, Schema};

/// One of several schemas.
#[derive(Clone)]
pub(super) struct Choice<'d> {
    pub(super) kind: ChoiceKind,
    pub(super) branches: Vec<SchemaRef<'d>>,
    /// Where the list stands.
    pub(super) place: Place,
    discriminator: Option<&'d openapi::Discriminator<'d>>,
}

/// What makes a choice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ChoiceKind {
    OneOf,
    AnyOf,
    /// A list as `type`.
    Types,
}

/// The choices of a schema, without branches that only allow null.
pub(super) fn choices<'d>(lowering: &Lowering<'d, '_>, view: &View<'d>) -> Vec<Choice<'d>> {
    let schema = view.schema;
    let lists = [(ChoiceKind::OneOf, &schema.one_of), (ChoiceKind::AnyOf, &schema.any_of)];
    let written = lists.into_iter().filter_map(|(kind, branches)| {
        let branches = branches.as_ref()?;
        let schemas = branches.schemas.iter().filter(|id| !lowering.document.schemas[**id].is_null());
        let branches = (schemas.copied().map(SchemaRef::new).collect(), branches.place);
        Some(Choice { kind, branches: branches.0, place: branches.1, discriminator: schema.discriminator.as_deref() })
    });
    let mut choices: Vec<Choice<'d>> = written.filter(|choice| !choice.branches.is_empty()).collect();
    // Which properties have to be there is said of objects only.
    if view.ty.is_some_and(|ty| ty != JsonType::Object) {
        choices.retain(|choice| !choice.only_requires(lowering));
    }
    let types = view.several_types();
    if !types.is_empty() && choices.iter().all(|choice| choice.only_requires(lowering)) {
        choices = vec![Choice { kind: ChoiceKind::Types, branches: types, place: schema.place, discriminator: None }];
    }
    choices
}

impl ChoiceKind {
    /// The keyword.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
            Self::Types => "type",
        }
    }
}

impl<'d> Choice<'d> {
    /// Any of some schemas.
    pub(super) fn any_of(branches: Vec<SchemaRef<'d>>, place: Place) -> Self {
        Self { kind: ChoiceKind::AnyOf, branches, place, discriminator: None }
    }

    /// Whether each branch has nothing but the names of required properties.
    pub(super) fn only_requires(&self, lowering: &Lowering<'d, '_>) -> bool {
        self.groups(lowering).is_some()
    }

    /// The properties that each branch requires, and where, when that is all that it says.
    pub(super) fn groups(&self, lowering: &Lowering<'d, '_>) -> Option<Vec<(Place, Vec<&'d str>)>> {
        let group = |branch: &SchemaRef<'d>| {
            let schema: &'d Schema<'d> = &lowering.document.schemas[branch.id];
            let place = schema.object.as_ref().and_then(|object| object.required_place)?;
            let names = schema.required().iter().map(|name| name.value).collect();
            (schema.only_requires() && branch.as_type.is_none()).then_some((place, names))
        };
        self.branches.iter().map(group).collect()
    }

    /// Whether a branch is one of these definitions.
    pub(super) fn leads_to(&self, lowering: &Lowering<'d, '_>, definitions: &[SchemaId<'d>]) -> bool {
        let mut branches = self.branches.iter();
        branches.any(|branch| lowering.definition(*branch).is_some_and(|id| definitions.contains(&id)))
    }
}

impl<'d> Lowering<'d, '_> {
    /// The union of a schema that has nothing but branches.
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

    /// The union of some branches, each with the members of `base`.
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
        let used = self.with_members(branch, base, &nested_type_name(hint, name.rust()));
        let place = self.here(branch).place;
        // What is said of all types is not said of one.
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
            boxed: false,
            name,
        })
    }

    /// A branch is named by its definition, its title, the value that chooses it, or its JSON type.
    fn branch_name(&mut self, branch: SchemaRef<'d>, view: &View<'d>, choice: &Choice<'d>) -> Name {
        let described = self.described_name(branch);
        let wire = match (self.definition_name(branch), branch.as_type) {
            (Some(name), _) => return Namer::Variant.always(name).of(described.unwrap_or(name)),
            (None, Some(ty)) => ty.name().to_owned(),
            (None, None) => {
                let title = view.schema.notes().title.filter(|title| Namer::Variant.name(title).is_some());
                let tag = choice.discriminator.and_then(|found| self.tag_of(view, found.property));
                let kind = view.ty.or_else(|| self.kind_of(view)).map_or("other", JsonType::name);
                title.map(str::to_owned).or(tag).unwrap_or_else(|| kind.to_owned())
            }
        };
        Namer::Variant.always(&wire)
    }

    fn tag_of(&self, view: &View<'d>, property: &str) -> Option<String> {
        let member = view.schema.properties().iter().find(|known| known.name == property)?;
        self.single_value(SchemaRef::new(member.schema))
    }
}

impl<'d> Choice<'d> {
    /// The values of the discriminator that select a branch, and whether they are mapped to it.
    fn mapped(&self, lowering: &Lowering<'d, '_>, branch: SchemaRef<'d>) -> (Vec<String>, bool) {
        let Some(discriminator) = self.discriminator else { return (Vec::new(), false) };
        let Some(name) = lowering.described_name(branch) else { return (Vec::new(), false) };
        let branch = lowering.definition(branch);
        let is_branch = |id: &SchemaId<'d>| lowering.definition(SchemaRef::new(*id)) == branch;
        let tags = || discriminator.tags();
        let mapped: Vec<String> =
            tags().filter(|(_, _, id, _)| is_branch(id)).map(|(tag, ..)| tag.to_owned()).collect();
        if !mapped.is_empty() {
            return (mapped, true);
        }
        let is_taken = tags().any(|(tag, ..)| tag == name);
        (if is_taken { Vec::new() } else { vec![name.to_owned()] }, false)
    }

    fn discriminator(&self, lowering: &Lowering<'d, '_>) -> Option<Discriminator> {
        let found = self.discriminator?;
        let branches: HashSet<SchemaId<'d>> =
            self.branches.iter().filter_map(|branch| lowering.definition(*branch)).collect();
        let is_branch =
            |id: SchemaId<'d>| lowering.definition(SchemaRef::new(id)).is_some_and(|id| branches.contains(&id));
        let lost = found.tags().filter(|(_, _, id, _)| !is_branch(*id));
        Some(Discriminator {
            property: found.property.to_owned(),
            lost: lost.map(|(tag, target, _, place)| (tag.to_owned(), target.to_owned(), place)).collect(),
        })
    }
}

/// Drops branches that are the same Rust type as another or as the union; a union of one branch is
/// that branch.
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
