//! The procedural macros `api!` and `payload!`: a shell around `talkjs-codegen`.
//!
//! Users write `talkjs_runtime::api!`, which is the macro of this crate.

#[cfg(feature = "baseline")]
mod baseline;
mod input;
mod shield;

use std::path::{Path, PathBuf};

use proc_macro::TokenStream;
use proc_macro2::{Span, TokenStream as Tokens};
use quote::{quote, quote_spanned};
use syn::LitStr;
use talkjs_codegen::{Diagnostic, Kind, Severity, Source, stand_in};

use crate::input::Input;
use crate::shield::shielded;

/// Generates a typed client from an OpenAPI 3.0 or 3.1 description, while the crate compiles.
///
/// ```text
/// mod pets {
///     talkjs_runtime::api! { spec = "spec/pets.yaml" }
/// }
/// ```
///
/// The items stand where the macro is called: a struct or enum for each schema, a `Client` with a
/// method for each operation, and a module `operations` with the calls that take optional
/// parameters. An edit of the description is noticed by the next build.
///
/// An operation whose body has several media types has a method for each, with the media type's name behind its own:
/// `create_file`, `create_file_form`, `create_file_multipart`, `create_file_text`, `create_file_csv`. A response of several
/// kinds (JSON, text, bytes) is an enum by content type. An event stream (`text/event-stream`) or a stream of JSON values
/// (`application/x-ndjson`, `application/json-seq` and the like) returns its events or values as they come, in a method of its
/// own where the response has another form as well: `create_completion` and `create_completion_stream`.
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `spec` | the description, YAML or JSON; its path from the crate's `Cargo.toml` | required |
/// | `baseline` | an earlier version of the description, by the same rules as `spec`: what breaks its callers is a warning, with the places in both files; needs the cargo feature `baseline`. See below | none |
/// | `references` | where local copies lie of what a `$ref` finds in the network: `{ "https://example.org/schemas/" = "spec/vendor/" }`; paths as for `spec` | none |
/// | `strict` | whether every mistake in the description is an error, also where the code can do without what it says | `false` |
/// | `only` | the operations to generate: `["getUser", "tag:users", "/users/*", "GET /users/{id}"]` | all |
/// | `skip` | the operations to leave out, in the same words | none |
/// | `names` | Rust names for operations and schemas: `{ "read_items_items_get" = "read_items", "GET /pets" = "pets", "Body_upload" = "Upload" }`; an operation goes by `operationId`, or by `METHOD /path` if it has none, and a schema by its name in `components` | those of the description |
/// | `short_operation_ids` | whether the end of an `operationId` is left out where it repeats path and method, as FastAPI's ids do: `read_items_items_get` becomes `read_items`, and its body `Body_read_items_items_get` becomes `BodyReadItems`; ids that would then be equal stay | `false` |
/// | `lenient_responses` | `true`, or the names of schemas in `components`, `["User"]`: responses may lack their required properties or have `null` for them, so the fields are `Option`s; requests have a type of their own then, `UserRequest` | `false`: such a response is an error |
/// | `types` | Rust types for strings and numbers of a format: `{ "uuid" = uuid::Uuid, "uri" = url::Url }`; a ready-made set, `jiff`, `time` or `chrono`; or both, `{ jiff, "uuid" = uuid::Uuid }`. See below | `String`, checked before it is sent |
/// | `schemas` | Rust types in place of schemas in `components`: `{ Money = crate::Money }`. See below | generated types |
/// | `rust_type_hints` | whether `x-rust-type` of a schema, a path or typify's object with a `path`, names the Rust type that takes its place | `false` |
/// | `derive` | further derives: `[schemars::JsonSchema]` for all types, or by name, `{ User = [Ord], "*" = [schemars::JsonSchema] }`. See below | none |
/// | `module` | the path of the module that the macro stands in, `crate::pets`; with it there is a macro `payload!` for the API's types | no `payload!` |
/// | `runtime` | the path of the crate `talkjs-runtime` | `::talkjs_runtime` |
/// | `macros` | the path of this crate, for `payload!`; without it, the runtime's feature `macros` has to be on | that of the runtime |
///
/// Use `strict = true` for a description of your own. What is left out by `only` and `skip` is not judged, and neither
/// are schemas that nothing else needs.
///
/// # Changes that break callers
/// With `baseline = "spec/released.yaml"`, a copy of the description of your last release, each build compares the two and
/// warns of what breaks: code that compiled with the released crate, calls that the server rejects now, calls that do
/// something else. It is for whoever publishes the generated crate; the command `talkjs-codegen diff` shows more. It needs
/// `talkjs-runtime = { version = "0.1", features = ["baseline"] }`, and costs others nothing.
///
/// # Types of your own
/// A type of `types`, `schemas` or `x-rust-type` needs `Clone`, `Debug`, `PartialEq`, and serde's `Serialize` and
/// `Deserialize` for the JSON that the description has there; it must be `Send` and `'static`. Its crate is your dependency.
/// Setters, constructors and methods take the type itself, and `Vec`, `BTreeMap`, `Option` of it where lists, maps and
/// nullable values are described. In paths, queries, headers and cookies it is written like its JSON, without quotes. Other
/// constraints, such as `pattern`, are checked before it is sent, on its JSON. A string with `enum` stays an enum.
///
/// | set | `date-time` | `date` |
/// |---|---|---|
/// | `jiff` | `jiff::Timestamp` | `jiff::civil::Date` |
/// | `chrono` | `chrono::DateTime<chrono::Utc>` | `chrono::NaiveDate` |
/// | `time` | | `time::Date` |
///
/// The crate needs its feature `serde`, and `time` its feature `serde-human-readable`. Formats are left out whose text the
/// crate does not read and write by itself: `time`, which has an offset in RFC 3339, `duration`, for which jiff has one type
/// that cannot be compared and one without days, and all but dates of the crate `time`. A set only changes formats that the
/// description has.
///
/// `payload!` checks a literal against the format while the crate compiles. It panics in the line of the literal when the
/// type rejects what the format allows, such as a year beyond those that it has. An expression must be of the type itself.
///
/// # Derives
/// Every type has `Clone`, `Debug` and `PartialEq`, and `Eq` and `Hash` where all its parts have: no float, and no type of
/// your own but those of a ready-made set. `derive` adds others, and leaves out what a type has already; `Eq` and `Hash` for
/// all types change nothing. A type goes by its Rust name or by the name of its schema.
///
/// Of derives with these names, the generated code has the attributes: `JsonSchema` (crate schemars, version 1) finds the names
/// of JSON, properties without a name, files as strings, open enums as strings or integers, and the branches of unions;
/// `ToSchema` (utoipa) and `TS` (ts-rs) find the names. A property with one possible value is no field, so they do not find it.
///
/// # Errors
/// Every mistake in the description that leaves open what the code should do is one compile error with file, line and
/// column. Other mistakes are warnings, of which the first ten are shown; they are made as uses of something deprecated,
/// so `#[allow(deprecated)]` on the module silences them.
///
/// After an error, the known names of the API stand for types that the compiler reports nothing more about, so uses of the
/// API are no further errors.
#[proc_macro]
pub fn api(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as Input);
    let about = format!("`api!` of `{}`", input.spec.value());
    shielded(&about, input.spec.span(), || expand(&input)).into()
}

/// What stands behind the macro `payload!` that `api!` makes: checks a literal and makes the typed value of it.
///
/// Generated code calls it, with the text of the literal's type.
#[proc_macro]
pub fn payload(input: TokenStream) -> TokenStream {
    let position = |span: Span| {
        let start = span.unwrap().start();
        (start.line(), start.column())
    };
    let input = input.into();
    shielded("`payload!`", Span::call_site(), || talkjs_codegen::payload::expand(input, position)).into()
}

/// The most warnings that are shown for one description.
const MAX_WARNINGS: usize = 10;

fn expand(input: &Input) -> Tokens {
    let span = input.spec.span();
    let source = match open(&input.spec, &input.copies()) {
        Ok(source) => source,
        Err(error) => return stand_in(None, &input.options, vec![error]),
    };
    let tracked = all_tracked(&source);
    match talkjs_codegen::generate(&source, &input.options) {
        Ok(output) => {
            let (tokens, warnings) = (&output.tokens, warnings(&source, &output.found, span));
            let changes = input.baseline.as_ref().map(|baseline| changes(baseline, &source, input));
            quote! { #tokens #(#tracked)* #(#warnings)* #changes }
        }
        Err(found) => {
            let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
            let errors = errors.map(|diagnostic| error(diagnostic, &source, input)).collect();
            let code = stand_in(Some(&source), &input.options, errors);
            quote! { #code #(#tracked)* }
        }
    }
}

#[cfg(feature = "baseline")]
use baseline::changes;

#[cfg(not(feature = "baseline"))]
fn changes(baseline: &LitStr, _source: &Source, _input: &Input) -> Tokens {
    let message = "`baseline` needs the cargo feature `baseline`: \
                   `talkjs-runtime = { version = \"0.1\", features = [\"baseline\"] }`";
    compile_error(message, baseline.span())
}

/// Opens a description. Paths are relative to the crate that calls the macro.
fn open(path: &LitStr, copies: &[(String, String)]) -> Result<Source, Tokens> {
    let name = path.value();
    Source::open_with_copies(&name, copies, |path| std::fs::read_to_string(absolute(path))).map_err(|error| {
        let fault = Kind::Unreadable { reason: error.to_string() };
        let message = format!("{name}: {fault} (looked for `{}`)", absolute(&name).display());
        compile_error(&message, path.span())
    })
}

/// What makes the compiler build again after an edit of one of the files.
fn all_tracked(source: &Source) -> impl Iterator<Item = Tokens> {
    source.files().iter().filter_map(|file| tracked(&absolute(file.path())))
}

/// Paths are relative to the crate that calls the macro, wherever the build was started.
fn absolute(path: &str) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    Path::new(&root).join(path)
}

/// The compiler rebuilds when a file that is included changes; nothing else tells it on stable Rust.
fn tracked(file: &Path) -> Option<Tokens> {
    let file = file.to_str()?;
    Some(quote! { const _: &[u8] = ::core::include_bytes!(#file); })
}

/// A mistake in an option is shown there; all others are the description's.
fn error(diagnostic: &Diagnostic, source: &Source, input: &Input) -> Tokens {
    match option_at_fault(&diagnostic.kind, input) {
        Some(span) => compile_error(&format!("{}: {}", source.path(), diagnostic.kind), span),
        None => compile_error(&diagnostic.render(source), input.spec.span()),
    }
}

fn option_at_fault(kind: &Kind, input: &Input) -> Option<Span> {
    let entry = |old: &str| input.names.iter().find(|entry| entry.key.value() == old);
    let selector = |text: &str| input.selectors.iter().find(|written| written.value() == text).map(LitStr::span);
    let lenient = |text: &str| input.lenient.iter().find(|written| written.value() == text).map(LitStr::span);
    let replaced = |text: &str| input.replaced.iter().find(|key| key.text == text).map(|key| key.span);
    match kind {
        Kind::UnknownSelection { selector: text, .. } => selector(text),
        Kind::UnknownName { name, .. } => entry(name).map(|entry| entry.key.span()),
        Kind::NewName { name, .. } => entry(name).map(|entry| entry.value.span()),
        Kind::UnknownFormat { format, .. } => replaced(format),
        Kind::UnknownSchema { name, .. } => replaced(name).or_else(|| lenient(name)),
        Kind::UnknownType { name, .. } => replaced(name),
        _ => None,
    }
}

fn warnings(source: &Source, found: &[Diagnostic], span: Span) -> Vec<Tokens> {
    let warnings: Vec<&Diagnostic> =
        found.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning).collect();
    let shown = warnings.iter().take(MAX_WARNINGS).map(|diagnostic| warning(&diagnostic.render(source), span));
    let rest = warnings.len().saturating_sub(MAX_WARNINGS);
    let more = (rest > 0).then(|| {
        let path = source.path();
        warning(&format!("{path}: {rest} more warnings; `talkjs-codegen check {path}` shows them all"), span)
    });
    shown.chain(more).collect()
}

/// Stable Rust lets a macro warn in one way only: by using something that is deprecated.
fn warning(message: &str, span: Span) -> Tokens {
    quote_spanned! { span =>
        const _: () = {
            #[deprecated(note = #message)]
            const DESCRIPTION: () = ();
            DESCRIPTION
        };
    }
}

fn compile_error(message: &str, span: Span) -> Tokens {
    quote_spanned! { span => ::core::compile_error! { #message } }
}
