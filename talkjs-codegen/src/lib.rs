//! Reads an OpenAPI description and generates a typed Rust client, or reports the errors in it with their places.
//!
//! This is the engine of `talkjs_macros::api!` and of the command `talkjs-codegen`. The input is text, the output is
//! tokens or diagnostics. Only [`Builder`] reads and writes files. The interface is not stable: use the macro instead.
//!
//! The stages and the types between them:
//!
//! | stage | from | to | does |
//! |---|---|---|---|
//! | parse | text | `Node` trees | reads YAML or JSON; every value has its place |
//! | read | trees | `Document` | takes each key once, resolves every `$ref`, selects operations |
//! | lower | `Document` | `Model` | decides names, types, optionality, unions, pages |
//! | finish | `Model` | `Model` | decides what needs all types: directions, discriminators, boxes |
//! | render | `Model` | tokens | writes the code; cannot fail |
//!
//! ```
//! use talkjs_codegen::{Options, Source, generate};
//!
//! let source = Source::new("api.yaml", "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\n");
//! let output = generate(&source, &Options::default()).expect("a valid description");
//! assert!(output.tokens.to_string().contains("pub struct Client"));
//!
//! let wrong = Source::new("api.yaml", "openapi: 3.0.3\ninfo: {titel: Pets, version: '1'}\npaths: {}\n");
//! let strict = Options { strict: true, ..Options::default() };
//! let found = generate(&wrong, &strict).unwrap_err();
//! assert!(found[0].render(&wrong).starts_with("api.yaml:2:8: unknown key `titel` in Info Object; did you mean `title`?"));
//! ```

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "a test may panic"))]

#[cfg(feature = "cli")]
pub mod build;
mod derive;
mod diagnostic;
#[cfg(feature = "diff")]
pub mod diff;
#[cfg(feature = "drift")]
mod drift;
mod external;
mod finish;
#[cfg(feature = "cli")]
mod format;
mod lower;
mod model;
mod module;
mod openapi;
#[cfg(feature = "cli")]
mod outline;
pub mod payload;
#[cfg(feature = "cli")]
mod plain;
mod render;
mod source;
mod stand_in;
mod suggest;
mod tree;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostic::Diagnostics;
use crate::lower::Lowered;
use crate::model::Model;
use crate::openapi::Document;
use crate::tree::Node;

#[cfg(feature = "cli")]
pub use crate::build::{BuildError, Builder};
pub use crate::derive::Derives;
pub use crate::diagnostic::{Diagnostic, Kind, Severity};
#[cfg(feature = "drift")]
pub use crate::drift::{DriftCheck, DriftError, Patch};
pub use crate::external::ExternalType;
#[cfg(feature = "cli")]
pub use crate::format::format;
pub use crate::module::Module;
pub use crate::source::{File, LineColumn, Source, Span};
pub use crate::stand_in::stand_in;
/// The types for exchanges and reports, for [`DriftCheck`].
#[cfg(feature = "drift")]
pub use talkjs_drift as drift_input;

/// Options of the generator.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path of the runtime, the crate `talkjs-runtime`.
    pub runtime: TokenStream,
    /// The path of the crate `talkjs-macros`, which `payload!` calls; the runtime has it with its feature `macros`.
    pub macros: Option<TokenStream>,
    /// Whether warnings about mistakes in the description are errors.
    pub strict: bool,
    /// The operations to read, by `operationId`, `tag:NAME`, `/path`, `/prefix*` or `METHOD /path`; all when empty.
    pub only: Vec<String>,
    /// The operations to skip, in the same form.
    pub skip: Vec<String>,
    /// New Rust names for operations and schemas: pairs of the name in the description and the new name. The former is
    /// an `operationId`, `METHOD /path` for an operation without one, or the name of a schema in `components`.
    pub names: Vec<(String, String)>,
    /// Whether an `operationId` is shortened if its end repeats path and method, as FastAPI's do.
    pub short_operation_ids: bool,
    /// The schemas whose required properties may be absent or null in responses.
    pub lenient_responses: Lenient,
    /// Custom types for strings and numbers of a format. If a format has two types, the first is used.
    pub types: Vec<ExternalType>,
    /// Custom types that replace schemas in `components`.
    pub schemas: Vec<ExternalType>,
    /// Whether `x-rust-type` of a schema names a custom type that replaces it.
    pub rust_type_hints: bool,
    /// Derives for the generated types.
    pub derives: Vec<Derives>,
    /// The path of the module with the generated code from its crate's root, such as `crate::pets`. If set, the code
    /// contains `payload!`.
    pub module: Option<Module>,
    /// Whether calls of the runtime's macros are expanded, except those of `payload!`. The code is longer, is meant for
    /// reading and for editors, and does the same.
    #[cfg(feature = "cli")]
    pub plain: bool,
}

/// The schemas whose required properties may be missing in responses: some servers break their own descriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Lenient {
    /// None: a response without a required property is an error.
    #[default]
    Nothing,
    /// All schemas.
    All,
    /// The schemas of these names in `components`.
    Schemas(Vec<String>),
}

impl Default for Options {
    /// Generates all operations, for `talkjs-runtime` with its feature `macros`; not strict.
    fn default() -> Self {
        Self {
            runtime: quote! { ::talkjs_runtime },
            macros: None,
            strict: false,
            only: Vec::new(),
            skip: Vec::new(),
            names: Vec::new(),
            short_operation_ids: false,
            lenient_responses: Lenient::Nothing,
            types: Vec::new(),
            schemas: Vec::new(),
            rust_type_hints: false,
            derives: Vec::new(),
            module: None,
            #[cfg(feature = "cli")]
            plain: false,
        }
    }
}

/// Generated code.
#[derive(Clone, Debug)]
pub struct Output {
    /// The API as Rust tokens.
    pub tokens: TokenStream,
    /// Warnings and notes, in the order of the file.
    pub found: Vec<Diagnostic>,
}

/// Generates the Rust client of a description.
///
/// # Errors
/// All errors in the description, in the order of the file.
pub fn generate(source: &Source, options: &Options) -> Result<Output, Vec<Diagnostic>> {
    let mut parts = Vec::new();
    let found = generate_parts(source, options, &mut |part| parts.push(part))?;
    Ok(Output { tokens: parts.into_iter().collect(), found })
}

/// Generates the client in parts, each of some items; returns warnings and notes.
fn generate_parts(
    source: &Source,
    options: &Options,
    take: &mut dyn FnMut(TokenStream),
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let (model, found) = read(source, options)?;
    #[cfg(feature = "cli")]
    if options.plain {
        let plain = plain::Expander::new(&options.runtime);
        render::render(&model, source, options, &mut |part| take(plain.expand(part)));
        return Ok(found);
    }
    render::render(&model, source, options, take);
    Ok(found)
}

/// Checks a description without generating code; returns warnings and notes.
///
/// # Errors
/// The same as [`generate`].
pub fn check(source: &Source, options: &Options) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    read(source, options).map(|(_, found)| found)
}

/// Lists the types and methods of a description as text, one paragraph each, without generating code.
///
/// # Errors
/// The same as [`generate`].
#[cfg(feature = "cli")]
pub fn outline(source: &Source, options: &Options) -> Result<Vec<String>, Vec<Diagnostic>> {
    read(source, options).map(|(model, _)| outline::outline(&model))
}

/// Runs all stages that can fail. If a stage reports errors, the next stage does not run, since it would only repeat
/// them.
fn read(source: &Source, options: &Options) -> Result<(Model, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new(options.strict);
    // The trees and the document go before the next stages, which reuse their memory.
    let lowered = {
        let files = parse(source, &mut diagnostics)?;
        lower_files(&files, source, options, &mut diagnostics)?.1
    };
    let model = finish::finish(lowered, options, &mut diagnostics);
    let model = diagnostics.gate(model)?;
    Ok((model, diagnostics.take()))
}

/// Parses all files.
fn parse<'s>(source: &'s Source, diagnostics: &mut Diagnostics) -> Result<Vec<Node<'s>>, Vec<Diagnostic>> {
    let files = tree::parse_files(source, diagnostics);
    diagnostics.gate(files)?.ok_or_else(|| diagnostics.take())
}

/// Reads the description from its trees, and lowers it.
fn lower_files<'t>(
    files: &'t [Node<'t>],
    source: &'t Source,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<(Document<'t>, Lowered), Vec<Diagnostic>> {
    let document = openapi::read(files, source, options, diagnostics);
    let Some(document) = diagnostics.gate(document)? else { return Err(diagnostics.take()) };
    let lowered = lower::lower(&document, options, diagnostics);
    Ok((document, lowered))
}
