//! The procedural macros `api!` and `payload!`: thin wrappers around `talkjs-codegen`.
//!
//! Users write `talkjs_runtime::api!`, which re-exports the macro of this crate.

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

/// Generates a typed client from an OpenAPI 3.0 or 3.1 description at compile time.
///
/// ```text
/// mod pets {
///     talkjs_runtime::api! { spec = "spec/pets.yaml" }
/// }
/// ```
///
/// The macro generates these items in its module: a struct or enum for each schema, a `Client` with a method for each
/// operation, and a module `operations` with the calls that have optional parameters. After an edit of the description,
/// the next build compiles it again.
///
/// An operation whose body has several media types has a method for each, with the media type's name as suffix:
/// `create_file`, `create_file_form`, `create_file_multipart`, `create_file_text`, `create_file_csv`. A response of
/// several kinds (JSON, text, bytes) is an enum by content type. An event stream (`text/event-stream`) or a stream of
/// JSON values (`application/x-ndjson`, `application/json-seq` and the like) returns its events or values as they
/// arrive. If the response has another form as well, the stream has its own method: `create_completion` and
/// `create_completion_stream`.
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `spec` | the description, YAML or JSON; its path relative to the crate's `Cargo.toml` | required |
/// | `baseline` | an earlier version of the description, by the same rules as `spec`: changes that break its callers are warnings, with the places in both files; requires the cargo feature `baseline`. See below | none |
/// | `references` | local copies of remote `$ref` targets: `{ "https://example.org/schemas/" = "spec/vendor/" }`; paths as for `spec` | none |
/// | `strict` | whether warnings about the description are errors | `false` |
/// | `only` | the operations to generate: `["getUser", "tag:users", "/users/*", "GET /users/{id}"]` | all |
/// | `skip` | the operations to skip, in the same form | none |
/// | `names` | Rust names for operations and schemas: `{ "read_items_items_get" = "read_items", "GET /pets" = "pets", "Body_upload" = "Upload" }`; an operation is named by `operationId`, or by `METHOD /path` if it has none, and a schema by its name in `components` | those of the description |
/// | `short_operation_ids` | whether the end of an `operationId` is removed if it repeats path and method, as FastAPI's ids do: `read_items_items_get` becomes `read_items`, and its body `Body_read_items_items_get` becomes `BodyReadItems`; ids that would become equal stay | `false` |
/// | `lenient_responses` | `true`, or the names of schemas in `components`, `["User"]`: in responses, their required properties may be missing or `null`, so the fields are `Option`s; requests then have their own type, `UserRequest` | `false`: such a response is an error |
/// | `types` | Rust types for strings and numbers of a format: `{ "uuid" = uuid::Uuid, "uri" = url::Url }`; a predefined set, `jiff`, `time` or `chrono`; or both, `{ jiff, "uuid" = uuid::Uuid }`. See below | `String`, checked before sending |
/// | `schemas` | Rust types that replace schemas in `components`: `{ Money = crate::Money }`. See below | generated types |
/// | `rust_type_hints` | whether `x-rust-type` of a schema, a path or typify's object with a `path`, names a Rust type that replaces it | `false` |
/// | `derive` | additional derives: `[schemars::JsonSchema]` for all types, or by name, `{ User = [Ord], "*" = [schemars::JsonSchema] }`. See below | none |
/// | `module` | the path of the module with this macro call, `crate::pets`; generates a macro `payload!` for the API's types | no `payload!` |
/// | `runtime` | the path of the crate `talkjs-runtime` | `::talkjs_runtime` |
/// | `macros` | the path of this crate, for `payload!`; without it, the runtime's feature `macros` must be enabled | that of the runtime |
///
/// Use `strict = true` for your own description. Operations that `only` and `skip` exclude are not checked, and neither
/// are schemas that only they need.
///
/// # Changes that break callers
/// With `baseline = "spec/released.yaml"`, a copy of the description of your last release, each build compares the two
/// and warns about breaking changes: code that compiled with the released crate, calls that the server now rejects,
/// calls with another effect. It is meant for publishers of a generated crate; the command `talkjs-codegen diff`
/// reports more details. It requires `talkjs-runtime = { version = "0.1", features = ["baseline"] }`, and costs other
/// users nothing.
///
/// # Custom types
/// A type in `types`, `schemas` or `x-rust-type` must implement `Clone`, `Debug`, `PartialEq`, and serde's `Serialize`
/// and `Deserialize` for the JSON in the description; it must be `Send` and `'static`. Its crate is a dependency of
/// yours. Setters, constructors and methods take the type itself, and `Vec`, `BTreeMap` or `Option` of it for lists,
/// maps and nullable values. In paths, queries, headers and cookies it is serialized like its JSON, without quotes.
/// Other constraints, such as `pattern`, are checked on its JSON before sending. A string with `enum` stays an enum.
///
/// | set | `date-time` | `date` |
/// |---|---|---|
/// | `jiff` | `jiff::Timestamp` | `jiff::civil::Date` |
/// | `chrono` | `chrono::DateTime<chrono::Utc>` | `chrono::NaiveDate` |
/// | `time` | | `time::Date` |
///
/// The crate needs its feature `serde`, and `time` its feature `serde-human-readable`. A set excludes formats that the
/// crate does not read and write by itself: `time`, which has an offset in RFC 3339; `duration`, for which jiff has one
/// type that cannot be compared and one without days; and, for the crate `time`, everything except dates. A set only
/// affects formats that the description has.
///
/// `payload!` checks a literal against the format at compile time. It panics at the line of the literal if the type
/// rejects a value that the format allows, such as a year out of its range. An expression must have exactly this type.
///
/// # Derives
/// Every type has `Clone`, `Debug` and `PartialEq`, and also `Eq` and `Hash` if all its parts do: no float, and no
/// custom types except those of a predefined set. `derive` adds others, and skips those that a type already has; `Eq`
/// and `Hash` for all types change nothing. A type is identified by its Rust name or by the name of its schema.
///
/// For derives with these names, the generated code has their attributes: `JsonSchema` (crate schemars, version 1) gets
/// the JSON names, additional properties, files as strings, open enums as strings or integers, and the branches of
/// unions; `ToSchema` (utoipa) and `TS` (ts-rs) get the names. A property with one possible value is not a field, so
/// derives do not include it.
/// # Errors
/// Every mistake in the description that makes the code ambiguous is one compile error with file, line and column.
/// Other mistakes are warnings, of which the first ten are shown; they are implemented as uses of deprecated items, so
/// `#[allow(deprecated)]` on the module silences them.
///
/// After an error, the known names of the API are placeholder types, so uses of the API cause no further errors.
#[proc_macro]
pub fn api(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as Input);
    let about = format!("`api!` of `{}`", input.spec.value());
    let expansion = shielded(&about, input.spec.span(), || expand(&input));
    expansion.unwrap_or_else(|error| stand_in(None, &input.options, vec![error])).into()
}

/// The implementation of the macro `payload!` that `api!` generates: checks a literal and builds the typed value.
///
/// Generated code calls it, with the text of the literal's type.
#[proc_macro]
pub fn payload(input: TokenStream) -> TokenStream {
    let position = |span: Span| {
        let start = span.unwrap().start();
        (start.line(), start.column())
    };
    let input = input.into();
    let expansion = shielded("`payload!`", Span::call_site(), || talkjs_codegen::payload::expand(input, position));
    expansion.unwrap_or_else(|error| error).into()
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

/// Code that makes the compiler build again after an edit of one of the files.
fn all_tracked(source: &Source) -> impl Iterator<Item = Tokens> {
    source.files().iter().filter_map(|file| tracked(&absolute(file.path())))
}

/// Paths are relative to the crate that calls the macro, wherever the build was started.
fn absolute(path: &str) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    Path::new(&root).join(path)
}

/// The compiler rebuilds after a change of an included file; stable Rust offers no other way.
fn tracked(file: &Path) -> Option<Tokens> {
    let file = file.to_str()?;
    Some(quote! { const _: &[u8] = ::core::include_bytes!(#file); })
}

/// An error in an option is reported at the option; all others are reported for the description.
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

/// On stable Rust, a macro can warn only by using a deprecated item.
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
