//! Types where they are used, and the small named ones: ids, numbers, other names.

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use crate::model::{Rule, TypeDef, TypeRef};

impl Render<'_> {
    /// A type where it is used, seen from the module of the API.
    pub(super) fn type_ref(&self, ty: &TypeRef) -> TokenStream {
        let rt = &self.rt;
        match ty {
            TypeRef::Text => quote! { String },
            TypeRef::Bool => quote! { bool },
            TypeRef::I32 => quote! { i32 },
            TypeRef::I64 => quote! { i64 },
            TypeRef::F32 => quote! { f32 },
            TypeRef::F64 => quote! { f64 },
            TypeRef::Any => quote! { #rt::serde_json::Value },
            TypeRef::Named(id) => {
                let name = self.model.get(*id).map(|ty| ty.name.ident());
                quote! { #name }
            }
            TypeRef::List(item) => {
                let item = self.type_ref(item);
                quote! { Vec<#item> }
            }
            TypeRef::Map(value) => {
                let value = self.type_ref(value);
                quote! { ::std::collections::BTreeMap<String, #value> }
            }
            TypeRef::Nullable(inner) => {
                let inner = self.type_ref(inner);
                quote! { Option<#inner> }
            }
        }
    }

    pub(super) fn alias(&self, ty: &TypeDef, target: &TypeRef) -> TokenStream {
        let name = ty.name.ident();
        let docs = self.item_docs(&ty.docs);
        let target = self.type_ref(target);
        quote! { #docs pub type #name = #target; }
    }

    /// A string or whole number under its own name, so that ids of different things do not mix.
    pub(super) fn newtype(&self, ty: &TypeDef, inner: &TypeRef, rules: &[Rule]) -> TokenStream {
        let common = self.newtype_common(ty, inner, rules);
        let specific = if *inner == TypeRef::Text { self.text_newtype(ty) } else { self.number_newtype(ty, inner) };
        quote! { #common #specific }
    }

    fn newtype_common(&self, ty: &TypeDef, inner: &TypeRef, rules: &[Rule]) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let serde = self.path_text("serde");
        let docs = self.item_docs(&ty.docs);
        let copy = (*inner != TypeRef::Text).then(|| quote! { Copy, });
        let inner = self.type_ref(inner);
        let check = self.check_impl(ty, &quote! { checker.value(&self.0, rules); }, rules);
        quote! {
            #docs
            #[derive(Clone, #copy Debug, PartialEq, Eq, PartialOrd, Ord, Hash, #rt::serde::Serialize, #rt::serde::Deserialize)]
            #[serde(crate = #serde, transparent)]
            pub struct #name(#inner);

            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    ::std::fmt::Display::fmt(&self.0, f)
                }
            }

            impl #rt::Generated for #name {}
            #check
        }
    }

    fn text_newtype(&self, ty: &TypeDef) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        quote! {
            impl #name {
                /// The text.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl From<&str> for #name {
                fn from(text: &str) -> Self {
                    Self(text.to_owned())
                }
            }

            impl From<String> for #name {
                fn from(text: String) -> Self {
                    Self(text)
                }
            }

            impl From<#name> for String {
                fn from(value: #name) -> Self {
                    value.0
                }
            }

            impl AsRef<str> for #name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl ::std::borrow::Borrow<str> for #name {
                fn borrow(&self) -> &str {
                    &self.0
                }
            }

            impl PartialEq<str> for #name {
                fn eq(&self, other: &str) -> bool {
                    self.0 == other
                }
            }

            impl PartialEq<&str> for #name {
                fn eq(&self, other: &&str) -> bool {
                    self.0 == *other
                }
            }

            impl #rt::FromText for #name {
                fn from_text(text: String) -> Self {
                    Self(text)
                }
            }
        }
    }

    fn number_newtype(&self, ty: &TypeDef, inner: &TypeRef) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let inner = self.type_ref(inner);
        quote! {
            impl #name {
                /// The number.
                #[must_use]
                pub fn get(self) -> #inner {
                    self.0
                }
            }

            impl From<#inner> for #name {
                fn from(number: #inner) -> Self {
                    Self(number)
                }
            }

            impl From<#name> for #inner {
                fn from(value: #name) -> Self {
                    value.0
                }
            }

            impl #rt::IntoValue<#name> for #inner {
                fn into_value(self) -> #name {
                    #name(self)
                }
            }
        }
    }

    /// A path in the runtime, as the text that serde's attributes want.
    pub(super) fn path_text(&self, item: &str) -> String {
        format!("{}::{item}", self.rt)
    }
}
