//! One of several types.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use super::docs::code;
use crate::model::{Json, Sign, TypeDef, TypeRef, Union, Variant};

impl Render<'_> {
    pub(super) fn union(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let docs = self.item_docs(&ty.docs);
        let variants = union.variants.iter().map(|variant| {
            let docs = self.part_docs(&variant.docs, &code(&variant.name.wire));
            let (name, ty) = (variant.name.ident(), self.variant_type(variant));
            quote! { #docs #name(#ty), }
        });
        let parts = [
            self.union_serialize(ty, union),
            self.union_deserialize(ty, union),
            self.union_conversions(ty, union),
            self.union_check(ty, union).unwrap_or_default(),
        ];
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                #[doc(hidden)]
                Unknown(#rt::UnknownValue),
            }
            impl #rt::Generated for #name {}
            #(#parts)*
        }
    }

    fn variant_type(&self, variant: &Variant) -> TokenStream {
        let ty = self.type_ref(&variant.ty);
        if variant.boxed {
            quote! { Box<#ty> }
        } else {
            ty
        }
    }

    fn union_serialize(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let variants = union.variants.iter().map(|variant| variant.name.ident());
        quote! {
            impl #rt::serde::Serialize for #name {
                fn serialize<S: #rt::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(Self::#variants(value) => value.serialize(serializer),)*
                        Self::Unknown(value) => value.serialize(serializer),
                    }
                }
            }
        }
    }

    fn union_deserialize(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let branches = union.variants.iter().map(|variant| {
            let (name, sign) = (variant.name.ident(), self.sign(&variant.sign));
            quote! { #rt::Branch { sign: #sign, read: |value| #rt::decode(value).map(Self::#name) }, }
        });
        quote! {
            impl<'de> #rt::serde::Deserialize<'de> for #name {
                fn deserialize<D: #rt::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #rt::branch(deserializer, &[#(#branches)*], Self::Unknown)
                }
            }
        }
    }

    /// What shows that a value is of a branch.
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
        quote! { #rt::Sign::new(&[#(#kinds),*]) #(#tag)* #(#has)* #words }
    }

    /// Each branch converts into the union, unless two branches hold the same type.
    fn union_conversions(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let types: Vec<TypeRef> = union.variants.iter().map(|variant| self.model.expanded(&variant.ty)).collect();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for ty in &types {
            let count = counts.entry(format!("{ty:?}")).or_default();
            *count = count.saturating_add(1);
        }
        let is_distinct = |ty: &TypeRef| counts.get(&format!("{ty:?}")) == Some(&1);
        let distinct = union.variants.iter().zip(&types).filter(|(_, ty)| is_distinct(ty));
        distinct.map(|(variant, _)| self.union_conversion(ty, variant)).collect()
    }

    fn union_conversion(&self, ty: &TypeDef, variant: &Variant) -> TokenStream {
        let rt = &self.rt;
        let (union, name, from) = (ty.name.ident(), variant.name.ident(), self.type_ref(&variant.ty));
        let value = if variant.boxed {
            quote! { Box::new(value) }
        } else {
            quote! { value }
        };
        let into_value = if self.model.resolve(&variant.ty) == &TypeRef::Text {
            quote! {
                impl #rt::FromText for #union {
                    fn from_text(text: String) -> Self { Self::#name(text) }
                }
            }
        } else {
            quote! {
                impl #rt::IntoValue<#union> for #from {
                    fn into_value(self) -> #union { #union::from(self) }
                }
            }
        };
        quote! {
            impl From<#from> for #union {
                fn from(value: #from) -> Self { Self::#name(#value) }
            }
            #into_value
        }
    }

    fn union_check(&self, ty: &TypeDef, union: &Union) -> Option<TokenStream> {
        let arms = union.variants.iter().map(|variant| {
            let name = variant.name.ident();
            let rules = self.rule_table(&self.model.rules(&variant.ty, &variant.rules));
            quote! { Self::#name(value) => checker.value(value, #rules), }
        });
        self.check_impl(ty, &quote! { match self { #(#arms)* Self::Unknown(_) => {} } })
    }
}
