//! Renders types at their use, and small named types: ids, numbers, aliases.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Render;
use crate::model::{External, Rule, TypeDef, TypeRef};

impl Render<'_> {
    /// A type at its use.
    pub(super) fn type_ref(&self, ty: &TypeRef) -> TokenStream {
        let mut tokens = TokenStream::new();
        self.add_type(ty, &mut tokens);
        tokens
    }

    /// Adds a type to tokens. Tokens of an inner type in `quote!` would be copied for each type around it.
    fn add_type(&self, ty: &TypeRef, tokens: &mut TokenStream) {
        let rt = &self.rt;
        let (begin, inner) = match ty {
            TypeRef::List(item) => (quote! { #rt::Vec< }, item),
            TypeRef::Map(value) => (quote! { #rt::BTreeMap<#rt::String, }, value),
            TypeRef::Nullable(inner) => (quote! { #rt::Option< }, inner),
            simple => return tokens.extend([self.simple_type(simple)]),
        };
        tokens.extend([begin]);
        self.add_type(inner, tokens);
        tokens.extend([quote! { > }]);
    }

    /// A type that is not around another one.
    fn simple_type(&self, ty: &TypeRef) -> TokenStream {
        let rt = &self.rt;
        match ty {
            TypeRef::Text => quote! { #rt::String },
            TypeRef::Bool => quote! { bool },
            TypeRef::I32 => quote! { i32 },
            TypeRef::I64 => quote! { i64 },
            TypeRef::U64 => quote! { u64 },
            TypeRef::F32 => quote! { f32 },
            TypeRef::F64 => quote! { f64 },
            TypeRef::Any => quote! { #rt::serde_json::Value },
            TypeRef::Binary => quote! { #rt::Upload },
            TypeRef::Tuple(items) => {
                let items = items.iter().map(|item| self.type_ref(item));
                quote! { (#(#items,)*) }
            }
            TypeRef::Named(id) => {
                let name = self.model.get(*id).map(|ty| ty.name.ident());
                let types = &self.types;
                quote! { #types #name }
            }
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Nullable(_) => self.type_ref(ty),
        }
    }

    pub(super) fn alias(&self, ty: &TypeDef, target: &TypeRef) -> TokenStream {
        let name = ty.name.ident();
        let docs = self.type_docs(ty);
        let target = self.type_ref(target);
        quote! { #docs pub type #name = #target; }
    }

    /// A custom type. Missing traits are an error where the caller names the type.
    pub(super) fn external_alias(&self, ty: &TypeDef, external: &External) -> TokenStream {
        let (rt, name, path) = (&self.rt, ty.name.ident(), &external.path);
        let docs = self.type_docs(ty);
        let span = path.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
        let needs =
            quote_spanned! { span.resolved_at(Span::mixed_site()) => const _: () = #rt::external_type::<#path>(); };
        quote! { #docs pub type #name = #path; #needs }
    }

    /// A value of this type where the runtime checks or writes it: custom types do not implement the runtime's traits,
    /// so their JSON is used.
    pub(super) fn wrapped(&self, ty: &TypeRef, value: TokenStream) -> TokenStream {
        let rt = &self.rt;
        if self.model.is_external(ty) {
            quote! { #rt::External(#value) }
        } else {
            value
        }
    }

    /// A newtype of a string or whole number, so that ids of different things have different types.
    pub(super) fn newtype(&self, ty: &TypeDef, inner: &TypeRef, rules: &[Rule]) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let docs = self.type_docs(ty);
        let derives = self.derives(ty);
        let is_text = *inner == TypeRef::Text;
        let copy = (!is_text).then(|| quote! { Copy, });
        let inner = self.type_ref(inner);
        let abilities = if is_text {
            quote! { #rt::text_newtype!(#name); }
        } else {
            quote! { #rt::number_newtype!(#name, #inner); }
        };
        let table = self.rule_table(rules);
        let check = self.check_impl(ty, &quote! { checker.value(&self.0, #table); });
        quote! {
            #docs
            #[derive(Clone, #copy Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #derives
            pub struct #name(#inner);
            #abilities
            #check
        }
    }
}
