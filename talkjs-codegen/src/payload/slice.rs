//! From the model to the text that generated code carries for a payload type.

use std::collections::HashMap;

use super::schema::{About, Branch, Kind, Member, Object, Schema, Type, Use};
use crate::model::{Docs, Holds, Model, Rule, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union};
use crate::source::Source;

/// The longest text of one payload type, in bytes, and of all together. What is beyond is known by its name only, and
/// literals of it are written as a `payload!` of their own.
const MAX_TEXT: usize = 48 * 1024;
const MAX_TEXTS: usize = 4 * 1024 * 1024;

/// Cuts the types of single payloads out of a model.
pub(crate) struct Slicer<'m> {
    model: &'m Model,
    source: &'m Source,
    limit: usize,
}

/// A slice in the making: which of its types is which of the model's.
#[derive(Default)]
struct Slice {
    ids: HashMap<TypeId, usize>,
    order: Vec<TypeId>,
}

impl<'m> Slicer<'m> {
    pub(crate) fn new(model: &'m Model, source: &'m Source) -> Self {
        let payloads = model.types.iter().filter(|ty| ty.is_built()).count();
        Self { model, source, limit: MAX_TEXTS.checked_div(payloads).map_or(0, |limit| limit.min(MAX_TEXT)) }
    }

    /// All payload types with what a literal of them can hold.
    pub(crate) fn schemas(self) -> impl Iterator<Item = (&'m TypeDef, Schema)> {
        let payloads = self.model.types.iter().enumerate().filter(|(_, ty)| ty.is_built());
        payloads.map(move |(index, ty)| (ty, self.schema(TypeId(index))))
    }

    /// A payload type and what it is made of, the nearest first, as far as there is room.
    fn schema(&self, root: TypeId) -> Schema {
        let mut slice = Slice::default();
        slice.id(root);
        let (mut schema, mut size) = (Schema::default(), 0_usize);
        while let Some(ty) = slice.order.get(schema.types.len()).and_then(|id| self.model.get(*id)) {
            let has_room = size < self.limit || schema.types.is_empty();
            let kind = if has_room { self.kind(ty, &mut slice) } else { Kind::Elsewhere };
            let ty = Type { name: ty.name.rust().to_owned(), about: self.about(&ty.docs), kind };
            size = size.saturating_add(serde_json::to_string(&ty).map_or(0, |text| text.len()));
            schema.types.push(ty);
        }
        schema
    }

    fn kind(&self, ty: &TypeDef, slice: &mut Slice) -> Kind {
        match &ty.kind {
            TypeKind::Struct(object) => Kind::Object(self.object(ty, object, slice)),
            TypeKind::Union(union) => Kind::Union(self.branches(union, slice)),
            TypeKind::Newtype { inner, rules } => Kind::Newtype(self.used(inner, rules, slice)),
            TypeKind::Alias { target, rules } => Kind::Alias(self.used(target, rules, slice)),
            TypeKind::Enum(words) => {
                let known = words.variants.iter().map(|word| (word.name.wire.clone(), word.name.rust().to_owned()));
                let numbers = known.clone().map(|(wire, rust)| (wire.parse().unwrap_or_default(), rust));
                match words.holds {
                    Holds::Text => Kind::Texts(known.collect(), words.is_free),
                    Holds::Integer => Kind::Integers(numbers.collect(), words.is_free),
                }
            }
        }
    }

    fn object(&self, owner: &TypeDef, object: &Struct, slice: &mut Slice) -> Object {
        let members = object.members.iter().map(|member| Member {
            wire: member.name.wire.clone(),
            field: member.name.rust().to_owned(),
            about: self.about(&member.docs),
            used: self.used(&member.ty, &member.rules, slice),
            presence: self.model.presence(owner, member),
            nullable: member.nullable,
            required: member.required,
            read_only: member.read_only && owner.sent,
        });
        Object {
            members: members.collect(),
            tag: object.tag.clone(),
            extra: object.extra.as_ref().map(|extra| self.used(extra, &[], slice)),
            groups: object
                .alternatives
                .iter()
                .map(|group| (group.members.clone(), group.constructor.clone()))
                .collect(),
        }
    }

    fn branches(&self, union: &Union, slice: &mut Slice) -> Vec<Branch> {
        let branches = union.variants.iter().map(|variant| Branch {
            name: variant.name.rust().to_owned(),
            used: self.used(&variant.ty, &variant.rules, slice),
            kinds: variant.sign.kinds.iter().copied().collect(),
            tag: variant.sign.tag.clone(),
            boxed: variant.boxed,
        });
        branches.collect()
    }

    /// A type behind its other names, with all rules that hold for it there.
    fn used(&self, ty: &TypeRef, rules: &[Rule], slice: &mut Slice) -> Use {
        Use { ty: slice.renumbered(self.model.expanded(ty)), rules: self.model.rules(ty, rules) }
    }

    fn about(&self, docs: &Docs) -> About {
        let file = self.source.file_of(docs.place);
        let place = file.line_column(docs.place.start());
        About { words: first_sentence(&docs.text), place: format!("{}:{}:{}", file.path(), place.line, place.column) }
    }
}

impl Slice {
    fn id(&mut self, id: TypeId) -> TypeId {
        let next = self.order.len();
        let index = *self.ids.entry(id).or_insert(next);
        if index == next {
            self.order.push(id);
        }
        TypeId(index)
    }

    /// A type in the slice's own numbers.
    fn renumbered(&mut self, ty: TypeRef) -> TypeRef {
        match ty {
            TypeRef::Named(id) => TypeRef::Named(self.id(id)),
            TypeRef::List(inner) => TypeRef::List(Box::new(self.renumbered(*inner))),
            TypeRef::Map(inner) => TypeRef::Map(Box::new(self.renumbered(*inner))),
            TypeRef::Nullable(inner) => TypeRef::Nullable(Box::new(self.renumbered(*inner))),
            TypeRef::Tuple(items) => TypeRef::Tuple(items.into_iter().map(|item| self.renumbered(item)).collect()),
            other => other,
        }
    }
}

/// The longest sentence that a message repeats, in characters.
const MAX_SENTENCE: usize = 200;

/// What a description begins with, on one line.
fn first_sentence(text: &str) -> String {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let line = words.join(" ");
    let end = line.find(". ").map_or(line.len(), |end| end.saturating_add(1));
    let sentence = line.get(..end).unwrap_or(&line);
    if sentence.chars().count() <= MAX_SENTENCE {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(MAX_SENTENCE).collect();
    format!("{}…", cut.trim_end())
}
