//! Types: what a schema becomes.

use super::{Docs, Name};
use crate::source::Span;

/// An index into [`Model::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(pub(crate) usize);

/// A type that gets a name.
#[derive(Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) kind: TypeKind,
    /// Reachable from what is sent.
    pub(crate) sent: bool,
    /// Reachable from what is received.
    pub(crate) received: bool,
}

/// The forms of a named type.
#[derive(Debug)]
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
}

/// An object with members.
#[derive(Debug, Default)]
pub(crate) struct Struct {
    pub(crate) members: Vec<Member>,
    /// A member that has one possible value: written, but no field.
    pub(crate) tag: Option<(String, String)>,
    /// Members that the description does not name.
    pub(crate) extra: Option<TypeRef>,
    /// Groups of members (as indices) of which exactly one is there.
    pub(crate) alternatives: Vec<Vec<usize>>,
    /// The type that this one only adds requirements to.
    pub(crate) refines: Option<TypeId>,
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
    /// Behind a box, as the type would contain itself otherwise.
    pub(crate) boxed: bool,
}

/// How a member is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A string of which some values are known.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) variants: Vec<Word>,
}

/// A known value, and where it is written.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) name: Name,
    pub(crate) place: Span,
}

/// One of several types.
#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) variants: Vec<Variant>,
    pub(crate) by: Apart,
}

/// What tells the branches of a union apart.
#[derive(Debug)]
pub(crate) enum Apart {
    /// The value of a member.
    Tag(String),
    /// The kind of JSON value.
    Json,
}

/// A branch of a union.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    /// The tag's values that choose it.
    pub(crate) tags: Vec<String>,
    pub(crate) json: Json,
    pub(crate) boxed: bool,
}

/// The kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Json {
    Text,
    Bool,
    Number,
    List,
    Object,
}

/// A type where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A constraint on a value. The words for it are the runtime's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rule {
    MinLength(u64),
    MaxLength(u64),
    Pattern(String),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    MinProperties(u64),
    MaxProperties(u64),
    KeyPattern(String),
    Items(Vec<Rule>),
    Values(Vec<Rule>),
}

/// A bound, as the kind of number that the description has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    I64(i64),
    F64(f64),
}

impl Rule {
    /// The largest whole number that the rule allows, if it is such a rule.
    pub(crate) fn maximum(&self) -> Option<i64> {
        match self {
            Self::Maximum(Number::I64(maximum)) => Some(*maximum),
            _ => None,
        }
    }
}

impl Struct {
    /// The constructor of a group of members that exclude the others: `with_content`.
    pub(crate) fn constructor(&self, group: &[usize]) -> proc_macro2::Ident {
        let members = group.iter().filter_map(|index| self.members.get(*index));
        let names: Vec<&str> = members.map(|member| member.name.rust()).collect();
        super::name::ident(&format!("with_{}", names.join("_and_")))
    }

    /// The groups of members that exclude each other, flat.
    pub(crate) fn is_alternative(&self, index: usize) -> bool {
        self.alternatives.iter().any(|group| group.contains(&index))
    }
}
