//! A stand-in for the code of a description with mistakes, so that the compiler reports those mistakes but not every
//! use of the missing code.
//!
//! If the mistakes are errors only because of `strict`, it is the whole code. Otherwise every known name is a type
//! whose definition contains one of the errors: the compiler reports nothing about uses of such a type.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::diagnostic::Diagnostics;
use crate::model::Name;
use crate::source::Source;
use crate::{Module, Options, finish, generate, lower, openapi, tree};

/// The errors, each an invocation of `compile_error!`, and the stand-in code; `source` is the part that could be read.
#[must_use]
pub fn stand_in(source: Option<&Source>, options: &Options, mut errors: Vec<TokenStream>) -> TokenStream {
    let options = Options { strict: false, ..options.clone() };
    if let Some(Ok(output)) = source.map(|source| generate(source, &options)) {
        let tokens = output.tokens;
        return quote! { #(#errors)* #tokens };
    }
    let first = if errors.is_empty() {
        quote! { 0 }
    } else {
        errors.remove(0)
    };
    let Known { types, calls } = source.map(|source| known(source, &options)).unwrap_or_default();
    let payload = options.module.as_ref().map(payload_macro);
    quote! {
        #(#errors)*

        #[doc(hidden)]
        pub type Client = [(); #first];
        #(#[doc(hidden)] pub type #types = Client;)*
        #[doc(hidden)]
        pub const SERVER_URL: &str = "";

        #[doc(hidden)]
        pub mod operations {
            #(#[doc(hidden)] pub type #calls = super::Client;)*
        }

        #payload
    }
}

/// The names that the caller's code may use.
#[derive(Default)]
struct Known {
    types: Vec<Ident>,
    /// The names in the module `operations`.
    calls: Vec<Ident>,
}

/// The names of everything that could be read.
fn known(source: &Source, options: &Options) -> Known {
    let mut diagnostics = Diagnostics::new(false);
    let Some(files) = tree::parse_files(source, &mut diagnostics) else { return Known::default() };
    let Some(document) = openapi::read(&files, source, options, &mut diagnostics) else { return Known::default() };
    let model = finish::finish(lower::lower(&document, options, &mut diagnostics), options, &mut diagnostics);
    let types = model.types.iter().map(|ty| ty.name.ident()).collect();
    let builders = model.operations.iter().map(|operation| &operation.builder);
    let errors = model.error_enums.iter().flat_map(|found| &found.names);
    let headers = model.header_structs.iter().flat_map(|found| &found.names);
    Known { types, calls: builders.chain(errors).chain(headers).map(Name::ident).collect() }
}

/// Accepts anything.
fn payload_macro(module: &Module) -> TokenStream {
    let (own, path) = (module.macro_name(), module.path());
    quote! {
        #[doc(hidden)]
        pub fn __absent() -> Client { ::std::process::abort() }

        #[doc(hidden)]
        #[macro_export]
        macro_rules! #own {
            ($($tokens:tt)*) => { #path::__absent() };
        }

        #[doc(hidden)]
        #[allow(unused_imports)]
        pub use #own as payload;
    }
}
