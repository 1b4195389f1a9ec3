//! Renders the model as tokens. Rendering cannot fail, and does not depend on OpenAPI.

mod conversions;
mod derives;
mod docs;
mod enums;
mod errors;
mod front;
mod html;
mod operations;
mod payload;
mod responses;
mod rules;
mod security;
mod shared;
mod structs;
mod types;
mod unions;

pub(crate) use docs::first_sentence;
pub(crate) use rules::rule_tokens;

use proc_macro2::TokenStream;
use quote::quote;

use crate::Options;
use crate::model::{Model, TypeDef, TypeKind};
use crate::source::Source;

/// The context for all parts of the output.
pub(crate) struct Render<'m> {
    model: &'m Model,
    source: &'m Source,
    /// The path of the runtime in generated code.
    rt: TokenStream,
    /// The path from the current module to that of the types.
    types: TokenStream,
    /// The error responses that are documented once.
    shared_errors: Vec<String>,
}

/// The whole API as Rust, in parts of some items, so that the caller may hold one part at a time.
pub(crate) fn render(model: &Model, source: &Source, options: &Options, take: &mut dyn FnMut(TokenStream)) {
    let runtime = &options.runtime;
    let (rt, types) = (quote! { __rt }, TokenStream::new());
    let mut render = Render { model, source, rt, types, shared_errors: Vec::new() };
    render.shared_errors = render.shared_errors();
    // The macro uses this path from other crates.
    let visible = options.module.is_some().then(|| quote! { #[doc(hidden)] pub });
    take(quote! { #visible use #runtime::__private as __rt; });
    take(render.client());
    take(render.security().unwrap_or_default());
    render.operations(take);
    model.types.iter().for_each(|ty| take(render.ty(ty)));
    take(render.eq_impls().unwrap_or_default());
    if let Some(module) = &options.module {
        let macros = options.macros.clone().unwrap_or_else(|| quote! { __rt });
        take(render.payload_macro(module, &macros));
    }
}

impl Render<'_> {
    fn ty(&self, ty: &TypeDef) -> TokenStream {
        match &ty.kind {
            TypeKind::Struct(object) => self.structure(ty, object),
            TypeKind::Enum(words) => self.enumeration(ty, words),
            TypeKind::Union(union) => self.union(ty, union),
            TypeKind::Newtype { inner, rules } => self.newtype(ty, inner, rules),
            TypeKind::Alias { target, .. } => self.alias(ty, target),
            TypeKind::External(external) => self.external_alias(ty, external),
        }
    }
}
