//! Renders enums: strings and whole numbers with known values.
//!
//! Responses may contain values that were added later: these keep their text and have no named variant, so that adding
//! them to the description breaks no caller. They cannot be sent.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{code, lines, written};
use crate::model::{Enum, EnumRepr, EnumValue, TypeDef};

impl Render<'_> {
    pub(super) fn enumeration(&self, ty: &TypeDef, words: &Enum) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let (docs, derives) = (self.type_docs(ty), self.derives(ty));
        let docs = quote! { #docs #derives };
        let sent = match (ty.validated, words.is_free) {
            (false, _) => quote! { received },
            (true, true) => quote! { free },
            (true, false) => quote! { listed },
        };
        match words.holds {
            EnumRepr::Text => {
                let is_labelled = words.variants.iter().any(|word| !word.docs.is_empty() || !is_plain(&word.name.wire));
                let variants = words.variants.iter().map(|word| {
                    let (label, variant, text) = (is_labelled.then(|| label(word)), word.name.ident(), &word.name.wire);
                    quote! { #label #variant = #text }
                });
                quote! { #rt::text_enum!(#docs #name #sent: #(#variants),*); }
            }
            EnumRepr::Integer => {
                let variants = words.variants.iter().map(|word| {
                    let number = Literal::i64_unsuffixed(word.name.wire.parse().unwrap_or_default());
                    let (docs, variant) = (more(word), word.name.ident());
                    quote! { #docs #variant = #number }
                });
                quote! { #rt::integer_enum!(#docs #name #sent: #(#variants),*); }
            }
        }
    }
}

/// Whether a text in backticks is shown unchanged: then the enum's macro can document it.
fn is_plain(text: &str) -> bool {
    code(text).trim_matches('`') == text
}

/// The value and its documentation.
fn label(word: &EnumValue) -> TokenStream {
    let mut text = vec![format!(" {}", code(&word.name.wire))];
    text.extend(paragraph(word));
    written(&text)
}

/// The documentation of a value, as a separate paragraph.
fn more(word: &EnumValue) -> TokenStream {
    written(&paragraph(word))
}

fn paragraph(word: &EnumValue) -> Vec<String> {
    let lines = lines(&word.docs);
    let gap = (!lines.is_empty()).then(String::new);
    gap.into_iter().chain(lines).collect()
}
