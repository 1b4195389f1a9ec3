//! Derives that the caller asks for.

use proc_macro2::{TokenStream, TokenTree};

/// Derives for the generated types.
#[derive(Clone, Debug)]
pub struct Derives {
    /// The type, by its Rust name or by the name of its schema in `components`; `None` is every type.
    pub of: Option<String>,
    /// The paths of the derives.
    pub paths: Vec<TokenStream>,
}

/// The last name of a path, by which a derive is known.
pub(crate) fn last_name(path: &TokenStream) -> String {
    let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
    path.clone().into_iter().filter(is_name).last().map(|name| name.to_string()).unwrap_or_default()
}
