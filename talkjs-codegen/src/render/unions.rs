//! Renders unions.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::code;
use crate::model::{Json, Sign, TypeDef, TypeKind, TypeRef, Union, Variant};

impl Render<'_> {
    pub(super) fn union(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let docs = self.type_docs(ty);
        let variants = union.variants.iter().map(|variant| {
            let docs = self.part_docs(&variant.docs, &code(&variant.name.wire));
            let (name, ty) = (variant.name.ident(), self.variant_type(variant));
            quote! { #docs #name(#ty), }
        });
        let reading = self.by_tag(ty, union).unwrap_or_else(|| self.by_signs(ty, union));
        let conversions = self.model.is_constructible(ty).then(|| self.union_conversions(ty, union));
        let check = self.union_check(ty, union);
        let request = ty.request.map(|request| self.union_conversion(ty, union, request));
        let (derives, unknown) = (self.derives(ty), self.unknown_attributes(ty));
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #derives
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                #[doc(hidden)]
                #unknown
                Unknown(#rt::UnknownValue),
            }
            #reading
            #conversions
            #check
            #request
        }
    }

    fn variant_type(&self, variant: &Variant) -> TokenStream {
        let (rt, ty) = (&self.rt, self.type_ref(&variant.ty));
        if variant.boxed {
            quote! { #rt::Box<#ty> }
        } else {
            ty
        }
    }

    /// The code that reads a union whose branches are structs with the same tag property, each with its own value.
    fn by_tag(&self, ty: &TypeDef, union: &Union) -> Option<TokenStream> {
        let (rt, name) = (&self.rt, ty.name.ident());
        let (tag, _) = self.tag(union.variants.first()?)?;
        let mut values = HashSet::new();
        let mut branches = TokenStream::new();
        for (index, variant) in union.variants.iter().enumerate() {
            let (_, value) = self.tag(variant).filter(|(member, value)| *member == tag && values.insert(*value))?;
            let index = Literal::usize_unsuffixed(index);
            let (name, ty) = (variant.name.ident(), self.type_ref(&variant.ty));
            branches.extend(quote! { #index #name(#ty) #value; });
        }
        Some(quote! { #rt::tagged_union!(#name #tag: #branches); })
    }

    /// The tag of a branch's struct, if it is the only test for the branch: the property and its value.
    fn tag(&self, variant: &Variant) -> Option<(&str, &str)> {
        let TypeRef::Named(id) = self.model.resolve(&variant.ty) else { return None };
        let TypeKind::Struct(object) = &self.model.get(*id)?.kind else { return None };
        let (member, value) = object.tag.as_ref()?;
        let shown = variant.sign.tag.as_ref().is_some_and(|(tag, values)| tag == member && *values == [value.as_str()]);
        shown.then_some((member, value))
    }

    fn by_signs(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let (rt, name) = (&self.rt, ty.name.ident());
        let signs = union.variants.iter().map(|variant| {
            let (name, sign) = (variant.name.ident(), self.sign(&variant.sign));
            let fallback = variant.is_fallback.then(|| quote! { .fallback() });
            quote! { #name = #sign #fallback }
        });
        let tried = union.is_tried.then(|| quote! { tried });
        quote! { #rt::union!(#tried #name: #(#signs),*); }
    }

    /// The test for a branch.
    fn sign(&self, sign: &Sign) -> TokenStream {
        let rt = &self.rt;
        let kinds = sign.kinds.iter().map(|kind| match kind {
            Json::Text => quote! { #rt::Json::Text },
            Json::Bool => quote! { #rt::Json::Bool },
            Json::Integer => quote! { #rt::Json::Integer },
            Json::Fraction => quote! { #rt::Json::Fraction },
            Json::List => quote! { #rt::Json::List },
            Json::Object => quote! { #rt::Json::Object },
        });
        let tag = sign.tag.iter().map(|(member, values)| quote! { .tag(#member, &[#(#values),*]) });
        let has = sign.has.iter().map(|member| quote! { .has(#member) });
        let words = &sign.words;
        let words = (!words.is_empty()).then(|| quote! { .words(&[#(#words),*]) });
        let fixed = sign.fixed.iter().map(|(property, value)| quote! { (#property, #value) });
        let fixed = (!sign.fixed.is_empty()).then(|| quote! { .fixed(&[#(#fixed),*]) });
        quote! { #rt::Sign::new(&[#(#kinds),*]) #(#tag)* #fixed #(#has)* #words }
    }

    /// Each branch converts into the union, unless two branches have the same type.
    fn union_conversions(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let types: Vec<TypeRef> = union.variants.iter().map(|variant| self.model.expanded(&variant.ty)).collect();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for ty in &types {
            let count = counts.entry(format!("{ty:?}")).or_default();
            *count = count.saturating_add(1);
        }
        let is_distinct = |ty: &TypeRef| counts.get(&format!("{ty:?}")) == Some(&1);
        let distinct = union.variants.iter().zip(&types).filter(|(_, ty)| is_distinct(ty)).map(|(variant, _)| variant);
        // Two custom types may be the same type.
        let several = types.iter().filter(|ty| self.model.is_external(ty)).count() > 1;
        let distinct = distinct.filter(|variant| !(several && self.model.is_external(&variant.ty)));
        let (texts, others): (Vec<&Variant>, Vec<&Variant>) =
            distinct.partition(|variant| self.model.resolve(&variant.ty) == &TypeRef::Text);
        let rt = &self.rt;
        let union = ty.name.ident();
        let branches = others.iter().map(|variant| {
            let (name, from) = (variant.name.ident(), self.type_ref(&variant.ty));
            quote! { #name(#from) }
        });
        let branches = (!others.is_empty()).then(|| quote! { #rt::union_from!(#union: #(#branches)*); });
        let texts = texts.iter().map(|variant| variant.name.ident());
        quote! { #branches #(#rt::union_from_text!(#union: #texts);)* }
    }

    fn union_check(&self, ty: &TypeDef, union: &Union) -> Option<TokenStream> {
        let rt = &self.rt;
        let arms = union.variants.iter().map(|variant| {
            let name = variant.name.ident();
            let rules = self.rule_table(&self.model.rules(&variant.ty, &variant.rules));
            let is_external = self.model.is_external(&variant.ty);
            let value = if is_external {
                quote! { &#rt::External(value) }
            } else {
                quote! { value }
            };
            quote! { Self::#name(value) => checker.value(#value, #rules), }
        });
        self.check_impl(ty, &quote! { match self { #(#arms)* Self::Unknown(_) => {} } })
    }
}
