//! The procedural macros of `talkjs-client`: a shell around `talkjs-codegen`.
//!
//! Users write `talkjs_client::api!`; this crate is what stands behind it.

mod input;

use std::path::{Path, PathBuf};

use proc_macro::TokenStream;
use proc_macro2::{Span, TokenStream as Tokens};
use quote::{quote, quote_spanned};
use talkjs_codegen::{Kind, Source};

use crate::input::Input;

/// Generates a typed client from an OpenAPI 3.0 description, while the crate compiles.
///
/// ```text
/// mod pets {
///     talkjs_client::api! { spec = "spec/pets.yaml" }
/// }
/// ```
///
/// The items stand where the macro is called: a struct or enum for each schema, a `Client` with a
/// method for each operation, and a module `operations` with the calls that take optional
/// parameters. An edit of the description is noticed by the next build.
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `spec` | the description, YAML or JSON; its path from the crate's `Cargo.toml` | required |
/// | `runtime` | the module that generated code finds its runtime in | `::talkjs_client::runtime` |
///
/// # Errors
/// Every mistake in the description is one compile error with file, line and column.
#[proc_macro]
pub fn api(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as Input);
    expand(&input).into()
}

fn expand(input: &Input) -> Tokens {
    let path = input.spec.value();
    let span = input.spec.span();
    let file = absolute(&path);
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            let fault = Kind::Unreadable { reason: error.to_string() };
            let message = format!("{path}: {fault} (looked for `{}`)", file.display());
            return compile_error(&message, span);
        }
    };
    let source = Source::new(path, text);
    let tracked = tracked(&file);
    match talkjs_codegen::generate(&source, &input.runtime) {
        Ok(tokens) => quote! { #tokens #tracked },
        Err(found) => {
            let errors = found.iter().map(|diagnostic| compile_error(&diagnostic.render(&source), span));
            quote! { #(#errors)* #tracked }
        }
    }
}

/// Paths are relative to the crate that calls the macro, wherever the build was started.
fn absolute(path: &str) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    Path::new(&root).join(path)
}

/// The compiler rebuilds when a file that is included changes; nothing else tells it on stable Rust.
fn tracked(file: &Path) -> Option<Tokens> {
    let file = file.to_str()?;
    Some(quote! { const _: &[u8] = include_bytes!(#file); })
}

fn compile_error(message: &str, span: Span) -> Tokens {
    quote_spanned! { span => ::core::compile_error! { #message } }
}
