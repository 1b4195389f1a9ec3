//! Inheritance: a schema with a `discriminator` that others extend by `allOf`. Its type is an enum of those schemas,
//! with its own struct for all other tags. A type that only one tag selects sets the tag itself.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::Lowering;
use super::choice::choices;
use super::view::{SchemaId, SchemaRef, View};
use crate::model::{
    Discriminator, Docs, Name, Namer, Names, Sign, TypeKind, TypeRef, Union, Variant, shorten_branches,
};
use crate::openapi::{self, JsonType};

/// The definitions that extend others, and the tags that select them.
#[derive(Default)]
pub(super) struct Families<'d> {
    /// For each definition, those with it in their `allOf`.
    extended_by: HashMap<SchemaId<'d>, Vec<SchemaId<'d>>>,
    /// The definitions that are enums of those that extend them.
    parents: HashSet<SchemaId<'d>>,
    /// The tags of a definition by property, in each family and union of which it is a branch.
    selected: HashMap<(SchemaId<'d>, &'d str), Vec<Selected<'d>>>,
}

/// How a discriminator selects a definition.
struct Selected<'d> {
    /// The tag, if there is exactly one.
    tag: Option<&'d str>,
    /// The mapped tags, if the definition is also selected by another value of the property.
    mapped: Option<Rc<HashSet<&'d str>>>,
}

impl<'d> Families<'d> {
    /// Whether a definition is an enum of those that extend it.
    pub(super) fn is_parent(&self, id: SchemaId<'d>) -> bool {
        self.parents.contains(&id)
    }

    /// Whether a definition names another in its `allOf`.
    pub(super) fn extends(&self, id: SchemaId<'d>, parent: SchemaId<'d>) -> bool {
        self.extended_by.get(&parent).is_some_and(|children| children.contains(&id))
    }

    /// The branches of a parent. A branch that is a parent itself contains those that extend it.
    fn branches(&self, parent: SchemaId<'d>) -> Vec<SchemaId<'d>> {
        self.below(parent, |id| !self.is_parent(id))
    }

    /// The definition and all that extend it.
    fn with_descendants(&self, id: SchemaId<'d>) -> Vec<SchemaId<'d>> {
        let mut all = self.below(id, |_| true);
        all.insert(0, id);
        all
    }

    /// The definitions that extend one, and those that extend the `opened` ones.
    fn below(&self, id: SchemaId<'d>, opened: impl Fn(SchemaId<'d>) -> bool) -> Vec<SchemaId<'d>> {
        let (mut found, mut seen) = (Vec::new(), HashSet::from([id]));
        let children = |id| self.extended_by.get(&id).into_iter().flatten().rev().copied();
        let mut open: Vec<_> = children(id).collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                found.push(next);
                if opened(next) {
                    open.extend(children(next));
                }
            }
        }
        found
    }
}

/// The tags of a discriminator.
struct Tags<'d> {
    property: &'d str,
    /// Those that are mapped, by definition.
    mapped: HashMap<SchemaId<'d>, Vec<&'d str>>,
    all: Rc<HashSet<&'d str>>,
}

impl<'d> Tags<'d> {
    /// The tags that select a definition, and whether they are mapped to it. Without a mapping it is the definition's
    /// name, unless the name selects another one.
    fn of(&self, lowering: &Lowering<'d, '_>, id: SchemaId<'d>) -> (Vec<&'d str>, bool) {
        if let Some(mapped) = self.mapped.get(&id) {
            return (mapped.clone(), true);
        }
        let name = lowering.described_name(SchemaRef::new(id)).filter(|name| !self.all.contains(name));
        (name.into_iter().collect(), false)
    }

    /// The tag that selects a definition, if there is exactly one.
    fn only(&self, lowering: &Lowering<'d, '_>, id: SchemaId<'d>) -> Option<&'d str> {
        match self.of(lowering, id).0.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

impl<'d> Lowering<'d, '_> {
    /// Finds the families of the definitions, once the definitions have names.
    pub(super) fn find_families(&mut self) {
        let document = self.document;
        let mut families = Families::default();
        let mut seen = HashSet::new();
        for definition in &document.definitions {
            for part in &document.schemas[definition.schema].all_of {
                let Some(parent) = self.definition(SchemaRef::new(*part)) else { continue };
                let children = families.extended_by.entry(parent).or_default();
                if parent != definition.schema && seen.insert((parent, definition.schema)) {
                    children.push(definition.schema);
                }
            }
        }
        let extended = families.extended_by.keys();
        families.parents = extended.filter(|id| document.schemas[**id].is_parent()).copied().collect();
        self.families = families;
        self.find_tags();
    }

    /// Finds the tags of definitions in families and unions. Definitions that no selected operation needs are included,
    /// so that a type does not depend on the selected operations.
    fn find_tags(&mut self) {
        let document = self.document;
        let definitions = document.definitions.iter().map(|definition| definition.schema);
        for schema in definitions {
            let Some(tags) = document.schemas[schema].discriminator.as_deref().map(|found| self.tags(found)) else {
                continue;
            };
            if self.families.is_parent(schema) {
                for child in self.families.below(schema, |_| true) {
                    let selected = Selected { tag: tags.only(self, child), mapped: None };
                    self.families.selected.entry((child, tags.property)).or_default().push(selected);
                }
            } else {
                let (one_of, any_of) = (document.schemas[schema].one_of(), document.schemas[schema].any_of());
                self.select_branches(&tags, one_of.iter().chain(any_of).copied());
            }
        }
        for union in &document.unread_unions {
            let mapping = union.mapping.iter().map(|(tag, target)| (*tag, *target));
            self.select_branches(&self.tags_by(union.property, mapping), union.branches.iter().copied());
        }
    }

    fn select_branches(&mut self, tags: &Tags<'d>, branches: impl Iterator<Item = SchemaId<'d>>) {
        for branch in branches.filter_map(|branch| self.definition(SchemaRef::new(branch))).collect::<Vec<_>>() {
            let (_, is_mapped) = tags.of(self, branch);
            let mapped = is_mapped.then(|| Rc::clone(&tags.all));
            let selected = Selected { tag: tags.only(self, branch), mapped };
            self.families.selected.entry((branch, tags.property)).or_default().push(selected);
        }
    }

    fn tags(&self, discriminator: &openapi::Discriminator<'d>) -> Tags<'d> {
        self.tags_by(discriminator.property, discriminator.tags().map(|(tag, _, target, _)| (tag, Some(target))))
    }

    fn tags_by(&self, property: &'d str, mapping: impl Iterator<Item = (&'d str, Option<SchemaId<'d>>)>) -> Tags<'d> {
        let (mut mapped, mut all) = (HashMap::<_, Vec<&'d str>>::new(), HashSet::new());
        for (tag, target) in mapping {
            all.insert(tag);
            if let Some(id) = target.and_then(|target| self.definition(SchemaRef::new(target))) {
                mapped.entry(id).or_default().push(tag);
            }
        }
        Tags { property, mapped, all: Rc::new(all) }
    }

    /// The value of a property that selects its own definition, if it is a string that the property allows.
    pub(super) fn preset(
        &mut self,
        property: SchemaRef<'d>,
        name: &str,
        owner: Option<SchemaId<'d>>,
    ) -> Option<String> {
        let owner = owner.filter(|owner| !self.families.is_parent(*owner))?;
        let view = self.view(property)?;
        let is_text = self.kind(property) == Some(JsonType::String) && view.format().is_none();
        if !is_text || !choices(self, &view).is_empty() {
            return None;
        }
        let selected = self.families.selected.get(&(owner, name))?;
        let tag = selected.first()?.tag?;
        let values = || view.values().map(|value| value.text().unwrap_or_default());
        let is_listed = values().next().is_none() || values().any(|value| value == tag);
        let is_only = selected.iter().all(|found| {
            let others_select_others =
                found.mapped.as_ref().is_none_or(|mapped| values().all(|value| mapped.contains(value)));
            found.tag == Some(tag) && others_select_others
        });
        (is_listed && is_only).then(|| tag.to_owned())
    }

    /// The enum of a parent: a branch for each definition that extends it, and a branch with its own properties for
    /// other tags.
    pub(super) fn family(&mut self, id: SchemaId<'d>, view: &View<'d>, hint: &str) -> Option<TypeKind> {
        let discriminator = view.schema.discriminator.as_deref().filter(|_| self.families.is_parent(id))?;
        let mut names = Names::default();
        let tags = self.tags(discriminator);
        let base = self.base(id, view, hint, &tags, &mut names);
        let branches = self.families.branches(id);
        let variants = branches.into_iter().filter_map(|child| self.child(child, &tags, &mut names));
        let mut variants: Vec<Variant> = variants.collect();
        let mut shortened: Vec<&mut Name> = variants.iter_mut().map(|variant| &mut variant.name).collect();
        shorten_branches(hint, &mut shortened);
        variants.push(base);
        let discriminator = Discriminator { property: tags.property.to_owned(), lost: Vec::new(), is_inherited: true };
        Some(TypeKind::Union(Union { variants, discriminator: Some(discriminator), is_tried: false }))
    }

    fn child(&mut self, child: SchemaId<'d>, tags: &Tags<'d>, names: &mut Names) -> Option<Variant> {
        let ty = *self.named.get(&child)?;
        let schema = SchemaRef::new(child);
        let selected = if self.families.is_parent(child) { self.families.with_descendants(child) } else { vec![child] };
        let tags: Vec<(Vec<&str>, bool)> = selected.into_iter().map(|id| tags.of(self, id)).collect();
        let name = self.definition_name(schema)?;
        let place = self.here(schema).place;
        Some(Variant {
            name: names.claim(Namer::Variant.always(name).of(self.described_name(schema).unwrap_or(name))),
            docs: Docs { place: place.name, ..self.view(schema).map(|view| super::docs(&view)).unwrap_or_default() },
            place: place.value,
            ty: TypeRef::Named(ty),
            rules: Vec::new(),
            is_mapped: tags.iter().any(|(_, is_mapped)| *is_mapped),
            mapped: tags.into_iter().flat_map(|(tags, _)| tags).map(str::to_owned).collect(),
            sign: Sign::default(),
            is_fallback: false,
            boxed: false,
        })
    }

    /// The branch with the parent's own properties. It keeps additional properties.
    fn base(&mut self, id: SchemaId<'d>, view: &View<'d>, hint: &str, tags: &Tags<'d>, names: &mut Names) -> Variant {
        let place = view.schema.place;
        let ty = self.reserve(Namer::Type.always(&format!("{hint}Base")), place);
        let mut kind = self.object(view, Some(id), hint);
        if let TypeKind::Struct(object) = &mut kind {
            object.extra.get_or_insert(TypeRef::Any);
        }
        self.fill(ty, view, Some(kind));
        Variant {
            name: names.claim(Namer::Variant.always("Base")),
            docs: Docs { text: format!("Any other `{}`.", tags.property), place: place.name, deprecated: false },
            place: place.value,
            ty: TypeRef::Named(ty),
            rules: Vec::new(),
            mapped: Vec::new(),
            is_mapped: false,
            sign: Sign::default(),
            is_fallback: true,
            boxed: false,
        }
    }
}
