//! The macro `payload!` of an API: for each type that is sent, the text that the checking macro needs.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{code, lines};
use crate::Module;
use crate::model::{TypeDef, TypeId, TypeKind, ident, json_name};
use crate::payload::{Payload, Payloads, accepting, literal};

impl Render<'_> {
    /// The macro of a module, which is in `module`. `macros` is the path of the crate that checks literals.
    ///
    /// An exported macro is at the root of its crate whatever module it is written in, so its own name is made of that
    /// module; `payload` is another name for it. A literal needs the texts of several types, and a type is used by several
    /// others. So a macro that gets each text once writes the macro whose arms name them.
    ///
    /// The type's name is handed on twice, since an identifier that an arm matches loses its place.
    pub(super) fn payload_macro(&self, module: &Module, macros: &TokenStream) -> TokenStream {
        let (own, module) = (module.macro_name(), module.path());
        let payloads = Payloads::new(self.model, self.source);
        let types: Vec<Payload<'_>> = payloads.iter().collect();
        let names = types.iter().map(Payload::name).collect::<Vec<_>>().join(" ");
        let (parameters, texts): (Vec<_>, Vec<_>) =
            types.iter().map(|ty| (ty.used.first().map(text_name), literal(ty.text))).unzip();
        let arms = types.iter().map(|ty| {
            let (name, texts) = (ty.def.name.ident(), ty.used.iter().map(text_name));
            quote! { (@ #name $payload:tt) => { #module::__checked! { [#module] [#($#texts)*] $payload } }; }
        });
        let (members, accepted) = (self.members_module(), self.accepted_module(&payloads));
        let json_conversions = self.json_conversions(&types);
        quote! {
            #members
            #accepted
            #json_conversions

            #[doc(hidden)]
            pub use #macros::payload as __checked;

            macro_rules! __with_texts {
                ($d:tt #($#parameters:tt)*) => {
                    #[doc(hidden)]
                    #[macro_export]
                    macro_rules! #own {
                        #(#arms)*
                        (@ $name:ident $payload:tt) => { #module::__checked! { #names $payload } };
                        ($name:ident $d($d tokens:tt)*) => { #module::payload! { @ $name [$name $d($d tokens)*] } };
                        ($d($d tokens:tt)*) => { #module::__checked! { $d($d tokens)* } };
                    }
                };
            }
            __with_texts! { $ #(#texts)* }

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

    /// Structs that are made of any JSON by `TryFrom`. They need a check, which only types that are sent have.
    fn json_conversions(&self, types: &[Payload<'_>]) -> Option<TokenStream> {
        let rt = &self.rt;
        let is_meant = |ty: &TypeDef| ty.validated && matches!(ty.kind, TypeKind::Struct(_));
        let names = types.iter().map(|payload| payload.def).filter(|ty| is_meant(ty)).map(|ty| ty.name.ident());
        let names: Vec<Ident> = names.collect();
        (!names.is_empty()).then(|| quote! { #rt::try_from_json!(#(#names)*); })
    }

    /// For editors: a struct for each object, with fields named as in JSON, which they offer as completions.
    fn members_module(&self) -> TokenStream {
        let structs = self.model.types.iter().filter(|ty| self.model.is_constructible(ty)).filter_map(|ty| {
            let TypeKind::Struct(object) = &ty.kind else { return None };
            let name = ty.name.ident();
            let field = |name: &str| json_name(name, Span::call_site());
            let members = object.members.iter().filter_map(|member| {
                let (field, docs) = (field(&member.name.wire)?, lines(&member.docs.text).join("\n"));
                Some(quote! { #field #docs })
            });
            let tag = object.tag.iter().filter_map(|(name, value)| {
                let (field, docs) = (field(name)?, format!(" Always {}.", code(value)));
                Some(quote! { #field #docs })
            });
            Some(quote! { #name { #(#tag)* #(#members)* } })
        });
        let rt = &self.rt;
        quote! { #rt::members! { #(#structs)* } }
    }

    /// The traits by which `payload!` accepts expressions, and whose messages say what they have to be.
    fn accepted_module(&self, payloads: &Payloads<'_>) -> TokenStream {
        let types = payloads.iter().filter_map(|payload| {
            let properties = accepting(quote! { super::super }, payloads.schema(), payload.ty);
            let name = payload.def.name.ident();
            (!properties.is_empty()).then(|| quote! { #name { #properties } })
        });
        let rt = &self.rt;
        quote! { #rt::accepted! { #(#types)* } }
    }
}

/// What the arms call the text of a type.
fn text_name(id: &TypeId) -> Ident {
    ident(&format!("t{}", id.0))
}
