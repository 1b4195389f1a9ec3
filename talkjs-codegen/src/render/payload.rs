//! Renders the macro `payload!` of an API: an arm for each sent type, with the texts that the checking macro needs.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{code, lines};
use crate::Module;
use crate::model::{TypeDef, TypeId, TypeKind, ident, json_name};
use crate::payload::{Payload, Payloads, accepting, literal};

impl Render<'_> {
    /// The macro of a module; `macros` is the path of the crate that checks literals.
    ///
    /// An exported macro is at the root of its crate whatever module it is written in, so its own name is derived from
    /// that module; `payload` is an alias. A literal needs the texts of several types, and a type is used by several
    /// others. So a macro that gets each text once writes the macro whose arms refer to them.
    ///
    /// The type's name is passed twice, since an identifier that an arm matches loses its span.
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

            /// Creates a value from JSON that is checked against the description at compile time.
            ///
            /// `payload!(Type { … })` accepts JSON as in the documentation of the API, and also bare keys, Rust
            /// expressions as values, a variable with the key's name, `..base` to start from another value, and
            /// comments. Violations of the description are compile errors at the offending token.
            #[doc(inline)]
            #[allow(unused_imports)]
            pub use #own as payload;
        }
    }

    /// Structs that can be created from any JSON by `TryFrom`. They need a check, which only sent types have.
    fn json_conversions(&self, types: &[Payload<'_>]) -> Option<TokenStream> {
        let rt = &self.rt;
        let is_meant = |ty: &TypeDef| ty.validated && matches!(ty.kind, TypeKind::Struct(_));
        let names = types.iter().map(|payload| payload.def).filter(|ty| is_meant(ty)).map(|ty| ty.name.ident());
        let names: Vec<Ident> = names.collect();
        (!names.is_empty()).then(|| quote! { #rt::try_from_json!(#(#names)*); })
    }

    /// For editors: a struct for each object, with fields named as in JSON, which are offered as completions.
    fn members_module(&self) -> TokenStream {
        let structs = self.model.types.iter().filter(|ty| self.model.is_constructible(ty)).filter_map(|ty| {
            let TypeKind::Struct(object) = &ty.kind else { return None };
            let name = ty.name.ident();
            let field = |name: &str| json_name(name, Span::call_site());
            let members = object.fields.iter().filter_map(|member| {
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

    /// The traits for expressions in `payload!`, with messages for other types.
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

/// The variable for the text of a type in the arms.
fn text_name(id: &TypeId) -> Ident {
    ident(&format!("t{}", id.0))
}
