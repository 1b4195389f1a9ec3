//! Reads an OpenAPI description and renders typed Rust, or says what is wrong with it and where.
//!
//! The engine behind `talkjs_macros::api!` and the command `talkjs-codegen`. Text goes in, tokens or
//! diagnostics come out; no compiler is talked to, and only [`Builder`] reads and writes files. There is no promise of a
//! stable interface: depend on the macro.
//!
//! The stages, with a type at each hand-over:
//!
//! | stage | from | to | does |
//! |---|---|---|---|
//! | parse | text | `Node` trees | reads YAML or JSON; every value has its place |
//! | read | trees | `Document` | takes each key once, resolves every `$ref`, selects operations |
//! | lower | `Document` | `Model` | decides names, types, optionality, unions, pages |
//! | finish | `Model` | `Model` | decides what needs all types: directions, discriminators, boxes |
//! | render | `Model` | tokens | writes it out; cannot fail |
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
/// What exchanges are read from, and reports made of, for [`DriftCheck`].
#[cfg(feature = "drift")]
pub use talkjs_drift as drift_input;

/// What is made of a description, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path of the runtime, the crate `talkjs-runtime`.
    pub runtime: TokenStream,
    /// The path of the crate `talkjs-macros`, which `payload!` calls; the runtime has it with its feature `macros`.
    pub macros: Option<TokenStream>,
    /// Whether a mistake in the description is an error even where the code can do without what it says.
    pub strict: bool,
    /// The operations to read, by `operationId`, `tag:NAME`, `/path`, `/prefix*` or `METHOD /path`; all when empty.
    pub only: Vec<String>,
    /// The operations to leave out, in the same words.
    pub skip: Vec<String>,
    /// Rust names for operations and schemas, each after the name in the description: the `operationId`, `METHOD /path` for
    /// an operation without one, or the name of the schema in `components`.
    pub names: Vec<(String, String)>,
    /// Whether the end of an `operationId` is left out of its name where it repeats path and method, as FastAPI's do.
    pub short_operation_ids: bool,
    /// The schemas whose required properties may be absent or null in responses.
    pub lenient_responses: Lenient,
    /// Rust types of the caller's for strings and numbers of a format. Of two for one format, the first counts.
    pub types: Vec<ExternalType>,
    /// Rust types of the caller's in place of schemas in `components`.
    pub schemas: Vec<ExternalType>,
    /// Whether `x-rust-type` of a schema names the type that takes its place.
    pub rust_type_hints: bool,
    /// Derives for the generated types.
    pub derives: Vec<Derives>,
    /// The module of the generated code, from its crate's root: `crate::pets`. With it, the code has `payload!`.
    pub module: Option<Module>,
    /// Whether the code has no calls of the runtime's macros, but for those of `payload!`: longer, for reading, and for editors.
    /// It does the same.
    #[cfg(feature = "cli")]
    pub plain: bool,
}

/// The schemas of which a response may lack required properties: some servers break their own descriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Lenient {
    /// None: a response without a required property is an error.
    #[default]
    Nothing,
    /// All.
    All,
    /// These, by their names in `components`.
    Schemas(Vec<String>),
}

impl Default for Options {
    /// Everything, for `talkjs-runtime` with its feature `macros`, and not strict.
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

/// What was made of a description.
#[derive(Clone, Debug)]
pub struct Output {
    /// The API as Rust.
    pub tokens: TokenStream,
    /// What is worth knowing: warnings and notes, in the order of the file.
    pub found: Vec<Diagnostic>,
}

/// Renders the API of a description.
///
/// # Errors
/// Everything that is wrong with the description, in the order of the file, when it ends the work.
pub fn generate(source: &Source, options: &Options) -> Result<Output, Vec<Diagnostic>> {
    let (model, found) = read(source, options)?;
    let tokens = render::render(&model, source, options);
    #[cfg(feature = "cli")]
    let tokens = if options.plain { plain::plain(tokens, &options.runtime) } else { tokens };
    Ok(Output { tokens, found })
}

/// Reads a description and renders nothing; gives warnings and notes.
///
/// # Errors
/// As [`generate`].
pub fn check(source: &Source, options: &Options) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    read(source, options).map(|(_, found)| found)
}

/// Reads a description and gives its types and methods as text, one paragraph each: what the code has, without the code.
///
/// # Errors
/// As [`generate`].
#[cfg(feature = "cli")]
pub fn outline(source: &Source, options: &Options) -> Result<Vec<String>, Vec<Diagnostic>> {
    read(source, options).map(|(model, _)| outline::outline(&model))
}

/// All stages that can fail. An error of one stage ends the work before the next, which could only repeat it in other
/// words.
fn read(source: &Source, options: &Options) -> Result<(Model, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new(options.strict);
    let files = parse(source, &mut diagnostics)?;
    let (_, model) = read_files(&files, source, options, &mut diagnostics)?;
    Ok((model, diagnostics.take()))
}

/// The trees of all files.
fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Result<Vec<Node>, Vec<Diagnostic>> {
    let files = tree::parse_files(source, diagnostics);
    diagnostics.gate(files)?.ok_or_else(|| diagnostics.take())
}

/// The description of trees, and the model of it.
fn read_files<'t>(
    files: &'t [Node],
    source: &'t Source,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<(Document<'t>, Model), Vec<Diagnostic>> {
    let document = openapi::read(files, source, options, diagnostics);
    let Some(document) = diagnostics.gate(document)? else { return Err(diagnostics.take()) };
    let lowered = lower::lower(&document, options, diagnostics);
    let model = finish::finish(lowered, options, diagnostics);
    let model = diagnostics.gate(model)?;
    Ok((document, model))
}
