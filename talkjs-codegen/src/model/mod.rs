//! The Rust-shaped model: every decision that the code depends on has been taken.
//!
//! `lower` builds it, `check` judges it, `render` writes it out and decides nothing.

mod name;
mod operations;
mod types;

pub(crate) use name::{Name, Namer, Names, path_tokens};
pub(crate) use operations::{
    Answer, Body, Codes, Content, Encoding, Failure, Format, Idempotency, Operation, Page, Parameter, Place, Scheme,
    SchemeKind, ServerVariable, Status, Style, method_ident,
};
pub(crate) use types::{
    Apart, Enum, Json, Member, Number, Presence, Rule, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union, Variant, Word,
};

use std::collections::HashSet;

use crate::source::Span;

/// The whole API.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) title: String,
    pub(crate) docs: String,
    /// The first server's address, variables in braces.
    pub(crate) server_url: String,
    pub(crate) server_variables: Vec<ServerVariable>,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) operations: Vec<Operation>,
}

/// Other names for other names, before they are taken to be endless (which `settle` reports).
const MAX_ALIASES: usize = 64;

/// What is said about a thing, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    pub(crate) text: String,
    pub(crate) place: Span,
    pub(crate) deprecated: bool,
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
                TypeRef::Tuple(items) => {
                    open.extend(items);
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
