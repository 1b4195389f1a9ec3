//! Reads an OpenAPI description and renders typed Rust, or says what is wrong with it and where.
//!
//! The engine behind `talkjs_macros::api!` and the command `talkjs-codegen`. Text goes in, tokens or
//! diagnostics come out; no file is read and no compiler is talked to. There is no promise of a
//! stable interface: depend on the macro.
//!
//! The stages, with a type at each hand-over:
//!
//! | stage | from | to | does |
//! |---|---|---|---|
//! | load | text | `Document` | reads YAML or JSON with places, holds it against OpenAPI's table |
//! | resolve | `Document` | `Resolved` | checks every `$ref` |
//! | lower | `Resolved` | `Model` | decides names, optionality, unions, pages |
//! | check | `Model` | `Checked` | finds what collides or never ends |
//! | render | `Checked` | tokens | writes it out; cannot fail |
//!
//! ```
//! use talkjs_codegen::{Source, generate};
//!
//! let source = Source::new("api.yaml", "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\n");
//! let tokens = generate(&source, "::talkjs_client::runtime").expect("a valid description");
//! assert!(tokens.to_string().contains("pub struct Client"));
//!
//! let wrong = Source::new("api.yaml", "openapi: 3.0.3\ninfo: {titel: Pets, version: '1'}\npaths: {}\n");
//! let found = generate(&wrong, "::talkjs_client::runtime").unwrap_err();
//! assert!(found[0].render(&wrong).starts_with("api.yaml:2:8: Info Object has no key `titel`; did you mean `title`?"));
//! ```

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "a test may panic"))]

mod check;
mod cursor;
mod diagnostic;
mod load;
mod lower;
mod model;
mod render;
mod resolve;
mod source;
mod structure;
mod suggest;
mod tree;
mod view;

use proc_macro2::TokenStream;

use crate::check::Checked;
use crate::diagnostic::Diagnostics;

pub use crate::diagnostic::{Diagnostic, Kind, Severity};
pub use crate::source::{LineColumn, Source, Span};

/// Renders the API of a description; `runtime` is the path that generated code finds its runtime
/// under, such as `::talkjs_client::runtime`.
///
/// # Errors
/// Everything that is wrong with the description, in the order of the file.
pub fn generate(source: &Source, runtime: &str) -> Result<TokenStream, Vec<Diagnostic>> {
    let checked = read(source)?;
    let runtime = model::path_tokens(runtime);
    Ok(render::render(&checked, source, &runtime))
}

/// Reads a description and renders nothing.
///
/// # Errors
/// Everything that is wrong with the description, in the order of the file.
pub fn check(source: &Source) -> Result<(), Vec<Diagnostic>> {
    read(source).map(|_| ())
}

/// All stages that can fail. What one stage found ends the work before the next, which could only
/// repeat it in other words.
fn read(source: &Source) -> Result<Checked, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    let document = load::load(source, &mut diagnostics);
    let Some(document) = diagnostics.gate(document)? else { return Err(Vec::new()) };
    let resolved = resolve::resolve(document, &mut diagnostics);
    let resolved = diagnostics.gate(resolved)?;
    let model = lower::lower(&resolved, &mut diagnostics);
    let model = diagnostics.gate(model)?;
    let checked = check::check(model, &mut diagnostics);
    diagnostics.gate(checked)
}
