//! Strings and whole numbers of which some values are known.
//!
//! What is received may have values that came later: they keep their text and cannot be matched by name, so that a
//! later version of the description that knows them breaks nobody. They are not sent.

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
        let texts = words.variants.iter().map(|word| word.name.wire.as_str());
        let labels = words.variants.iter().map(label);
        let check = self.enum_check(ty, words, |word| serde_json::Value::from(word).to_string());
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#labels #variants,)*
                #[doc(hidden)]
                Unknown(#rt::UnknownText),
            }
            #rt::text_enum!(#name: #(#variants = #texts),*);
            #check
        }
    }

    fn integer_enum(&self, ty: &TypeDef, words: &Enum) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let docs = self.item_docs(&ty.docs);
        let variants: Vec<_> = words.variants.iter().map(|word| word.name.ident()).collect();
        let numbers = words.variants.iter().map(|word| word.name.wire.parse::<i64>().unwrap_or_default());
        let numbers = numbers.map(Literal::i64_unsuffixed);
        let labels = words.variants.iter().map(label);
        let check = self.enum_check(ty, words, str::to_owned);
        quote! {
            #docs
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#labels #variants,)*
                #[doc(hidden)]
                Unknown(#rt::UnknownInteger),
            }
            #rt::integer_enum!(#name: #(#variants = #numbers),*);
            #check
        }
    }

    /// What is received may have any value; what is sent has one that the description lists.
    fn enum_check(&self, ty: &TypeDef, words: &Enum, json: impl Fn(&str) -> String) -> Option<TokenStream> {
        if words.is_free {
            return self.check_impl(ty, &TokenStream::new());
        }
        let known = words.variants.iter().map(|word| json(&word.name.wire));
        self.check_impl(ty, &quote! { checker.listed(!matches!(self, Self::Unknown(_)), &[#(#known),*]); })
    }
}

/// The value, and what is said about it.
fn label(word: &Word) -> TokenStream {
    let value = format!(" {}", code(&word.name.wire));
    let lines = lines(&word.docs);
    let gap = (!lines.is_empty()).then(|| quote! { #[doc = ""] });
    quote! { #[doc = #value] #gap #(#[doc = #lines])* }
}
