//! Types: the Rust types of schemas.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};
use talkjs_rules::Rule;

use super::{Docs, Name};
use crate::source::Span;

/// An index into [`Model::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct TypeId(pub(crate) usize);

/// A named type.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) kind: TypeKind,
    /// Whether requests contain it.
    pub(crate) sent: bool,
    /// Whether responses contain it.
    pub(crate) received: bool,
    /// Whether values are checked: those that are sent, and those that distinguish a union's branches.
    pub(crate) validated: bool,
    /// Whether a value of the type has anything to check.
    pub(crate) checked: bool,
    /// The matching type of requests, if it differs and values convert into it.
    pub(crate) request: Option<TypeId>,
    /// The type of the same schema in the other direction, and that direction.
    pub(crate) twin: Option<(Direction, TypeId)>,
    /// Whether it has `Eq` and `Hash`.
    pub(crate) has_eq: bool,
    /// The derives from the options.
    pub(crate) derives: Vec<TokenStream>,
}

/// The kinds of named types.
#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    /// A newtype of a scalar, so that different ids have different types.
    Newtype {
        inner: TypeRef,
        rules: Vec<Rule>,
    },
    /// An alias of a list, a map or any value.
    Alias {
        target: TypeRef,
        rules: Vec<Rule>,
    },
    /// An alias of a custom type.
    External(External),
}

/// A custom type.
#[derive(Clone, Debug)]
pub(crate) struct External {
    pub(crate) path: TokenStream,
    /// Whether it has `Eq` and `Hash`.
    pub(crate) has_eq: bool,
    /// Its JSON types.
    pub(crate) kinds: Kinds,
    /// The type that literals are checked against, and its constraints.
    pub(crate) literal: TypeRef,
    pub(crate) literal_rules: Vec<Rule>,
}

/// An object with properties.
#[derive(Clone, Debug, Default)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    /// A property with one possible value: it is serialized but has no field.
    pub(crate) tag: Option<(String, String)>,
    /// Whether that property may be absent when it is read.
    pub(crate) is_tag_optional: bool,
    /// Additional properties.
    pub(crate) extra: Option<TypeRef>,
    /// The constraints of their values.
    pub(crate) extra_rules: Vec<Rule>,
    /// Groups of properties of which exactly one is present.
    pub(crate) alternatives: Vec<Group>,
    /// The type that this one refines.
    pub(crate) refines: Option<TypeId>,
    /// The properties that are only in responses, if this is a type of requests.
    pub(crate) received_only: Vec<(String, Docs)>,
}

/// A group of properties that excludes other groups.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// As indices.
    pub(crate) fields: Vec<usize>,
    /// The constructor with them: `with_content`. That of the first group is `new`.
    pub(crate) constructor: String,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    pub(crate) sensitive: bool,
    /// Its former names, from `x-former-names`.
    pub(crate) former_names: Box<[String]>,
    /// The only value that matches the branches and children of the type: constructors set it.
    pub(crate) preset: Option<String>,
    /// The messages that contain it. `finish` makes a type for each direction, after which every property is in both.
    pub(crate) direction: Direction,
    /// The setter that sends `null`, if there is one.
    pub(crate) clear: Box<str>,
    /// Whether it is boxed, as the type would contain itself otherwise.
    pub(crate) boxed: bool,
}

/// The messages that contain a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    #[default]
    Both,
    /// `writeOnly`
    Request,
    /// `readOnly`
    Response,
}

/// How a struct holds a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Presence {
    /// `T`
    Always,
    /// `Option<T>`; `None` is `null`.
    Nullable,
    /// `Option<T>`; `None` is absent.
    Optional,
    /// `Patch<T>`: keep, clear, set.
    Patch,
}

/// A string or a whole number with some known values.
#[derive(Clone, Debug)]
pub(crate) struct Enum {
    pub(crate) variants: Vec<EnumValue>,
    pub(crate) holds: EnumRepr,
    /// Whether the values are examples: one branch accepts any value.
    pub(crate) is_free: bool,
}

/// The representation of the values of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnumRepr {
    Text,
    Integer,
}

/// A known value.
#[derive(Clone, Debug)]
pub(crate) struct EnumValue {
    pub(crate) name: Name,
    /// Its documentation, if it differs from the value.
    pub(crate) docs: String,
}

/// One of several types.
#[derive(Clone, Debug, Default)]
pub(crate) struct Union {
    pub(crate) variants: Vec<Variant>,
    /// The discriminator in the description.
    pub(crate) discriminator: Option<Discriminator>,
    /// Whether some branches cannot be distinguished, so that they are tried in order.
    pub(crate) is_tried: bool,
}

/// The property that selects branches, and the mapping of its tags.
#[derive(Clone, Debug)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    /// Tags that select no branch, with their places.
    pub(crate) lost: Vec<(String, String, Span)>,
    /// Whether the branches extend one schema, so that each allows all tags.
    pub(crate) is_inherited: bool,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    /// The branch's place, for messages.
    pub(crate) place: Span,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    /// The tags that select it: the mapped ones, or else the name of its schema.
    pub(crate) mapped: Vec<String>,
    /// Whether they are mapped to it.
    pub(crate) is_mapped: bool,
    pub(crate) sign: Sign,
    /// Accepts objects of no other branch.
    pub(crate) is_fallback: bool,
    pub(crate) boxed: bool,
}

/// The test for a branch. `finish` decides it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sign {
    pub(crate) kinds: Kinds,
    /// A property, and its values that select the branch.
    pub(crate) tag: Option<(String, Vec<String>)>,
    /// A property that only this branch requires.
    pub(crate) has: Option<String>,
    /// Properties with one value in this branch: an object with another value belongs to another branch.
    pub(crate) fixed: Vec<(String, String)>,
    /// The strings or numbers that the branch lists.
    pub(crate) words: Vec<String>,
}

/// The kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Json {
    Text,
    Bool,
    Integer,
    Fraction,
    List,
    Object,
}

/// A set of kinds of JSON value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kinds {
    /// In the order of [`Json::ALL`].
    has: [bool; Json::ALL.len()],
}

impl Json {
    /// Every kind.
    pub(crate) const ALL: [Self; 6] = [Self::Text, Self::Bool, Self::Integer, Self::Fraction, Self::List, Self::Object];
}

impl Kinds {
    pub(crate) fn of(kinds: &[Json]) -> Self {
        Self { has: Json::ALL.map(|kind| kinds.contains(&kind)) }
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self { has: Json::ALL.map(|kind| self.has(kind) || other.has(kind)) }
    }

    pub(crate) fn without(self, kind: Json) -> Self {
        Self { has: Json::ALL.map(|known| known != kind && self.has(known)) }
    }

    pub(crate) fn has(self, kind: Json) -> bool {
        self.iter().any(|known| known == kind)
    }

    /// In the order of [`Json::ALL`].
    pub(crate) fn iter(self) -> impl Iterator<Item = Json> {
        Json::ALL.into_iter().zip(self.has).filter_map(|(kind, has)| has.then_some(kind))
    }
}

/// A type at its use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TypeRef {
    Text,
    Bool,
    I32,
    I64,
    U64,
    F32,
    F64,
    Any,
    /// A file, or named bytes: a part of a multipart body.
    Binary,
    Named(TypeId),
    List(Box<TypeRef>),
    /// A list whose items differ by position.
    Tuple(Vec<TypeRef>),
    Map(Box<TypeRef>),
    Nullable(Box<TypeRef>),
}

impl Struct {
    /// The properties by the names of their fields.
    pub(crate) fn by_field(&self) -> HashMap<&str, &Field> {
        self.fields.iter().map(|field| (field.name.rust(), field)).collect()
    }
}

impl Field {
    /// Whether all constructors take it.
    pub(crate) fn is_demanded(&self) -> bool {
        self.required && self.preset.is_none()
    }
}

impl TypeDef {
    /// Whether requests contain it. A type that is only received, or in no operation such as the event of a webhook, is
    /// only read and needs no constructor.
    pub(crate) fn is_built(&self) -> bool {
        self.sent
    }

    /// The types that it contains.
    pub(crate) fn parts(&self) -> Vec<&TypeRef> {
        match &self.kind {
            TypeKind::Struct(object) => object.fields.iter().map(|field| &field.ty).chain(&object.extra).collect(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            TypeKind::Alias { target, .. } => vec![target],
            TypeKind::Newtype { .. } | TypeKind::Enum(_) | TypeKind::External(_) => Vec::new(),
        }
    }

    /// The named types in these.
    pub(crate) fn mentioned(&self) -> Vec<TypeId> {
        self.parts().into_iter().flat_map(TypeRef::mentioned).collect()
    }

    /// The type that this one refines.
    pub(crate) fn refined(&self) -> Option<TypeId> {
        match &self.kind {
            TypeKind::Struct(object) => object.refines,
            _ => None,
        }
    }
}

impl TypeRef {
    /// The named types in it.
    pub(crate) fn mentioned(&self) -> Vec<TypeId> {
        match self {
            Self::Named(id) => vec![*id],
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.mentioned(),
            Self::Tuple(items) => items.iter().flat_map(Self::mentioned).collect(),
            _ => Vec::new(),
        }
    }
}
