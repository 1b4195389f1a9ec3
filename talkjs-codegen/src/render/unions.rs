//! One of several types.

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use super::docs::code;
use crate::model::{Apart, Json, TypeDef, TypeRef, Union, Variant};

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
        let arms = union.variants.iter().map(|variant| {
            let (name, tags) = (variant.name.ident(), &variant.tags);
            let pattern = match &union.by {
                Apart::Tag(_) => quote! { Some(#(#tags)|*) },
                Apart::Json => json_pattern(variant.json, rt),
            };
            quote! { #pattern => #rt::decode(value).map(Self::#name), }
        });
        let subject = match &union.by {
            Apart::Tag(member) => quote! { #rt::tag(&value, #member) },
            Apart::Json => quote! { &value },
        };
        quote! {
            impl<'de> #rt::serde::Deserialize<'de> for #name {
                fn deserialize<D: #rt::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let value = <#rt::serde_json::Value as #rt::serde::Deserialize>::deserialize(deserializer)?;
                    match #subject {
                        #(#arms)*
                        _ => Ok(Self::Unknown(#rt::UnknownValue::new(value))),
                    }
                }
            }
        }
    }

    /// Each branch converts into the union, unless two branches hold the same type.
    fn union_conversions(&self, ty: &TypeDef, union: &Union) -> TokenStream {
        let distinct = union.variants.iter().filter(|variant| {
            let target = self.model.resolve(&variant.ty);
            union.variants.iter().filter(|other| self.model.resolve(&other.ty) == target).count() == 1
        });
        distinct.map(|variant| self.union_conversion(ty, variant)).collect()
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
                    fn into_value(self) -> #union { self.into() }
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

fn json_pattern(json: Json, rt: &TokenStream) -> TokenStream {
    let value = quote! { #rt::serde_json::Value };
    match json {
        Json::Text => quote! { #value::String(_) },
        Json::Bool => quote! { #value::Bool(_) },
        Json::Number => quote! { #value::Number(_) },
        Json::List => quote! { #value::Array(_) },
        Json::Object => quote! { #value::Object(_) },
    }
}
