//! Finds the types of responses that convert into the matching types of requests, so that a value can be read, changed
//! and sent.

use std::collections::HashMap;

use crate::model::{Model, Struct, TypeId, TypeKind, TypeRef, Union};

/// Keeps [`crate::model::TypeDef::request`] only where the response has everything that the request requires.
pub(super) fn mark(model: &mut Model) {
    let mut dependents: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut failed = Vec::new();
    for (index, ty) in model.types.iter().enumerate() {
        let (from, Some(into)) = (TypeId(index), ty.request) else { continue };
        let mut inside = Vec::new();
        let pairs = Pairs { model };
        if pairs.type_converts(from, into, &mut inside) {
            inside.into_iter().for_each(|part| dependents.entry(part).or_default().push(from));
        } else {
            failed.push(from);
        }
    }
    while let Some(id) = failed.pop() {
        if let Some(ty) = model.types.get_mut(id.0)
            && ty.request.take().is_some()
        {
            failed.extend(dependents.remove(&id).unwrap_or_default());
        }
    }
}

struct Pairs<'m> {
    model: &'m Model,
}

impl Pairs<'_> {
    /// Whether one type converts into another, assuming that those of `inside` convert.
    fn type_converts(&self, from: TypeId, into: TypeId, inside: &mut Vec<TypeId>) -> bool {
        match (self.model.get(from).map(|ty| &ty.kind), self.model.get(into).map(|ty| &ty.kind)) {
            (Some(TypeKind::Struct(from)), Some(TypeKind::Struct(into))) => self.object_converts(from, into, inside),
            (Some(TypeKind::Union(from)), Some(TypeKind::Union(into))) => self.union_converts(from, into, inside),
            _ => false,
        }
    }

    fn object_converts(&self, from: &Struct, into: &Struct, inside: &mut Vec<TypeId>) -> bool {
        let fields = into.fields.iter().all(|field| {
            match from.fields.iter().find(|known| known.name.rust() == field.name.rust()) {
                Some(known) if field.required && !known.required => false,
                Some(known) => known.boxed == field.boxed && self.use_converts(&known.ty, &field.ty, inside),
                None => !field.required,
            }
        });
        fields
            && match (&from.extra, &into.extra) {
                (Some(from), Some(into)) => self.use_converts(from, into, inside),
                (from, into) => from.is_none() && into.is_none(),
            }
    }

    fn union_converts(&self, from: &Union, into: &Union, inside: &mut Vec<TypeId>) -> bool {
        from.variants.len() == into.variants.len()
            && from.variants.iter().zip(&into.variants).all(|(from, into)| {
                let is_same = from.name.rust() == into.name.rust() && from.boxed == into.boxed;
                is_same && self.use_converts(&from.ty, &into.ty, inside)
            })
    }

    fn use_converts(&self, from: &TypeRef, into: &TypeRef, inside: &mut Vec<TypeId>) -> bool {
        match (self.model.resolve(from), self.model.resolve(into)) {
            (from, into) if from == into => true,
            (TypeRef::Named(from), TypeRef::Named(into)) => {
                let request = self.model.get(*from).and_then(|ty| ty.request);
                inside.push(*from);
                request.is_some_and(|request| self.model.resolve(&TypeRef::Named(request)) == &TypeRef::Named(*into))
            }
            (TypeRef::List(from), TypeRef::List(into))
            | (TypeRef::Map(from), TypeRef::Map(into))
            | (TypeRef::Nullable(from), TypeRef::Nullable(into)) => self.use_converts(from, into, inside),
            (TypeRef::Tuple(from), TypeRef::Tuple(into)) => {
                from.len() == into.len()
                    && from.iter().zip(into).all(|(from, into)| self.use_converts(from, into, inside))
            }
            _ => false,
        }
    }
}
