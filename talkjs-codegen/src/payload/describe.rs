//! Writes the model as the texts of payload types that generated code contains.
//!
//! Each type has one text. A literal is checked with the text of its type and those of the types inside it.

use std::collections::HashSet;

use super::schema::{About, Branch, Kind, Object, Property, Schema, Type, Use};
use crate::model::{Docs, EnumRepr, Model, Rule, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union};
use crate::render::first_sentence;
use crate::source::Source;

/// The most bytes of text that one literal is checked with. Of types beyond the limits only the name is known; their
/// literals need a `payload!` of their own.
const MAX_TEXT: usize = 48 * 1024;
const MAX_USED: usize = 128;
/// The most types that all payload types together can name.
const MAX_NAMED: usize = 100_000;

/// The payload types of a model.
pub(crate) struct Payloads<'m> {
    model: &'m Model,
    /// All types of the model, by their ids; of types that are not sent, only the names.
    schema: Schema,
    texts: Vec<String>,
}

/// A payload type.
pub(crate) struct Payload<'p> {
    pub(crate) def: &'p TypeDef,
    pub(crate) ty: &'p Type,
    /// Its own text.
    pub(crate) text: &'p str,
    /// The type itself and the types that its literals can contain.
    pub(crate) used: Vec<TypeId>,
}

impl<'m> Payloads<'m> {
    pub(crate) fn new(model: &'m Model, source: &'m Source) -> Self {
        let describe = Describe { model, source };
        let schema = Schema { types: model.types.iter().map(|ty| describe.ty(ty)).collect() };
        let texts = schema.types.iter().map(|ty| schema.text(ty)).collect();
        Self { model, schema, texts }
    }

    /// All types, by their ids.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Payload<'_>> {
        let limit = MAX_NAMED.checked_div(self.ids().count()).map_or(0, |limit| limit.clamp(1, MAX_USED));
        self.ids().filter_map(move |id| {
            let (def, ty, text) = (self.model.get(id)?, self.schema.types.get(id.0)?, self.texts.get(id.0)?);
            Some(Payload { def, ty, text, used: self.used(id, limit) })
        })
    }

    /// The texts that literals of a type are checked with.
    pub(crate) fn texts(&self, payload: &Payload<'_>) -> Vec<&str> {
        payload.used.iter().filter_map(|id| self.texts.get(id.0)).map(String::as_str).collect()
    }

    fn ids(&self) -> impl Iterator<Item = TypeId> {
        let types = self.model.types.iter().enumerate();
        types.filter(|(_, ty)| self.model.is_constructible(ty)).map(|(index, _)| TypeId(index))
    }

    /// The type and the types in it, the nearest first, up to the limits.
    fn used(&self, root: TypeId, limit: usize) -> Vec<TypeId> {
        let (mut used, mut seen) = (vec![root], HashSet::from([root]));
        let (mut next, mut size) = (0_usize, 0_usize);
        while let Some(ty) = used.get(next).and_then(|id| self.schema.types.get(id.0)) {
            for id in ty.mentioned() {
                let length = self.texts.get(id.0).map_or(0, String::len);
                let has_room = used.len() < limit && size.saturating_add(length) < MAX_TEXT;
                let kind = self.schema.types.get(id.0).map(|ty| &ty.kind);
                let is_known = kind.is_some_and(|kind| !matches!(kind, Kind::Elsewhere));
                // Expressions of custom types are accepted differently.
                let has_room = has_room || matches!(kind, Some(Kind::External(..)));
                if has_room && is_known && seen.insert(id) {
                    used.push(id);
                    size = size.saturating_add(length);
                }
            }
            next = next.saturating_add(1);
        }
        used
    }
}

impl Payload<'_> {
    /// The name in generated code.
    pub(crate) fn name(&self) -> &str {
        self.def.name.rust()
    }
}

/// Reads types of the model.
struct Describe<'m> {
    model: &'m Model,
    source: &'m Source,
}

impl Describe<'_> {
    fn ty(&self, ty: &TypeDef) -> Type {
        let name = ty.name.rust().to_owned();
        if !self.model.is_constructible(ty) {
            return Type::elsewhere(name);
        }
        let About { words, place } = self.about(&ty.docs);
        Type { name, words, place, kind: self.kind(ty), uses: Vec::new() }
    }

    fn kind(&self, ty: &TypeDef) -> Kind {
        match &ty.kind {
            TypeKind::Struct(object) => Kind::Object(self.object(ty, object)),
            TypeKind::Union(union) => Kind::Union(self.branches(union)),
            TypeKind::Newtype { inner, rules } => Kind::Newtype(self.used(inner, rules)),
            TypeKind::Alias { target, rules } => Kind::Alias(self.used(target, rules)),
            TypeKind::External(external) => {
                let path = external.path.to_string().replace(' ', "");
                let path = path.trim_start_matches(':').to_owned();
                Kind::External(self.used(&external.literal, &external.literal_rules), path)
            }
            TypeKind::Enum(words) => {
                let known = words.variants.iter().map(|word| (word.name.wire.clone(), word.name.rust().to_owned()));
                let numbers = known.clone().map(|(wire, rust)| (wire.parse().unwrap_or_default(), rust));
                match words.holds {
                    EnumRepr::Text => Kind::Texts(known.collect(), words.is_free),
                    EnumRepr::Integer => Kind::Integers(numbers.collect(), words.is_free),
                }
            }
        }
    }

    fn object(&self, owner: &TypeDef, object: &Struct) -> Object {
        let properties = object.fields.iter().map(|field| {
            let About { words, place } = self.about(&field.docs);
            Property {
                wire: field.name.wire.clone(),
                field: field.name.rust().to_owned(),
                words,
                place,
                used: self.used(&field.ty, &field.rules),
                presence: self.model.presence(owner, field),
                nullable: field.nullable,
                required: field.is_demanded(),
                preset: field.preset.clone(),
                former_names: field.former_names.to_vec(),
            }
        });
        let received_only = object.received_only.iter().map(|(wire, docs)| (wire.clone(), self.about(docs)));
        Object {
            properties: properties.collect(),
            tag: object.tag.clone(),
            received_only: received_only.collect(),
            extra: object.extra.as_ref().map(|extra| self.used(extra, &[])),
            groups: object.alternatives.iter().map(|group| (group.fields.clone(), group.constructor.clone())).collect(),
        }
    }

    fn branches(&self, union: &Union) -> Vec<Branch> {
        let branches = union.variants.iter().map(|variant| Branch {
            name: variant.name.rust().to_owned(),
            used: self.used(&variant.ty, &variant.rules),
            kinds: variant.sign.kinds.iter().collect(),
            tag: variant.sign.tag.clone(),
            boxed: variant.boxed,
            fallback: variant.is_fallback,
        });
        branches.collect()
    }

    /// The target of aliases, with all rules that apply to it there.
    fn used(&self, ty: &TypeRef, rules: &[Rule]) -> Use {
        Use { ty: self.model.expanded(ty), rules: self.model.rules(ty, rules) }
    }

    fn about(&self, docs: &Docs) -> About {
        let file = self.source.file_of(docs.place);
        let place = file.line_column(docs.place.start());
        About { words: first_sentence(&docs.text), place: format!("{}:{}:{}", file.path(), place.line, place.column) }
    }
}
