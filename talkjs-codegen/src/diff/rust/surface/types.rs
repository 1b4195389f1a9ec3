//! Lists the types of the description.

use std::collections::HashMap;

use super::{Argument, By, Item, Kind, Origin, Part, Role, Shape};
use crate::diff::rust::rust_type::{Known, RustType};
use crate::model::{
    Enum, EnumRepr, Field, Model, Presence, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union, has_setter, is_argument,
};

/// An item for each type.
pub(super) fn items(model: &Model) -> Vec<Item> {
    let types = model.types.iter().enumerate();
    let mut items: Vec<Item> = types.map(|(index, ty)| item(model, TypeId(index), ty)).collect();
    let places: HashMap<String, usize> =
        items.iter().enumerate().map(|(index, item)| (item.path.clone(), index)).collect();
    for (from, into) in conversions(model) {
        if let Some(item) = places.get(&into).and_then(|place| items.get_mut(*place)) {
            item.from.push(RustType::Own(from));
        }
    }
    items
}

fn item(model: &Model, id: TypeId, ty: &TypeDef) -> Item {
    let mut item = Item::new(ty.name.rust().to_owned(), kind(ty), ty.docs.place, Origin::Type(id));
    item.is_sent = model.is_constructible(ty);
    let target = |target, rules: &[_]| Part {
        rules: rules.to_vec(),
        ..Part::new("", ty.docs.place, Shape::Target(RustType::of(model, target)))
    };
    match &ty.kind {
        TypeKind::Struct(object) => structure(model, ty, object, &mut item),
        TypeKind::Enum(values) => enumeration(ty, values, &mut item),
        TypeKind::Union(union) => branches(model, union, &mut item),
        TypeKind::Newtype { inner, rules } => {
            item.parts.push(target(inner, rules));
            item.from.extend((*inner == TypeRef::Text).then(RustType::text));
        }
        TypeKind::Alias { target: other, rules } => item.parts.push(target(other, rules)),
        TypeKind::External(external) => {
            let path = RustType::External(external.path.to_string().replace(' ', ""));
            item.parts.push(Part::new("", ty.docs.place, Shape::Target(path)));
        }
    }
    let is_compound = matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Union(_));
    if ty.has_eq && is_compound {
        item.traits.extend(["Eq".to_owned(), "std::hash::Hash".to_owned()]);
    }
    item.traits.extend(ty.derives.iter().map(|path| path.to_string().replace(' ', "")));
    item
}

fn kind(ty: &TypeDef) -> Kind {
    match &ty.kind {
        TypeKind::Struct(_) => Kind::Struct,
        TypeKind::Enum(Enum { holds: EnumRepr::Text, .. }) => Kind::TextEnum,
        TypeKind::Enum(_) => Kind::IntegerEnum,
        TypeKind::Union(_) => Kind::Union,
        TypeKind::Newtype { inner: TypeRef::Text, .. } => Kind::TextNewtype,
        TypeKind::Newtype { .. } => Kind::NumberNewtype,
        TypeKind::Alias { .. } | TypeKind::External(_) => Kind::Alias,
    }
}

fn structure(model: &Model, ty: &TypeDef, object: &Struct, item: &mut Item) {
    for field in &object.fields {
        let shape = Shape::Field(RustType::of_field(model, ty, field));
        let part = Part::new(field.name.rust(), field.docs.place, shape).deprecated(field.docs.deprecated);
        item.parts.push(Part { rules: field.rules.clone(), ..part });
    }
    if let Some(extra) = &object.extra {
        let map = RustType::Known(Known::Map, vec![RustType::text(), RustType::of(model, extra)]);
        let part = Part::new("additional_properties", ty.docs.place, Shape::Field(map));
        item.parts.push(Part { rules: object.extra_rules.clone(), ..part });
    }
    if model.is_constructible(ty) {
        constructors(model, ty, object, item);
        setters(model, ty, object, item);
    }
}

fn constructors(model: &Model, ty: &TypeDef, object: &Struct, item: &mut Item) {
    let groups = object.alternatives.iter().map(|group| (group.constructor.as_str(), group.fields.as_slice()));
    let plain = object.alternatives.is_empty().then_some(("new", [].as_slice()));
    for (name, group) in plain.into_iter().chain(groups) {
        let fields = object.fields.iter().enumerate();
        let given = fields.filter(|(index, field)| is_argument(*index, field.is_demanded(), group));
        let arguments: Vec<Argument> = given.map(|(_, field)| argument(model, ty, field)).collect();
        let has_presets = object.fields.iter().any(|field| field.preset.is_some());
        if arguments.is_empty() && object.alternatives.is_empty() && !has_presets {
            item.traits.push("Default".to_owned());
        }
        item.parts.push(Part::new(name, ty.docs.place, Shape::Function(Role::Constructor, arguments)));
    }
}

fn argument(model: &Model, owner: &TypeDef, field: &Field) -> Argument {
    let is_nullable = model.presence(owner, field) == Presence::Nullable;
    let ty = RustType::of(model, &field.ty);
    let (ty, by) = match (model.is_external(&field.ty), is_nullable) {
        (false, false) => (ty, By::IntoValue),
        (false, true) => (ty, By::IntoNullable),
        (true, false) => (ty, By::Itself),
        (true, true) => (RustType::with(Known::Option, ty), By::Itself),
    };
    Argument { name: field.name.rust().to_owned(), place: field.docs.place, ty, by }
}

fn setters(model: &Model, ty: &TypeDef, object: &Struct, item: &mut Item) {
    let groups = || object.alternatives.iter().map(|group| group.fields.as_slice());
    for (index, field) in object.fields.iter().enumerate() {
        if !has_setter(index, field.required || field.preset.is_some(), groups()) {
            continue;
        }
        let by = if model.is_external(&field.ty) { By::Itself } else { By::IntoValue };
        let (name, place, value) = (field.name.rust(), field.docs.place, RustType::of(model, &field.ty));
        let arguments = vec![Argument { name: name.to_owned(), place, ty: value, by }];
        let setter = Part::new(name, place, Shape::Function(Role::Setter, arguments));
        item.parts.push(setter.deprecated(field.docs.deprecated));
        if model.presence(ty, field) == Presence::Patch {
            item.parts.push(Part::new(field.clear.clone(), place, Shape::Function(Role::Setter, Vec::new())));
        }
    }
}

fn enumeration(ty: &TypeDef, values: &Enum, item: &mut Item) {
    item.parts
        .extend(values.variants.iter().map(|value| Part::new(value.name.rust(), ty.docs.place, Shape::Variant(None))));
    item.is_free = values.is_free;
    item.from.extend((values.holds == EnumRepr::Text).then(RustType::text));
}

fn branches(model: &Model, union: &Union, item: &mut Item) {
    let types: Vec<String> =
        union.variants.iter().map(|variant| format!("{:?}", model.expanded(&variant.ty))).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for ty in &types {
        let count = counts.entry(ty).or_default();
        *count = count.saturating_add(1);
    }
    for (variant, expanded) in union.variants.iter().zip(&types) {
        let ty = RustType::of(model, &variant.ty);
        let is_distinct = counts.get(expanded.as_str()) == Some(&1);
        // A number or list of another type than the branch's own does not convert into a union.
        let converts = matches!(ty.resolved(), RustType::Own(_)) || *ty.resolved() == RustType::text();
        item.from.extend((item.is_sent && is_distinct && converts).then(|| ty.resolved().clone()));
        let held = if variant.boxed { RustType::with(Known::Box, ty) } else { ty };
        let part = Part::new(variant.name.rust(), variant.docs.place, Shape::Variant(Some(held)));
        item.parts.push(Part { rules: variant.rules.clone(), ..part });
    }
}

/// The conversions between types: of a response into a request, and of a refinement into its base.
fn conversions(model: &Model) -> impl Iterator<Item = (String, String)> + '_ {
    let name = |ty: &TypeDef| ty.name.rust().to_owned();
    let requests = model.types.iter().filter_map(move |ty| {
        let into = ty.request.and_then(|id| model.get(id))?;
        Some((name(ty), name(into)))
    });
    let bases = model.types.iter().filter(|ty| model.is_constructible(ty)).filter_map(move |ty| {
        let TypeKind::Struct(object) = &ty.kind else { return None };
        model.base(object).map(|(base, _)| (name(ty), name(base)))
    });
    requests.chain(bases)
}
