//! The Rust-shaped model: every decision that the code depends on has been taken.
//!
//! `lower` builds it, `check` judges it, `render` writes it out and decides nothing.

mod name;

pub(crate) use name::{Name, Namer, path_tokens};

use std::collections::HashSet;

use crate::source::Span;

/// The whole API.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) title: String,
    pub(crate) docs: String,
    /// The first server's address, variables in braces.
    pub(crate) server_url: String,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) operations: Vec<Operation>,
}

/// Other names for other names, before they are taken to be endless (which `settle` reports).
const MAX_ALIASES: usize = 64;

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

/// What is said about a thing, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    pub(crate) text: String,
    pub(crate) place: Span,
    pub(crate) deprecated: bool,
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
    F32,
    F64,
    Any,
    Named(TypeId),
    List(Box<TypeRef>),
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

/// A method of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// `operationId`, and the method's name.
    pub(crate) name: Name,
    /// The name of the struct that collects optional parameters, when it is needed.
    pub(crate) builder: String,
    pub(crate) docs: Docs,
    /// Upper case.
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) answer: Option<TypeRef>,
    pub(crate) idempotency: Idempotency,
    pub(crate) bucket: Option<String>,
    pub(crate) page: Option<Page>,
    /// Status and what it means, for the documentation.
    pub(crate) failures: Vec<(String, String)>,
}

/// A parameter in the path or the query.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    pub(crate) place: ParameterPlace,
    pub(crate) required: bool,
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterPlace {
    Path,
    Query,
    /// In the query, as JSON.
    QueryJson,
}

/// What a request carries.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) ty: TypeRef,
    pub(crate) docs: Docs,
    pub(crate) rules: Vec<Rule>,
    pub(crate) required: bool,
}

/// Whether a call can be repeated without doing twice what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Idempotency {
    Natural,
    None,
    /// When the body carries a key at this JSON pointer.
    Key(String),
}

/// How a list is walked.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) cursor: String,
    pub(crate) size: String,
    /// The largest page, which is what a stream asks for.
    pub(crate) largest: i64,
    /// The member of the answer that holds the items, and the item's type.
    pub(crate) items: Member,
    pub(crate) item: TypeRef,
    /// The member of an item that the cursor takes.
    pub(crate) id: Member,
}

impl Model {
    /// The type of an id.
    pub(crate) fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.0)
    }

    /// How a member of a type is held.
    pub(crate) fn presence(&self, owner: &TypeDef, member: &Member) -> Presence {
        match (member.required, member.nullable) {
            (true, false) => Presence::Always,
            (true, true) => Presence::Nullable,
            (false, true) if owner.sent => Presence::Patch,
            (false, _) => Presence::Optional,
        }
    }

    /// Whether a type is another name for something, and for what.
    pub(crate) fn alias(&self, ty: &TypeRef) -> Option<(&TypeRef, &[Rule])> {
        let TypeRef::Named(id) = ty else { return None };
        match &self.get(*id)?.kind {
            TypeKind::Alias { target, rules } => Some((target, rules)),
            _ => None,
        }
    }

    /// Whether a value of the type has anything to check inside.
    pub(crate) fn has_checks(&self, ty: &TypeRef) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            let id = match ty {
                TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                    open.push(inner);
                    continue;
                }
                TypeRef::Named(id) if seen.insert(*id) => *id,
                _ => continue,
            };
            let ruled = match self.get(id).map(|ty| &ty.kind) {
                Some(TypeKind::Struct(object)) => {
                    open.extend(object.members.iter().map(|member| &member.ty).chain(&object.extra));
                    !object.alternatives.is_empty() || object.members.iter().any(|member| !member.rules.is_empty())
                }
                Some(TypeKind::Union(union)) => {
                    open.extend(union.variants.iter().map(|variant| &variant.ty));
                    union.variants.iter().any(|variant| !variant.rules.is_empty())
                }
                Some(TypeKind::Newtype { rules, .. }) => !rules.is_empty(),
                Some(TypeKind::Alias { target, rules }) => {
                    open.push(target);
                    !rules.is_empty()
                }
                Some(TypeKind::Enum(_)) | None => false,
            };
            if ruled {
                return true;
            }
        }
        false
    }

    /// What a type is, behind its other names.
    pub(crate) fn resolve<'m>(&'m self, ty: &'m TypeRef) -> &'m TypeRef {
        let mut ty = ty;
        for _ in 0..MAX_ALIASES {
            match self.alias(ty) {
                Some((target, _)) => ty = target,
                None => break,
            }
        }
        ty
    }

    /// The rules of a use: its own, and those of the types it is another name for.
    pub(crate) fn rules(&self, ty: &TypeRef, own: &[Rule]) -> Vec<Rule> {
        let mut rules = own.to_vec();
        let mut ty = ty;
        for _ in 0..MAX_ALIASES {
            let Some((target, inherited)) = self.alias(ty) else { break };
            rules.extend_from_slice(inherited);
            ty = target;
        }
        rules
    }
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
        name::ident(&format!("with_{}", names.join("_and_")))
    }

    /// The groups of members that exclude each other, flat.
    pub(crate) fn is_alternative(&self, index: usize) -> bool {
        self.alternatives.iter().any(|group| group.contains(&index))
    }
}

/// The identifier of an HTTP method: `GET`.
pub(crate) fn method_ident(method: &'static str) -> proc_macro2::Ident {
    name::ident(method)
}

/// The identifier of an operation's builder.
pub(crate) fn builder_ident(operation: &Operation) -> proc_macro2::Ident {
    name::ident(&operation.builder)
}
