//! The model of the Rust code: it contains every decision that the code depends on.
//!
//! `lower` builds it, `finish` completes it, `render` writes it without further decisions.

mod build;
mod graph;
mod name;
mod operations;
mod types;

pub(crate) use talkjs_rules::Rule;

pub(crate) use build::{has_setter, is_argument};
pub(crate) use graph::cycles;
pub(crate) use name::{Name, Namer, Names, ident, json_name, payload_macro, shorten_branches, value_names};
pub(crate) use operations::{
    Alternative, Body, BodyFormat, Codes, Content, Encoding, ErrorEnum, ErrorType, ErrorVariant, Failure, Framing,
    Header, HeaderFormat, HeaderSet, HeaderStruct, Idempotency, Operation, Page, Parameter, Place, Response, Scheme,
    SchemeKind, Server, ServerVariable, Status, Stream, Style, Success, Tag, method_ident,
};
pub(crate) use types::{
    Direction, Discriminator, Enum, EnumRepr, EnumValue, External, Field, Group, Json, Kinds, Presence, Sign, Struct,
    TypeDef, TypeId, TypeKind, TypeRef, Union, Variant,
};

use crate::source::Span;

/// The whole API.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) title: String,
    pub(crate) docs: String,
    pub(crate) servers: Vec<Server>,
    /// The described tags, in their order.
    pub(crate) tags: Vec<Tag>,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) operations: Vec<Operation>,
    /// The enums of error responses, each for all operations that declare the same.
    pub(crate) error_enums: Vec<ErrorEnum>,
    /// The structs of headers, each for all operations that describe the same.
    pub(crate) header_structs: Vec<HeaderStruct>,
}

/// The longest chain of aliases, before cycles are broken (by `finish`).
const MAX_ALIASES: usize = 64;

/// The documentation and place of a thing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    pub(crate) text: String,
    pub(crate) place: Span,
    pub(crate) deprecated: bool,
}

impl Model {
    /// The type with an id.
    pub(crate) fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.0)
    }

    /// Whether callers construct values of a type. In a description without operations, they may construct all types.
    pub(crate) fn is_constructible(&self, ty: &TypeDef) -> bool {
        ty.is_built() || self.operations.is_empty()
    }

    /// How a struct holds a property.
    pub(crate) fn presence(&self, owner: &TypeDef, field: &Field) -> Presence {
        match (field.required, field.nullable) {
            (true, false) => Presence::Always,
            (true, true) => Presence::Nullable,
            (false, true) if owner.sent => Presence::Patch,
            (false, _) => Presence::Optional,
        }
    }

    /// The target of an alias.
    pub(crate) fn alias(&self, ty: &TypeRef) -> Option<(&TypeRef, &[Rule])> {
        let TypeRef::Named(id) = ty else { return None };
        match &self.get(*id)?.kind {
            TypeKind::Alias { target, rules } => Some((target, rules)),
            _ => None,
        }
    }

    /// Whether a value of the type has anything to check.
    pub(crate) fn has_checks(&self, ty: &TypeRef) -> bool {
        ty.mentioned().iter().any(|id| self.get(*id).is_some_and(|ty| ty.checked))
    }

    /// Whether a value of the type contains custom types, directly or in lists and maps. The runtime's traits cannot be
    /// implemented for these, so setters take such values without conversion.
    pub(crate) fn is_external(&self, ty: &TypeRef) -> bool {
        let is_external = |id: &TypeId| self.get(*id).is_some_and(|ty| matches!(ty.kind, TypeKind::External(_)));
        self.expanded(ty).mentioned().iter().any(is_external)
    }

    /// Whether a type is a custom type for strings or numbers.
    pub(crate) fn is_external_scalar(&self, ty: &TypeRef) -> bool {
        let TypeRef::Named(id) = self.resolve(ty) else { return false };
        let kind = self.get(*id).map(|ty| &ty.kind);
        matches!(kind, Some(TypeKind::External(external)) if external.literal != TypeRef::Any)
    }

    /// Whether a type is a newtype of a string, such as an id. Setters accept everything that converts into it, so
    /// callers can use their own id types without a trait of the runtime.
    pub(crate) fn is_id(&self, ty: &TypeRef) -> bool {
        let TypeRef::Named(id) = ty else { return false };
        matches!(self.get(*id).map(|ty| &ty.kind), Some(TypeKind::Newtype { inner: TypeRef::Text, .. }))
    }

    /// The type that a struct refines and converts into: both have the same fields.
    pub(crate) fn base(&self, object: &Struct) -> Option<(&TypeDef, &Struct)> {
        let base = self.get(object.refines?)?;
        let TypeKind::Struct(base_object) = &base.kind else { return None };
        self.holds_the_same(object, base_object).then_some((base, base_object))
    }

    /// Whether the fields of a refinement and of its base have the same types, except that some are optional. They
    /// differ if additional properties differ, or if only one of the two is sent as a form.
    fn holds_the_same(&self, object: &Struct, base: &Struct) -> bool {
        let same = |own: &TypeRef, base: &TypeRef| self.expanded(own) == self.expanded(base);
        let own = object.by_field();
        let fields = base.fields.iter().all(|field| {
            let own = own.get(field.name.rust());
            own.is_none_or(|own| own.boxed == field.boxed && same(&own.ty, &field.ty))
        });
        let extra = match (&object.extra, &base.extra) {
            (Some(own), Some(base)) => same(own, base),
            (None, _) => true,
            (Some(_), None) => false,
        };
        fields && extra
    }

    /// The type with all aliases resolved, as Rust compares types.
    pub(crate) fn expanded(&self, ty: &TypeRef) -> TypeRef {
        self.expanded_below(ty, 0)
    }

    fn expanded_below(&self, ty: &TypeRef, depth: usize) -> TypeRef {
        let ty = self.resolve(ty);
        if depth > MAX_ALIASES {
            return ty.clone();
        }
        let inside = |ty: &TypeRef| Box::new(self.expanded_below(ty, depth.saturating_add(1)));
        match ty {
            TypeRef::List(inner) => TypeRef::List(inside(inner)),
            TypeRef::Map(inner) => TypeRef::Map(inside(inner)),
            TypeRef::Nullable(inner) => TypeRef::Nullable(inside(inner)),
            TypeRef::Tuple(items) => TypeRef::Tuple(items.iter().map(|item| *inside(item)).collect()),
            other => other.clone(),
        }
    }

    /// Resolves aliases.
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

    /// The rules of a use: its own, those of its aliases, and those of their items.
    pub(crate) fn rules(&self, ty: &TypeRef, own: &[Rule]) -> Vec<Rule> {
        self.rules_below(ty, own.to_vec(), 0)
    }

    fn rules_below<'m>(&'m self, mut ty: &'m TypeRef, mut rules: Vec<Rule>, depth: usize) -> Vec<Rule> {
        if depth > MAX_ALIASES {
            return rules;
        }
        for _ in 0..MAX_ALIASES {
            match (self.alias(ty), ty) {
                (Some((target, inherited)), _) => {
                    rules.extend_from_slice(inherited);
                    ty = target;
                }
                (None, TypeRef::Nullable(inner)) => ty = inner,
                (None, _) => break,
            }
        }
        let depth = depth.saturating_add(1);
        let (inner, is_list) = match ty {
            TypeRef::List(inner) => (inner, true),
            TypeRef::Map(inner) => (inner, false),
            TypeRef::Tuple(items) => return self.position_rules(items, rules, depth),
            _ => return rules,
        };
        let (own, mut rules): (Vec<Rule>, Vec<Rule>) =
            rules.into_iter().partition(|rule| matches!(rule, Rule::Items(_) | Rule::Values(_)));
        let own = own.into_iter().flat_map(|rule| match rule {
            Rule::Items(rules) | Rule::Values(rules) => rules.into_owned(),
            _ => Vec::new(),
        });
        let inside = self.rules_below(inner, own.collect(), depth);
        if !inside.is_empty() {
            let inside = inside.into();
            rules.push(if is_list { Rule::Items(inside) } else { Rule::Values(inside) });
        }
        rules
    }

    fn position_rules(&self, items: &[TypeRef], rules: Vec<Rule>, depth: usize) -> Vec<Rule> {
        let (own, mut rules): (Vec<Rule>, Vec<Rule>) =
            rules.into_iter().partition(|rule| matches!(rule, Rule::Position(..)));
        for (position, item) in items.iter().enumerate() {
            let inside = self.rules_below(item, Rule::of_position(&own, position).to_vec(), depth);
            rules.extend((!inside.is_empty()).then(|| Rule::Position(position, inside.into())));
        }
        rules
    }
}
