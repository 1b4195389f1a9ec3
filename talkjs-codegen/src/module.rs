//! The path of the module with the generated code.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Token;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};

use crate::model::payload_macro;

/// The path of a module from the root of its crate: `crate`, `crate::pets`, `crate::r#try::pets`.
#[derive(Clone, Debug)]
pub struct Module {
    /// The segments after `crate`, as written.
    names: Vec<Ident>,
}

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Token![crate]) {
            let message = "expected the path of this module from the root of its crate, such as `crate::pets`";
            return Err(input.error(message));
        }
        input.parse::<Token![crate]>()?;
        let mut names = Vec::new();
        while input.peek(Token![::]) {
            input.parse::<Token![::]>()?;
            names.push(input.parse()?);
        }
        Ok(Self { names })
    }
}

impl Module {
    /// The path inside a `macro_rules!`, valid in every crate that expands it.
    pub(crate) fn path(&self) -> TokenStream {
        let names = &self.names;
        quote! { $crate #(::#names)* }
    }

    /// The name of the module's `payload!` at the root of its crate.
    pub(crate) fn macro_name(&self) -> Ident {
        let names: Vec<String> = self.names.iter().map(|name| name.unraw().to_string()).collect();
        payload_macro(&names)
    }
}
