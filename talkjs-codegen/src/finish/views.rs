//! Splits schemas by direction: responses have no `writeOnly` properties, requests no `readOnly` ones. If responses are
//! read leniently, required properties may be missing in them as well.
//!
//! A schema with such properties, directly or inside, has a type for each direction in which it is used. The plain name
//! belongs to responses, and `UserRequest` is the type of `User` in requests. The names depend only on the schema, so
//! adding or removing an operation changes none. An inline schema in an operation has one direction, and one name.

use std::collections::{HashMap, HashSet};

use super::holders::with_holders;
use crate::Lenient;
use crate::model::{
    Content, Direction, Field, Model, Name, Namer, Names, Response, Struct, TypeDef, TypeId, TypeKind, TypeRef,
};

/// Gives each schema that differs by direction a type for each direction.
pub(super) fn split(model: &mut Model, names: &mut Names, named: &mut HashSet<TypeId>, lenient: &Lenient) {
    let differing = differing(model, lenient);
    if differing.is_empty() {
        return;
    }
    let requests = request_types(model, &differing, names, named);
    redirect_operations(model, &requests);
    for id in &differing {
        let received = model.get(*id).is_some_and(|ty| ty.received);
        if let Some(ty) = model.types.get_mut(id.0).filter(|_| requests.get(id) != Some(id)) {
            keep_direction(ty, if received { Some(Direction::Response) } else { None });
            if received && is_lenient(ty, lenient) {
                loosen(ty);
            }
        }
    }
    for request in requests.values() {
        if let Some(ty) = model.types.get_mut(request.0) {
            keep_direction(ty, Some(Direction::Request));
            redirect_parts(ty, &requests);
        }
    }
    refresh_pages(model);
    named.extend(named.iter().filter_map(|id| requests.get(id)).copied().collect::<Vec<_>>());
}

/// Whether required properties of the type may be missing in responses.
fn is_lenient(ty: &TypeDef, lenient: &Lenient) -> bool {
    let is_chosen = match lenient {
        Lenient::Nothing => false,
        Lenient::All => true,
        Lenient::Schemas(schemas) => schemas.contains(&ty.name.wire),
    };
    is_chosen && fields(ty).iter().any(|field| field.required)
}

/// Makes every property optional.
fn loosen(ty: &mut TypeDef) {
    if let TypeKind::Struct(object) = &mut ty.kind {
        object.fields.iter_mut().for_each(|field| field.required = false);
    }
}

/// Copies whether the properties used by pages are required.
fn refresh_pages(model: &mut Model) {
    let mut operations = std::mem::take(&mut model.operations);
    for operation in &mut operations {
        let (Some(page), Response::One(Content::Json(response))) = (&mut operation.page, &operation.response) else {
            continue;
        };
        for (field, owner) in [(&mut page.items, response), (&mut page.id, &page.item)] {
            let TypeRef::Named(id) = model.resolve(owner) else { continue };
            let found = model.get(*id).and_then(|ty| fields(ty).iter().find(|known| known.name == field.name));
            field.required = found.map_or(field.required, |found| found.required);
        }
    }
    model.operations = operations;
}

/// The types that differ by direction, in their own properties or inside.
fn differing(model: &Model, lenient: &Lenient) -> Vec<TypeId> {
    let has_direction = |ty: &TypeDef| fields(ty).iter().any(|field| field.direction != Direction::Both);
    let found = with_holders(model, |ty| has_direction(ty) || is_lenient(ty, lenient));
    found.into_iter().enumerate().filter(|(_, differs)| *differs).map(|(index, _)| TypeId(index)).collect()
}

fn fields(ty: &TypeDef) -> &[Field] {
    match &ty.kind {
        TypeKind::Struct(object) => &object.fields,
        _ => &[],
    }
}

/// The type in requests for each sent type that differs: a new one, or the type itself if only requests use it.
fn request_types(
    model: &mut Model,
    differing: &[TypeId],
    names: &mut Names,
    named: &HashSet<TypeId>,
) -> HashMap<TypeId, TypeId> {
    let (plain, defined) = (used_outside_requests(model), closure(model, named.iter().copied()));
    let mut requests = HashMap::new();
    for id in differing {
        let Some(ty) = model.get(*id).filter(|ty| ty.sent) else { continue };
        let mut request = ty.clone();
        let (is_plain, is_defined) = (plain.contains(id), defined.contains(id));
        if !is_named_as_request(&request.name) && (is_plain || is_defined) {
            request.name = names.claim(suffixed(&request.name, REQUEST));
        }
        let place = if is_plain { TypeId(model.types.len()) } else { *id };
        requests.insert(*id, place);
        match model.types.get_mut(id.0) {
            Some(ty) if is_plain => {
                ty.request = Some(place);
                ty.twin = Some((Direction::Request, place));
                request.twin = Some((Direction::Response, *id));
                if is_named_as_request(&ty.name) {
                    ty.name = names.claim(suffixed(&ty.name, "Response"));
                }
                model.types.push(request);
            }
            Some(ty) => *ty = request,
            None => {}
        }
    }
    requests
}

/// The suffix of a request type's name, unless the schema's name ends with it.
const REQUEST: &str = "Request";

fn is_named_as_request(name: &Name) -> bool {
    name.rust().ends_with(REQUEST)
}

fn suffixed(name: &Name, suffix: &str) -> Name {
    Namer::Type.always(&format!("{}{suffix}", name.rust())).of(&name.wire)
}

/// The types of responses, and those that no operation uses.
fn used_outside_requests(model: &Model) -> HashSet<TypeId> {
    let outside = model.types.iter().enumerate().filter(|(_, ty)| ty.received || !ty.sent);
    closure(model, outside.map(|(index, _)| TypeId(index)))
}

fn closure(model: &Model, roots: impl Iterator<Item = TypeId>) -> HashSet<TypeId> {
    let (mut seen, mut open) = (HashSet::new(), roots.collect::<Vec<_>>());
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Some(ty) = model.get(id)
        {
            open.extend(ty.mentioned());
        }
    }
    seen
}

/// Removes the properties of the other direction; `None` keeps all. After this, no property has a direction.
fn keep_direction(ty: &mut TypeDef, kept: Option<Direction>) {
    let TypeKind::Struct(object) = &mut ty.kind else { return };
    let is_kept = |direction: Direction| kept.is_none() || direction == Direction::Both || Some(direction) == kept;
    let Struct { fields, received_only, .. } = object;
    let mut index: usize = 0;
    let mut positions = HashMap::new();
    for (old, field) in fields.iter().enumerate() {
        if is_kept(field.direction) {
            positions.insert(old, index);
            index = index.saturating_add(1);
        } else if kept == Some(Direction::Request) {
            received_only.push((field.name.wire.clone(), field.docs.clone()));
        }
    }
    fields.retain(|field| is_kept(field.direction));
    fields.iter_mut().for_each(|field| field.direction = Direction::Both);
    for group in &mut object.alternatives {
        group.fields = group.fields.iter().filter_map(|old| positions.get(old)).copied().collect();
    }
    object.alternatives.retain(|group| !group.fields.is_empty());
}

fn redirect_operations(model: &mut Model, requests: &HashMap<TypeId, TypeId>) {
    for operation in &mut model.operations {
        let others = operation.other_bodies.iter_mut().map(|(_, body)| body);
        let bodies = operation.body.iter_mut().chain(others).map(|body| &mut body.ty);
        let parameters = operation.parameters.iter_mut().map(|parameter| &mut parameter.ty);
        bodies.chain(parameters).for_each(|ty| redirect(ty, requests));
    }
}

fn redirect_parts(ty: &mut TypeDef, requests: &HashMap<TypeId, TypeId>) {
    match &mut ty.kind {
        TypeKind::Struct(object) => {
            let types = object.fields.iter_mut().map(|field| &mut field.ty).chain(&mut object.extra);
            types.for_each(|ty| redirect(ty, requests));
            object.refines = object.refines.map(|base| requests.get(&base).copied().unwrap_or(base));
        }
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| redirect(&mut variant.ty, requests)),
        TypeKind::Alias { target, .. } => redirect(target, requests),
        TypeKind::Newtype { .. } | TypeKind::Enum(_) | TypeKind::External(_) => {}
    }
}

fn redirect(ty: &mut TypeRef, requests: &HashMap<TypeId, TypeId>) {
    match ty {
        TypeRef::Named(id) => *id = requests.get(id).copied().unwrap_or(*id),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => redirect(inner, requests),
        TypeRef::Tuple(items) => items.iter_mut().for_each(|item| redirect(item, requests)),
        _ => {}
    }
}
