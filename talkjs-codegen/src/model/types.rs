//! Types: what a schema becomes.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};
use talkjs_rules::Rule;

use super::{Docs, Name};
use crate::source::Span;

/// An index into [`Model::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct TypeId(pub(crate) usize);

/// A type that gets a name.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) kind: TypeKind,
    /// Reachable from what is sent.
    pub(crate) sent: bool,
    /// Reachable from what is received.
    pub(crate) received: bool,
    /// Whether values are checked: those that are sent, and those that a union is told by.
    pub(crate) validated: bool,
    /// Whether a value of the type has anything to check inside.
    pub(crate) checked: bool,
    /// The type that requests have in its place, where that is another one and a value converts into it.
    pub(crate) request: Option<TypeId>,
    /// The type of the same schema in the other direction, and that direction.
    pub(crate) twin: Option<(Direction, TypeId)>,
    /// Whether it has `Eq` and `Hash`.
    pub(crate) has_eq: bool,
    /// The derives that the caller asks for.
    pub(crate) derives: Vec<TokenStream>,
}

/// The forms of a named type.
#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    /// A scalar under a name of its own, so that ids do not mix.
    Newtype {
        inner: TypeRef,
        rules: Vec<Rule>,
    },
    /// A list, a map or anything: another name for it.
    Alias {
        target: TypeRef,
        rules: Vec<Rule>,
    },
    /// A type of the caller's: another name for it.
    External(External),
}

/// A type of the caller's.
#[derive(Clone, Debug)]
pub(crate) struct External {
    pub(crate) path: TokenStream,
    /// Whether it has `Eq` and `Hash`.
    pub(crate) has_eq: bool,
    /// What its JSON is.
    pub(crate) kinds: BTreeSet<Json>,
    /// How a literal of it is read: its JSON and the constraints on that.
    pub(crate) literal: TypeRef,
    pub(crate) literal_rules: Vec<Rule>,
}

/// An object with members.
#[derive(Clone, Debug, Default)]
pub(crate) struct Struct {
    pub(crate) members: Vec<Member>,
    /// A member that has one possible value: written, but no field.
    pub(crate) tag: Option<(String, String)>,
    /// Whether that member may be absent when it is read.
    pub(crate) is_tag_optional: bool,
    /// Members that the description does not name.
    pub(crate) extra: Option<TypeRef>,
    /// The constraints of their values.
    pub(crate) extra_rules: Vec<Rule>,
    /// Groups of members of which exactly one is there.
    pub(crate) alternatives: Vec<Group>,
    /// The type that this one only adds requirements to.
    pub(crate) refines: Option<TypeId>,
    /// The properties that only responses have, where this is the type of requests.
    pub(crate) received_only: Vec<(String, Docs)>,
}

/// Members that exclude those of the other groups.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// As indices.
    pub(crate) members: Vec<usize>,
    /// What makes an object with them: `with_content`. The first group is made by `new`.
    pub(crate) constructor: String,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    pub(crate) sensitive: bool,
    /// The names that it had before, by `x-former-names`.
    pub(crate) former_names: Vec<String>,
    /// The only value that fits the branches and children that the type is: constructors set it.
    pub(crate) preset: Option<String>,
    /// Where it is. `finish` makes a type for each direction, after which every property is in both.
    pub(crate) direction: Direction,
    /// The setter that sends `null`, where there is one.
    pub(crate) clear: String,
    /// Behind a box, as the type would contain itself otherwise.
    pub(crate) boxed: bool,
}

/// The messages that have a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    #[default]
    Both,
    /// `writeOnly`
    Request,
    /// `readOnly`
    Response,
}

/// How a member is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Presence {
    /// `T`
    Always,
    /// `Option<T>`, `null` when `None`.
    Nullable,
    /// `Option<T>`, left out when `None`.
    Optional,
    /// `Patch<T>`: keep, clear, set.
    Patch,
}

/// A string or a whole number of which some values are known.
#[derive(Clone, Debug)]
pub(crate) struct Enum {
    pub(crate) variants: Vec<EnumValue>,
    pub(crate) holds: EnumRepr,
    /// The values are examples: one branch takes any value.
    pub(crate) is_free: bool,
}

/// What the values of an enum are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnumRepr {
    Text,
    Integer,
}

/// A known value.
#[derive(Clone, Debug)]
pub(crate) struct EnumValue {
    pub(crate) name: Name,
    /// What is said about it, where it differs from the value.
    pub(crate) docs: String,
}

/// One of several types.
#[derive(Clone, Debug, Default)]
pub(crate) struct Union {
    pub(crate) variants: Vec<Variant>,
    /// The member that the description says to tell the branches apart by.
    pub(crate) discriminator: Option<Discriminator>,
    /// Whether nothing tells some branches apart, so that a value is read as one after the other.
    pub(crate) is_tried: bool,
}

/// The member that tells branches apart, and what its values lead to.
#[derive(Clone, Debug)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    /// Values that lead to no branch, and where they stand.
    pub(crate) lost: Vec<(String, String, Span)>,
    /// Whether the branches extend one schema, so that each has all values of the property.
    pub(crate) is_inherited: bool,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    /// The branch, as messages underline it.
    pub(crate) place: Span,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    /// The discriminator's values that select it: those that are mapped to it, or else the name of its schema.
    pub(crate) mapped: Vec<String>,
    /// Whether they are mapped to it.
    pub(crate) is_mapped: bool,
    pub(crate) sign: Sign,
    /// Takes the objects that are of no other branch.
    pub(crate) is_fallback: bool,
    pub(crate) boxed: bool,
}

/// What shows that a JSON value is of a branch. `settle` finds it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sign {
    pub(crate) kinds: BTreeSet<Json>,
    /// A member, and the values of it that choose the branch.
    pub(crate) tag: Option<(String, Vec<String>)>,
    /// A member that only this branch requires.
    pub(crate) has: Option<String>,
    /// Properties that have one value in this branch: an object with another value is of another branch.
    pub(crate) fixed: Vec<(String, String)>,
    /// The texts or numbers that the branch knows.
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

/// A type where it is used.
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
    /// A file, or bytes under a name: parts of a multipart body.
    Binary,
    Named(TypeId),
    List(Box<TypeRef>),
    /// A list whose items differ by position.
    Tuple(Vec<TypeRef>),
    Map(Box<TypeRef>),
    Nullable(Box<TypeRef>),
}

impl Struct {
    /// The members by the names of their fields.
    pub(crate) fn by_field(&self) -> HashMap<&str, &Member> {
        self.members.iter().map(|member| (member.name.rust(), member)).collect()
    }
}

impl Member {
    /// Whether every constructor takes it.
    pub(crate) fn is_demanded(&self) -> bool {
        self.required && self.preset.is_none()
    }
}

impl TypeDef {
    /// Whether requests contain it. A type that is only received, or in no operation at all, such as the event of a
    /// webhook, is read and needs no constructor.
    pub(crate) fn is_built(&self) -> bool {
        self.sent
    }

    /// The types that it is made of.
    pub(crate) fn parts(&self) -> Vec<&TypeRef> {
        match &self.kind {
            TypeKind::Struct(object) => object.members.iter().map(|member| &member.ty).chain(&object.extra).collect(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            TypeKind::Alias { target, .. } => vec![target],
            TypeKind::Newtype { .. } | TypeKind::Enum(_) | TypeKind::External(_) => Vec::new(),
        }
    }

    /// The type that this one only adds requirements to.
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
