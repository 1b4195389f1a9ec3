//! Strings of which some values are known.
//!
//! What is received may have values that came later: they keep their text and go round, and cannot
//! be matched by name, so that a later version of the description that knows them breaks nobody.

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use super::docs::code;
use crate::model::{Enum, TypeDef};

impl Render<'_> {
    pub(super) fn enumeration(&self, ty: &TypeDef, words: &Enum) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let docs = self.item_docs(&ty.docs);
        let variants: Vec<_> = words.variants.iter().map(|word| word.name.ident()).collect();
        let texts: Vec<&str> = words.variants.iter().map(|word| word.name.wire.as_str()).collect();
        let labels = texts.iter().map(|text| format!(" {}", code(text)));
        let check = self.check_impl(ty, &TokenStream::new());
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#[doc = #labels] #variants,)*
                #[doc(hidden)]
                Unknown(#rt::UnknownText),
            }

            impl #name {
                /// The text of the value.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #texts,)*
                        Self::Unknown(text) => text.as_str(),
                    }
                }
            }

            impl From<&str> for #name {
                fn from(text: &str) -> Self {
                    match text {
                        #(#texts => Self::#variants,)*
                        _ => Self::Unknown(#rt::UnknownText::new(text)),
                    }
                }
            }

            impl From<String> for #name {
                fn from(text: String) -> Self {
                    Self::from(text.as_str())
                }
            }

            #rt::text_enum!(#name);
            #check
        }
    }
}
