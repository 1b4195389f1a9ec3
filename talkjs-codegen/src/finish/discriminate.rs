//! Decides how the branches of a union are distinguished: by the discriminator, the JSON type, a property whose values
//! differ, a property that only one branch requires, or enum values. If none of these works, the runtime tries the
//! branches in order.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Severity};
use crate::model::{EnumRepr, Json, Kinds, Model, Rule, Sign, Struct, TypeId, TypeKind, TypeRef, Union, Variant};

/// The most branches of nested unions that are considered for one branch.
const MAX_LEAVES: usize = 1_000;

/// Finds the tests for all branches.
pub(super) fn find_signs(model: &mut Model, diagnostics: &mut Diagnostics) {
    for index in 0..model.types.len() {
        let Some(TypeKind::Union(union)) = model.get(TypeId(index)).map(|ty| &ty.kind) else { continue };
        let signs = Signs { model, union }.find(diagnostics);
        let Some(TypeKind::Union(union)) = model.types.get_mut(index).map(|ty| &mut ty.kind) else { continue };
        union.is_tried = Json::ALL.into_iter().any(|kind| {
            of_kind(&signs, kind)
                .into_iter()
                .filter(|index| {
                    is_open(&signs, *index) && !union.variants.get(*index).is_some_and(|variant| variant.is_fallback)
                })
                .count()
                > 1
        });
        union.variants.iter_mut().zip(signs).for_each(|(variant, sign)| variant.sign = sign);
    }
}

struct Signs<'m> {
    model: &'m Model,
    union: &'m Union,
}

impl Signs<'_> {
    fn find(&self, diagnostics: &mut Diagnostics) -> Vec<Sign> {
        let mut signs: Vec<Sign> = self.union.variants.iter().map(|variant| self.kinds(variant)).collect();
        whole_numbers(&mut signs);
        let mut objects = of_kind(&signs, Json::Object);
        objects.retain(|index| self.union.variants.get(*index).is_some_and(|variant| !variant.is_fallback));
        let is_tagged = self.by_discriminator(&objects, &mut signs, diagnostics);
        match objects.as_slice() {
            _ if is_tagged => {}
            [only] => self.by_own_tag(*only, &mut signs),
            objects => {
                self.by_property(objects, &mut signs);
                self.by_fixed_values(objects, &mut signs);
            }
        }
        for kind in [Json::Text, Json::Integer] {
            let alike = of_kind(&signs, kind);
            if alike.len() > 1 {
                self.by_words(&alike, kind, &mut signs);
            }
        }
        // A discriminator that does not match has been reported.
        if is_tagged || self.union.discriminator.is_none() {
            self.note_indistinct(&signs, diagnostics);
        }
        signs
    }

    fn kinds(&self, variant: &Variant) -> Sign {
        let kinds = match self.leaves(&variant.ty) {
            Some(leaves) => leaves.into_iter().map(|leaf| self.kinds_of(leaf)).fold(Kinds::default(), Kinds::union),
            None => Kinds::of(&Json::ALL),
        };
        Sign { kinds, ..Sign::default() }
    }

    /// The types that a value may have, with unions flattened and each type once; `None` if there are too many.
    fn leaves<'t>(&'t self, ty: &'t TypeRef) -> Option<Vec<&'t TypeRef>> {
        let mut leaves = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![ty];
        for _ in 0..MAX_LEAVES {
            let Some(ty) = open.pop() else { return Some(leaves) };
            let ty = self.model.resolve(ty);
            match ty {
                TypeRef::Nullable(inner) => open.push(inner),
                TypeRef::Named(id) if !seen.insert(*id) => {}
                TypeRef::Named(id) => match self.model.get(*id).map(|ty| &ty.kind) {
                    Some(TypeKind::Union(union)) => open.extend(union.variants.iter().rev().map(|variant| &variant.ty)),
                    _ => leaves.push(ty),
                },
                _ => leaves.push(ty),
            }
        }
        None
    }

    fn kinds_of(&self, leaf: &TypeRef) -> Kinds {
        let kinds: &[Json] = match leaf {
            TypeRef::Text | TypeRef::Binary => &[Json::Text],
            TypeRef::Bool => &[Json::Bool],
            TypeRef::I32 | TypeRef::I64 | TypeRef::U64 => &[Json::Integer],
            TypeRef::F32 | TypeRef::F64 => &[Json::Integer, Json::Fraction],
            TypeRef::List(_) | TypeRef::Tuple(_) => &[Json::List],
            TypeRef::Map(_) => &[Json::Object],
            TypeRef::Any | TypeRef::Nullable(_) => &Json::ALL,
            TypeRef::Named(id) => match self.model.get(*id).map(|ty| &ty.kind) {
                Some(TypeKind::Struct(_)) => &[Json::Object],
                Some(TypeKind::Enum(words)) if words.holds == EnumRepr::Text => &[Json::Text],
                Some(TypeKind::Enum(_)) => &[Json::Integer],
                Some(TypeKind::Newtype { inner, .. }) => return self.kinds_of(inner),
                Some(TypeKind::External(external)) => return external.kinds,
                Some(TypeKind::Union(_) | TypeKind::Alias { .. }) | None => &Json::ALL,
            },
        };
        Kinds::of(kinds)
    }

    /// Uses the discriminator, if each branch has the property and allows its tags.
    fn by_discriminator(&self, objects: &[usize], signs: &mut [Sign], diagnostics: &mut Diagnostics) -> bool {
        let Some(discriminator) = &self.union.discriminator else { return false };
        for (tag, target, place) in &discriminator.lost {
            let reason = format!("`{tag}` is mapped to `{target}`, which is not a branch");
            diagnostics.warn(Kind::Discriminator { reason }, *place);
        }
        let property = discriminator.property.as_str();
        let mut taken = HashSet::new();
        let mut tags: Vec<(usize, Vec<String>)> = Vec::new();
        let mut fits = true;
        for index in objects {
            let Some(variant) = self.union.variants.get(*index) else { continue };
            match self.tags(variant, property, &mut taken, diagnostics) {
                Ok(found) => tags.push((*index, found)),
                Err(reason) => {
                    fits = false;
                    diagnostics.warn(Kind::Discriminator { reason }, variant.place);
                }
            }
        }
        if fits {
            for (index, tags) in tags {
                set_tag(signs, index, property, tags);
            }
        }
        fits
    }

    /// The tags that select a branch. Mapped tags count, whatever the branch lists.
    fn tags(
        &self,
        variant: &Variant,
        property: &str,
        taken: &mut HashSet<String>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Vec<String>, String> {
        let name = &variant.name.wire;
        if !self.has_property(&variant.ty, property) {
            return Err(format!("branch `{name}` has no property `{property}`"));
        }
        let known = self.values(&variant.ty, property);
        let is_inherited = self.union.discriminator.as_ref().is_some_and(|found| found.is_inherited);
        let tags = match (variant.mapped.as_slice(), known) {
            ([], None) => return Err(format!("no value of `{property}` selects branch `{name}`")),
            ([], Some(known)) => known,
            (mapped, _) if variant.is_mapped && is_inherited => mapped.to_vec(),
            (mapped, None) => mapped.to_vec(),
            (mapped, Some(known)) if variant.is_mapped => {
                if let Some(tag) = mapped.iter().find(|tag| !known.contains(tag)) {
                    let reason = format!("`{tag}` is mapped to branch `{name}`, whose enum does not contain it");
                    diagnostics.warn(Kind::Discriminator { reason }, variant.place);
                }
                let is_free = |tag: &String| !mapped.contains(tag) && !self.is_mapped(tag);
                mapped.iter().cloned().chain(known.iter().filter(|tag| is_free(tag)).cloned()).collect()
            }
            (implied, Some(known)) if implied.iter().all(|tag| known.contains(tag)) => implied.to_vec(),
            (_, Some(known)) => known,
        };
        match tags.iter().find(|tag| !taken.insert((*tag).clone())) {
            Some(tag) => Err(format!("the tag `{tag}` of `{property}` selects `{name}` and another branch")),
            None => Ok(tags),
        }
    }

    /// Whether a value of the discriminator is mapped to any branch.
    fn is_mapped(&self, tag: &String) -> bool {
        self.union.variants.iter().any(|variant| variant.is_mapped && variant.mapped.contains(tag))
    }

    /// Properties with one value in a branch, where another branch has the property as well.
    fn by_fixed_values(&self, objects: &[usize], signs: &mut [Sign]) {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for object in objects.iter().filter_map(|index| self.object(*index)) {
            for name in property_names(object) {
                let count = counts.entry(name).or_default();
                *count = count.saturating_add(1);
            }
        }
        for index in objects {
            let (Some(object), Some(sign)) = (self.object(*index), signs.get_mut(*index)) else { continue };
            for name in property_names(object).filter(|name| counts.get(name).is_some_and(|count| *count > 1)) {
                let values = self.values_of(object, name).unwrap_or_default();
                if let ([value], None) = (values.as_slice(), &sign.tag) {
                    sign.fixed.push((name.to_owned(), value.clone()));
                }
            }
        }
    }

    /// Uses the only object's property with one possible value: other objects belong to no branch.
    fn by_own_tag(&self, index: usize, signs: &mut [Sign]) {
        let object = self.object(index).filter(|object| !object.is_tag_optional);
        if let Some((property, value)) = object.and_then(|object| object.tag.clone()) {
            set_tag(signs, index, &property, vec![value]);
        }
    }

    /// Uses a required property whose values differ between branches, or that only one branch has.
    fn by_property(&self, objects: &[usize], signs: &mut [Sign]) {
        if let Some(property) = self.telling_property(objects) {
            for index in objects {
                let values = self.union.variants.get(*index).and_then(|variant| self.values(&variant.ty, &property));
                set_tag(signs, *index, &property, values.unwrap_or_default());
            }
            return;
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for object in objects.iter().filter_map(|index| self.object(*index)) {
            for field in &object.fields {
                let count = counts.entry(field.name.wire.as_str()).or_default();
                *count = count.saturating_add(1);
            }
            if let Some((tag, _)) = &object.tag {
                let count = counts.entry(tag.as_str()).or_default();
                *count = count.saturating_add(1);
            }
        }
        if objects.iter().any(|index| self.object(*index).is_none()) {
            return;
        }
        for index in objects {
            let Some(object) = self.object(*index) else { continue };
            let own =
                object.fields.iter().find(|field| field.required && counts.get(field.name.wire.as_str()) == Some(&1));
            if let (Some(own), Some(sign)) = (own, signs.get_mut(*index)) {
                sign.has = Some(own.name.wire.clone());
            }
        }
    }

    /// A property whose values are known in each branch, with no value in two branches.
    fn telling_property(&self, objects: &[usize]) -> Option<String> {
        let (first, others) = objects.split_first()?;
        let first = self.object(*first)?;
        let tag = first.tag.iter().filter(|_| !first.is_tag_optional).map(|(tag, _)| tag.as_str());
        let fields = first.fields.iter().filter(|field| field.required).map(|field| field.name.wire.as_str());
        let candidates: Vec<&str> = tag.chain(fields).collect();
        let tells = |property: &&str| {
            let mut taken: HashSet<String> = self.values_of(first, property).unwrap_or_default().into_iter().collect();
            !taken.is_empty()
                && others.iter().all(|index| {
                    if self.object(*index).is_some_and(|object| object.is_tag_optional) {
                        return false;
                    }
                    let values = self.union.variants.get(*index).and_then(|variant| self.values(&variant.ty, property));
                    values
                        .is_some_and(|values| !values.is_empty() && values.into_iter().all(|value| taken.insert(value)))
                })
        };
        candidates.into_iter().find(tells).map(str::to_owned)
    }

    fn object(&self, index: usize) -> Option<&Struct> {
        self.structure(&self.union.variants.get(index)?.ty)
    }

    fn has_property(&self, ty: &TypeRef, property: &str) -> bool {
        let has = |leaf: &TypeRef| {
            self.structure(leaf).is_some_and(|object| {
                object.tag.as_ref().is_some_and(|(tag, _)| tag == property)
                    || object.fields.iter().any(|field| field.name.wire == property)
            })
        };
        self.leaves(ty).is_some_and(|leaves| leaves.into_iter().all(has))
    }

    /// The values that a property of a branch can have, if they are known.
    fn values(&self, ty: &TypeRef, property: &str) -> Option<Vec<String>> {
        let values = |leaf: &TypeRef| self.values_of(self.structure(leaf)?, property);
        let values: Option<Vec<_>> = self.leaves(ty)?.into_iter().map(values).collect();
        values.map(|values| values.concat())
    }

    fn structure(&self, ty: &TypeRef) -> Option<&Struct> {
        let TypeRef::Named(id) = self.model.resolve(ty) else { return None };
        match &self.model.get(*id)?.kind {
            TypeKind::Struct(object) => Some(object),
            _ => None,
        }
    }

    fn values_of(&self, object: &Struct, property: &str) -> Option<Vec<String>> {
        if let Some((_, value)) = object.tag.as_ref().filter(|(tag, _)| tag == property) {
            return Some(vec![value.clone()]);
        }
        let field = object.fields.iter().find(|field| field.name.wire == property)?;
        let listed =
            field.rules.iter().find_map(|rule| if let Rule::OneOf(values) = rule { Some(values) } else { None });
        if let (Some(listed), TypeRef::Bool) = (listed, &field.ty) {
            return Some(listed.iter().map(|value| value.clone().into_owned()).collect());
        }
        self.words(&field.ty)
    }

    fn words(&self, ty: &TypeRef) -> Option<Vec<String>> {
        let TypeRef::Named(id) = self.model.resolve(ty) else { return None };
        match &self.model.get(*id)?.kind {
            TypeKind::Enum(words) => Some(words.variants.iter().map(|word| word.name.wire.clone()).collect()),
            _ => None,
        }
    }

    fn by_words(&self, alike: &[usize], kind: Json, signs: &mut [Sign]) {
        for index in alike {
            let words = self.union.variants.get(*index).and_then(|variant| self.words(&variant.ty));
            if let (Some(words), Some(sign)) = (words, signs.get_mut(*index))
                && sign.kinds.iter().eq([kind])
            {
                sign.words = words;
            }
        }
    }

    /// Notes the branches that are tried one after the other.
    fn note_indistinct(&self, signs: &[Sign], diagnostics: &mut Diagnostics) {
        let mut noted = HashSet::new();
        for kind in Json::ALL {
            let unsigned: Vec<(&Variant, &Sign)> = of_kind(signs, kind)
                .into_iter()
                .filter_map(|index| Some((self.union.variants.get(index)?, signs.get(index)?)))
                .filter(|(variant, _)| !variant.is_fallback)
                .filter(|(_, sign)| sign.tag.is_none() && sign.has.is_none() && sign.words.is_empty())
                .collect();
            for (index, (other, sign)) in unsigned.iter().enumerate() {
                let before = unsigned.iter().take(index);
                let Some((first, known)) = before.into_iter().find(|(_, known)| !differ(known, sign)) else { continue };
                if noted.insert(other.place) {
                    let branches = (format!("`{}`", first.name.wire), format!("`{}`", other.name.wire));
                    let both = known.fixed.iter().find(|fixed| sign.fixed.contains(fixed));
                    let both = both.map(|(name, value)| format!("{name}: {value}"));
                    let diagnostic = Diagnostic::new(Kind::Indistinct { branches, both }, other.place);
                    diagnostics.push(diagnostic.also(first.place, "the first is").with(Severity::Note));
                }
            }
        }
    }
}

/// Whether no test proves that a value belongs to a branch.
fn is_open(signs: &[Sign], index: usize) -> bool {
    signs.get(index).is_some_and(|sign| sign.tag.is_none() && sign.has.is_none() && sign.words.is_empty())
}

/// Whether a property has one value in one branch, and another value or any value in the other.
fn differ(one: &Sign, other: &Sign) -> bool {
    let differs = |(name, value): &(String, String), sign: &Sign| {
        sign.fixed.iter().find(|(known, _)| known == name).is_none_or(|(_, known)| known != value)
    };
    one.fixed.iter().any(|fixed| differs(fixed, other)) || other.fixed.iter().any(|fixed| differs(fixed, one))
}

/// The names of the properties of an object.
fn property_names(object: &Struct) -> impl Iterator<Item = &str> {
    let tag = object.tag.iter().map(|(tag, _)| tag.as_str());
    tag.chain(object.fields.iter().map(|field| field.name.wire.as_str()))
}

fn of_kind(signs: &[Sign], kind: Json) -> Vec<usize> {
    signs.iter().enumerate().filter(|(_, sign)| sign.kinds.has(kind)).map(|(index, _)| index).collect()
}

/// If one branch accepts only whole numbers, the branch with any number gets the others.
fn whole_numbers(signs: &mut [Sign]) {
    let takes = |sign: &Sign, kind| sign.kinds.has(kind);
    if signs.iter().any(|sign| takes(sign, Json::Integer) && !takes(sign, Json::Fraction)) {
        let any = signs.iter_mut().filter(|sign| sign.kinds.has(Json::Fraction));
        any.for_each(|sign| {
            sign.kinds = sign.kinds.without(Json::Integer);
        });
    }
}

fn set_tag(signs: &mut [Sign], index: usize, property: &str, tags: Vec<String>) {
    if let Some(sign) = signs.get_mut(index) {
        sign.tag = Some((property.to_owned(), tags));
    }
}
