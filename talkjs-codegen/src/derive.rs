//! Derives for generated types, from the options.

use proc_macro2::{TokenStream, TokenTree};

/// Derives for the generated types.
#[derive(Clone, Debug)]
pub struct Derives {
    /// The type, by its Rust name or by its schema's name in `components`; `None` for every type.
    pub of: Option<String>,
    /// The paths of the derives.
    pub paths: Vec<TokenStream>,
}

/// The last segment of a path, which identifies a derive.
pub(crate) fn last_name(path: &TokenStream) -> String {
    let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
    path.clone().into_iter().filter(is_name).last().map(|name| name.to_string()).unwrap_or_default()
}
