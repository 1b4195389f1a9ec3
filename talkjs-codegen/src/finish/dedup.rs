//! Schemas that are written out at several places in the same words become one type, and another name for it at each
//! of the others: a value made for one place fits them all, and a large description is compiled in half the time.

use std::collections::{HashMap, HashSet};

use crate::model::{Docs, Enum, Member, Model, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union, Variant};

/// Makes other names of the types that say what an earlier one says. What is `named` in the description stays
/// a type of its own.
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
    /// For each type that was looked at, the first that says the same.
    twins: HashMap<TypeId, TypeId>,
    /// The first type of each shape.
    known: HashMap<String, TypeId>,
}

impl Sharing<'_> {
    /// Finds the first type that says what this one says. What it is made of comes first; a type on the way, which
    /// would hold itself, stands for itself.
    fn visit(&mut self, id: TypeId) {
        let Some(ty) = self.model.get(id).filter(|_| !self.named.contains(&id)) else { return };
        if self.twins.contains_key(&id) {
            return;
        }
        self.twins.insert(id, id);
        for part in ty.parts().into_iter().flat_map(TypeRef::mentioned) {
            self.visit(part);
        }
        if let Some(shape) = self.shape(ty) {
            let first = *self.known.entry(shape).or_insert(id);
            self.twins.insert(id, first);
        }
    }

    /// All that the code of a type is made of, but for its name and what is said about it as a whole.
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
        Struct { members, tag, is_tag_optional, extra, extra_rules, alternatives, refines, received_only }: &Struct,
    ) -> String {
        let members: Vec<_> = members.iter().map(|member| self.member(member)).collect();
        let groups: Vec<_> = alternatives.iter().map(|group| (&group.members, &group.constructor)).collect();
        format!(
            "{:?}",
            (
                members,
                (tag, is_tag_optional, extra_rules),
                extra.as_ref().map(|extra| self.part(extra)),
                groups,
                (refines, received_only.iter().map(|(name, _)| name).collect::<Vec<_>>())
            )
        )
    }

    fn member(&self, member: &Member) -> String {
        let Member {
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
        } = member;
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

    /// A type with the first of its twins for each name in it.
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
