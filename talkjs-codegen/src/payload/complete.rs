//! Completion of property names in editors while a literal is being written.
//!
//! rust-analyzer completes the name after a dot. So for each object there is an access to a field of a hidden struct
//! whose fields have the JSON names, with the keys that may be incomplete. Only editors compile it: they set
//! `cfg(rust_analyzer)`. It comes first, since rust-analyzer needs each token at the same place whether the key is
//! complete or not.

use proc_macro2::TokenStream;
use quote::quote;

use super::fit::{Fitted, Struct};
use crate::model::ident;

/// The accesses for all objects of a value, in the order of the text.
pub(crate) fn completions(module: &TokenStream, fitted: &Fitted<'_>) -> TokenStream {
    let mut objects = Vec::new();
    collect(fitted, &mut objects);
    if objects.is_empty() {
        return TokenStream::new();
    }
    let accesses = objects.iter().map(|object| {
        let (name, keys) = (ident(&object.ty.name), &object.unfinished);
        quote! { let _ = |properties: #module::__members::#name| { #(properties.#keys;)* properties; }; }
    });
    // A complete key shows its field instead of the setter that is called with its value.
    let reads = objects.iter().map(|object| {
        let name = ident(&object.ty.name);
        let fields = object.properties.iter().map(|(property, key, _)| {
            let mut field = ident(&property.field);
            field.set_span(key.token.span());
            field
        });
        quote! { let _ = |value: #module::#name| { #(value.#fields;)* }; }
    });
    quote! { #[allow(unexpected_cfgs)] { #[cfg(rust_analyzer)] { #(#accesses)* #(#reads)* } } }
}

fn collect<'f, 's>(fitted: &'f Fitted<'s>, objects: &mut Vec<&'f Struct<'s>>) {
    match fitted {
        Fitted::List(items) => items.iter().for_each(|item| collect(item, objects)),
        Fitted::Map(entries, _) => entries.iter().for_each(|(_, value)| collect(value, objects)),
        Fitted::NotNull(inner) | Fitted::Newtype(inner) | Fitted::Branch(_, inner) | Fitted::External(inner, ..) => {
            collect(inner, objects);
        }
        Fitted::Struct(object) => {
            objects.push(object);
            object.properties.iter().for_each(|(.., value)| collect(value, objects));
            object.extra.iter().for_each(|(_, value)| collect(value, objects));
        }
        _ => {}
    }
}
