//! `oneOf` and `anyOf` to enums. What tells the branches apart is found in `settle`, when all types
//! are known.

use std::collections::{HashMap, HashSet};

use super::objects::{Parts, below};
use super::{Lowering, docs};
use crate::cursor::At;
use crate::model::{
    Discriminator, Docs, Model, Name, Namer, Names, Sign, TypeId, TypeKind, TypeRef, Union, Variant, shorten_branches,
};
use crate::resolve::component_name;
use crate::source::Span;
use crate::view::{SchemaRef, View};

/// A `oneOf` or `anyOf`.
#[derive(Clone)]
pub(super) struct Choice<'d> {
    pub(super) key: &'static str,
    pub(super) branches: Vec<SchemaRef<'d>>,
    /// Where the list stands.
    pub(super) at: At<'d>,
    discriminator: Option<At<'d>>,
}

/// The choices of a schema, without branches that only allow `null`.
pub(super) fn choices<'d>(view: &View<'d>) -> Vec<Choice<'d>> {
    let is_null = |branch: &SchemaRef<'d>| matches!(branch, SchemaRef::Inline(at) if View::new(*at).is_null());
    let lists = [("oneOf", &view.one_of), ("anyOf", &view.any_of)];
    lists
        .into_iter()
        .map(|(key, branches)| Choice {
            key,
            branches: branches.iter().filter(|branch| !is_null(branch)).copied().collect(),
            at: view.at.child(key),
            discriminator: view.has("discriminator").then(|| view.at.child("discriminator")),
        })
        .filter(|choice| !choice.branches.is_empty())
        .collect()
}

impl<'d> Choice<'d> {
    /// Whether each branch says nothing but which members have to be there.
    pub(super) fn only_requires(&self) -> bool {
        self.groups().is_some()
    }

    /// The members that each branch requires, when that is all that it says.
    pub(super) fn groups(&self) -> Option<Vec<(At<'d>, Vec<&'d str>)>> {
        let group = |branch: &SchemaRef<'d>| match branch {
            SchemaRef::Inline(at) => {
                let view = View::new(*at);
                view.only_requires().then_some((*at, view.required))
            }
            SchemaRef::Named(..) => None,
        };
        self.branches.iter().map(group).collect()
    }

    /// Whether a branch is one of these schemas.
    pub(super) fn leads_to(&self, names: &[&str]) -> bool {
        self.branches.iter().any(|branch| matches!(branch, SchemaRef::Named(name, _) if names.contains(name)))
    }
}

impl<'d> Lowering<'d, '_> {
    /// The union of a schema that has nothing but branches.
    pub(super) fn union(&mut self, view: &View<'d>, wire: Option<&'d str>, hint: &str) -> TypeKind {
        let mut choices = choices(view).into_iter().filter(|choice| !choice.only_requires());
        let first = choices.next();
        for other in choices {
            self.unchecked("a second choice beside the first", other.at);
        }
        let base = Parts::below(wire);
        first.map_or(TypeKind::Alias { target: TypeRef::Any, rules: Vec::new() }, |first| {
            self.choice(&first, &base, hint)
        })
    }

    /// The union of some branches, each with the members of `base`.
    pub(super) fn choice(&mut self, choice: &Choice<'d>, base: &Parts<'d>, hint: &str) -> TypeKind {
        let mut names = Names::default();
        let mut union = Union { discriminator: choice.discriminator(), variants: Vec::new() };
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
        let used = self.with_members(branch, base, &below(hint, name.rust()));
        Some(Variant {
            docs: Docs { place: branch.at().name_span(), ..docs(&view) },
            place: branch.at().value_span(),
            ty: used.ty,
            rules: used.rules,
            mapped: choice.mapped(branch),
            sign: Sign::default(),
            boxed: false,
            name,
        })
    }

    /// A branch is named by its schema, its title, the value that chooses it, or its JSON type.
    fn branch_name(&mut self, branch: SchemaRef<'d>, view: &View<'d>, choice: &Choice<'d>) -> Name {
        let wire = match branch {
            SchemaRef::Named(name, _) => name.to_owned(),
            SchemaRef::Inline(..) => {
                let title = view.text("title").filter(|title| Namer::Variant.name(title).is_some());
                let tag = choice.discriminator.and_then(|found| self.tag_of(view, found.text("propertyName")?));
                let kind = view.ty.or_else(|| self.kind_of(view)).unwrap_or("other");
                title.map(str::to_owned).or(tag).unwrap_or_else(|| kind.to_owned())
            }
        };
        Namer::Variant.always(&wire)
    }

    fn tag_of(&self, view: &View<'d>, property: &str) -> Option<String> {
        let (_, member) = view.properties.iter().find(|(name, _)| *name == property)?;
        self.single_value(*member)
    }
}

impl<'d> Choice<'d> {
    /// The values of the discriminator that are mapped to a branch.
    fn mapped(&self, branch: SchemaRef<'d>) -> Vec<String> {
        let (SchemaRef::Named(name, _), Some(found)) = (branch, self.discriminator) else { return Vec::new() };
        let mapping = || mapping(found);
        let targets = mapping().filter(|(_, target, _)| target_name(target) == name);
        let mapped: Vec<String> = targets.map(|(tag, ..)| tag.to_owned()).collect();
        let is_tag = || mapping().any(|(tag, ..)| tag == name);
        if mapped.is_empty() && !is_tag() { vec![name.to_owned()] } else { mapped }
    }

    fn discriminator(&self) -> Option<Discriminator> {
        let found = self.discriminator?;
        let branches: HashSet<&str> = self
            .branches
            .iter()
            .filter_map(|branch| if let SchemaRef::Named(name, _) = branch { Some(*name) } else { None })
            .collect();
        let lost = mapping(found).filter(|(_, target, _)| !branches.contains(target_name(target)));
        Some(Discriminator {
            property: found.text("propertyName").unwrap_or_default().to_owned(),
            lost: lost.map(|(tag, target, place)| (tag.to_owned(), target.to_owned(), place)).collect(),
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

/// The values of a discriminator that are mapped, to what, and where.
fn mapping<'d>(discriminator: At<'d>) -> impl Iterator<Item = (&'d str, &'d str, Span)> {
    let entries = discriminator.entries("mapping");
    entries.filter_map(|(tag, target)| Some((tag, target.node().text()?, target.value_span())))
}

/// A mapping names its target by reference or by schema name.
fn target_name(target: &str) -> &str {
    component_name(target, "schemas").unwrap_or(target)
}
