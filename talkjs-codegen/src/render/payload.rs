//! The macro `payload!` of an API: for each type that is sent, the text that the checking macro needs.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::Render;
use super::docs::code;
use crate::model::{TypeDef, TypeKind, ident, json_name, path_segments};
use crate::payload::{Schema, Slicer, accepting};

impl Render<'_> {
    /// The macro, for types that stand in `module`, a path that begins with `crate`.
    ///
    /// An exported macro stands at the root of its crate whatever module it is written in, so its own name is made of
    /// that module; `payload` is another name for it. The type's name is handed on twice, since a word that an arm
    /// matches loses its place. `macros` is the path of the crate that checks.
    pub(super) fn payload_macro(&self, module: &str, macros: &TokenStream) -> TokenStream {
        let segments = path_segments(module);
        let own = ident(&format!("__payload{}", segments.iter().map(|name| format!("_{name}")).collect::<String>()));
        let path = segments.into_iter().map(ident);
        let module = quote! { $crate #(::#path)* };
        let schemas: Vec<_> = Slicer::new(self.model, self.source).schemas().collect();
        let names = schemas.iter().map(|(ty, _)| ty.name.rust()).collect::<Vec<_>>().join(" ");
        let arms = schemas.iter().map(|(ty, schema)| {
            let (name, text) = (ty.name.ident(), schema.literal());
            quote! { (@ #name $($tokens:tt)*) => { #module::__checked! { [#module] #text $($tokens)* } }; }
        });
        let (members, accepted) = (self.members_module(), accepted_module(&schemas));
        quote! {
            #members
            #accepted

            #[doc(hidden)]
            pub use #macros::payload as __checked;

            #[doc(hidden)]
            #[macro_export]
            macro_rules! #own {
                #(#arms)*
                (@ $($tokens:tt)*) => { #module::__checked! { #names $($tokens)* } };
                ($name:ident $($tokens:tt)*) => { #module::payload! { @ $name $name $($tokens)* } };
                ($($tokens:tt)*) => { #module::__checked! { $($tokens)* } };
            }

            /// Makes a value that is sent out of JSON, checked against the description while the crate compiles.
            ///
            /// `payload!(Type { … })` takes JSON as it stands in the documentation of the API, and besides: bare keys, any
            /// Rust expression as a value, a variable of the key's name, `..base` to begin with another value, comments.
            /// What the description does not allow is a compile error under the token at fault.
            #[doc(inline)]
            #[allow(unused_imports)]
            pub use #own as payload;
        }
    }

    /// For editors: a struct for each object, with fields named as in JSON, which they offer as completions.
    fn members_module(&self) -> TokenStream {
        let structs = self.model.types.iter().filter(|ty| ty.is_built()).filter_map(|ty| {
            let TypeKind::Struct(object) = &ty.kind else { return None };
            let name = ty.name.ident();
            let field = |name: &str| json_name(name, Span::call_site());
            let members = object.members.iter().filter_map(|member| {
                let (field, docs) = (field(&member.name.wire)?, self.part_docs(&member.docs, ""));
                Some(quote! { #docs pub #field: (), })
            });
            let tag = object.tag.iter().filter_map(|(name, value)| {
                let (field, docs) = (field(name)?, format!(" Always {}.", code(value)));
                Some(quote! { #[doc = #docs] pub #field: (), })
            });
            Some(quote! { #[cfg(rust_analyzer)] pub struct #name { #(#tag)* #(#members)* } })
        });
        quote! {
            #[doc(hidden)]
            #[allow(unexpected_cfgs, missing_docs, non_snake_case, dead_code)]
            pub mod __members { #(#structs)* }
        }
    }
}

/// The traits by which `payload!` accepts expressions, and which say what they have to be.
fn accepted_module(schemas: &[(&TypeDef, Schema)]) -> TokenStream {
    let types = schemas.iter().map(|(ty, schema)| {
        let (name, traits) = (ty.name.ident(), accepting(quote! { super::super }, schema));
        (!traits.is_empty()).then(|| quote! { pub mod #name { #traits } })
    });
    quote! {
        #[doc(hidden)]
        #[allow(missing_docs, non_snake_case, non_camel_case_types, dead_code)]
        pub mod __accepted { #(#types)* }
    }
}
