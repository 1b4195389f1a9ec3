//! Merges equal inline schemas into one type, with aliases for the others: a value of the type fits every place, and a
//! large description compiles in half the time.

use std::collections::{HashMap, HashSet};

use crate::model::{Docs, Enum, Field, Model, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union, Variant};

/// Replaces types that equal an earlier one by aliases. Types with a name in the description (`named`) are kept.
pub(super) fn share_types(model: &mut Model, named: &HashSet<TypeId>) {
    let mut sharing = Sharing { model, named, twins: HashMap::new(), known: HashMap::new() };
    for index in 0..sharing.model.types.len() {
        sharing.visit(TypeId(index));
    }
    let twins = sharing.twins;
    for (id, first) in twins {
        if let Some(ty) = model.types.get_mut(id.0).filter(|_| id != first) {
            ty.kind = TypeKind::Alias { target: TypeRef::Named(first), rules: Vec::new() };
        }
    }
}

struct Sharing<'m> {
    model: &'m Model,
    named: &'m HashSet<TypeId>,
    /// For each visited type, the first type that is equal.
    twins: HashMap<TypeId, TypeId>,
    /// The first type of each shape.
    known: HashMap<String, TypeId>,
}

impl Sharing<'_> {
    /// Finds the first type that equals this one. Its parts are visited first; a type that is being visited, because it
    /// contains itself, equals only itself.
    fn visit(&mut self, id: TypeId) {
        let Some(ty) = self.model.get(id).filter(|_| !self.named.contains(&id)) else { return };
        if self.twins.contains_key(&id) {
            return;
        }
        self.twins.insert(id, id);
        for part in ty.mentioned() {
            self.visit(part);
        }
        if let Some(shape) = self.shape(ty) {
            let first = *self.known.entry(shape).or_insert(id);
            self.twins.insert(id, first);
        }
    }

    /// Everything that the code of a type depends on, except its name and documentation.
    fn shape(&self, ty: &TypeDef) -> Option<String> {
        let kind = match &ty.kind {
            TypeKind::Struct(object) => self.object(object),
            TypeKind::Enum(Enum { variants, holds, is_free }) => {
                let words: Vec<_> = variants.iter().map(|word| (&word.name, &word.docs)).collect();
                format!("{:?}", (words, holds, is_free))
            }
            TypeKind::Union(union) => self.union(union),
            TypeKind::Newtype { .. } | TypeKind::Alias { .. } | TypeKind::External(_) => return None,
        };
        Some(format!("{:?}", (ty.sent, ty.is_built(), kind)))
    }

    fn object(
        &self,
        Struct { fields, tag, is_tag_optional, extra, extra_rules, alternatives, refines, received_only }: &Struct,
    ) -> String {
        let fields: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
        let groups: Vec<_> = alternatives.iter().map(|group| (&group.fields, &group.constructor)).collect();
        format!(
            "{:?}",
            (
                fields,
                (tag, is_tag_optional, extra_rules),
                extra.as_ref().map(|extra| self.part(extra)),
                groups,
                (refines, received_only.iter().map(|(name, _)| name).collect::<Vec<_>>())
            )
        )
    }

    fn field(&self, field: &Field) -> String {
        let Field {
            name,
            docs,
            ty,
            rules,
            required,
            nullable,
            sensitive,
            former_names,
            preset,
            direction,
            clear,
            boxed,
        } = field;
        let told = (said(docs), required, nullable, sensitive, former_names, preset, direction, clear, boxed);
        format!("{:?}", (name, self.part(ty), rules, told))
    }

    fn union(&self, Union { variants, discriminator: _, is_tried: _ }: &Union) -> String {
        let variants = variants.iter().map(|variant| {
            let Variant { name, docs, place: _, ty, rules, mapped, is_mapped: _, sign, is_fallback, boxed } = variant;
            format!("{:?}", (name, said(docs), self.part(ty), rules, mapped, sign, is_fallback, boxed))
        });
        format!("{:?}", variants.collect::<Vec<_>>())
    }

    /// A type in which each name is replaced by the first equal type.
    fn part(&self, ty: &TypeRef) -> TypeRef {
        let inside = |inner: &TypeRef| Box::new(self.part(inner));
        match ty {
            TypeRef::Named(id) => TypeRef::Named(self.twins.get(id).copied().unwrap_or(*id)),
            TypeRef::List(inner) => TypeRef::List(inside(inner)),
            TypeRef::Map(inner) => TypeRef::Map(inside(inner)),
            TypeRef::Nullable(inner) => TypeRef::Nullable(inside(inner)),
            TypeRef::Tuple(items) => TypeRef::Tuple(items.iter().map(|item| self.part(item)).collect()),
            other => other.clone(),
        }
    }
}

fn said(docs: &Docs) -> (&str, bool) {
    (&docs.text, docs.deprecated)
}
