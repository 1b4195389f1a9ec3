//! Custom types: Rust types of the caller that replace generated ones.

use proc_macro2::TokenStream;
use quote::quote;

/// A Rust type of the caller, used for a format or for a schema.
///
/// It must implement `Clone`, `Debug`, `PartialEq`, and serde's `Serialize` and `Deserialize` for the JSON of the
/// format or schema, and be `Send + 'static`.
#[derive(Clone, Debug)]
pub struct ExternalType {
    /// The format, or the name of the schema in `components`.
    pub name: String,
    /// The path of the type.
    pub path: TokenStream,
    /// Whether the type has `Eq` and `Hash`.
    pub has_eq: bool,
    /// Whether it is an error if no schema has the format. It is not for a predefined set of types.
    pub must_occur: bool,
}

impl ExternalType {
    /// A custom type.
    #[must_use]
    pub fn new(name: String, path: TokenStream) -> Self {
        Self { name, path, has_eq: false, must_occur: true }
    }

    /// The types of a crate for the formats that its serde implementation reads and writes; `None` for a crate without
    /// a predefined set. `path` is the path of the crate.
    #[must_use]
    pub fn set(name: &str, path: &TokenStream) -> Option<Vec<Self>> {
        let types = match name {
            "jiff" => vec![("date-time", quote! { #path::Timestamp }), ("date", quote! { #path::civil::Date })],
            "chrono" => {
                vec![("date-time", quote! { #path::DateTime<#path::Utc> }), ("date", quote! { #path::NaiveDate })]
            }
            "time" => vec![("date", quote! { #path::Date })],
            _ => return None,
        };
        let of_set =
            |(format, path): (&str, _)| Self { name: format.to_owned(), path, has_eq: true, must_occur: false };
        Some(types.into_iter().map(of_set).collect())
    }

    /// The crates that have a predefined set.
    pub const SETS: [&'static str; 3] = ["jiff", "time", "chrono"];
}
