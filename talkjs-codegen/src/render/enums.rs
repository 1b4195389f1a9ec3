//! Strings and whole numbers of which some values are known.
//!
//! What is received may have values that came later: they keep their text and go round, and cannot
//! be matched by name, so that a later version of the description that knows them breaks nobody.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{code, lines};
use crate::model::{Enum, Holds, TypeDef, Word};

impl Render<'_> {
    pub(super) fn enumeration(&self, ty: &TypeDef, words: &Enum) -> TokenStream {
        match words.holds {
            Holds::Text => self.text_enum(ty, words),
            Holds::Integer => self.integer_enum(ty, words),
        }
    }

    fn text_enum(&self, ty: &TypeDef, words: &Enum) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let docs = self.item_docs(&ty.docs);
        let variants: Vec<_> = words.variants.iter().map(|word| word.name.ident()).collect();
        let texts: Vec<&str> = words.variants.iter().map(|word| word.name.wire.as_str()).collect();
        let labels = words.variants.iter().map(label);
        let check = self.check_impl(ty, &TokenStream::new());
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#labels #variants,)*
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

    fn integer_enum(&self, ty: &TypeDef, words: &Enum) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let docs = self.item_docs(&ty.docs);
        let variants: Vec<_> = words.variants.iter().map(|word| word.name.ident()).collect();
        let numbers = words.variants.iter().map(|word| word.name.wire.parse::<i64>().unwrap_or_default());
        let numbers: Vec<Literal> = numbers.map(Literal::i64_unsuffixed).collect();
        let labels = words.variants.iter().map(label);
        let check = self.check_impl(ty, &TokenStream::new());
        quote! {
            #docs
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#labels #variants,)*
                #[doc(hidden)]
                Unknown(#rt::UnknownInteger),
            }

            impl #name {
                /// The number.
                #[must_use]
                pub fn as_i64(self) -> i64 {
                    match self {
                        #(Self::#variants => #numbers,)*
                        Self::Unknown(number) => number.as_i64(),
                    }
                }
            }

            impl From<i64> for #name {
                fn from(number: i64) -> Self {
                    match number {
                        #(#numbers => Self::#variants,)*
                        _ => Self::Unknown(#rt::UnknownInteger::new(number)),
                    }
                }
            }

            #rt::integer_enum!(#name);
            #check
        }
    }
}

/// The value, and what is said about it.
fn label(word: &Word) -> TokenStream {
    let value = format!(" {}", code(&word.name.wire));
    let lines = lines(&word.docs);
    let gap = (!lines.is_empty()).then(|| quote! { #[doc = ""] });
    quote! { #[doc = #value] #gap #(#[doc = #lines])* }
}
