//! One description through the generator.

use std::collections::BTreeMap;
use std::time::Instant;

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};
use talkjs_codegen::{Diagnostic, ExternalType, Options, Severity, Source, format, generate};

use super::fields::Fields;

/// The module of the code, where it is compiled.
pub(super) const MODULE: &str = "crate::api";

/// What the generator made of one description.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Measured {
    /// The code, where there is some.
    pub code: Option<Code>,
    /// How many errors, warnings and notes there are.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many notes.
    pub notes: usize,
    /// The first error, with its place.
    pub first_error: Option<String>,
    /// The messages that do not say where in the description they belong.
    pub unplaced: Vec<String>,
    /// How often each kind of message was given.
    pub kinds: BTreeMap<String, usize>,
    /// How many values became plain JSON, by reason.
    pub untyped: BTreeMap<String, usize>,
    /// How long the first of the two runs took.
    pub seconds: f64,
}

/// The code that was generated.
#[derive(Debug, Deserialize, Serialize)]
pub struct Code {
    /// It, formatted.
    pub text: String,
    /// Whether a second run gave the same bytes.
    pub repeatable: bool,
    /// What its types are made of; `None` when the tokens are no Rust file.
    pub fields: Option<Fields>,
}

/// What the generator gives for a description, with what `payload!` needs. The only place that knows its functions.
fn expand(source: &Source, types: &str) -> (Option<TokenStream>, Vec<Diagnostic>) {
    let types = ExternalType::set(types, &types.parse().unwrap_or_default()).unwrap_or_default();
    let options = Options { module: syn::parse_str(MODULE).ok(), types, ..Options::default() };
    match generate(source, &options) {
        Ok(output) => (Some(output.tokens), output.found),
        Err(found) => (None, found),
    }
}

/// Runs the generator twice over one description; `types` is the crate whose set of types it uses, or nothing.
#[must_use]
pub fn measure(source: &Source, types: &str) -> Measured {
    let start = Instant::now();
    let (tokens, found) = expand(source, types);
    let seconds = start.elapsed().as_secs_f64();
    let of = |severity| found.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let first_error = found.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    let mut measured = Measured {
        code: tokens.map(|tokens| code(tokens, source, types)),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        notes: of(Severity::Note),
        first_error: first_error.map(|diagnostic| headline(diagnostic, source)),
        seconds,
        ..Measured::default()
    };
    for diagnostic in &found {
        let kind = kind(diagnostic);
        if !placed(diagnostic, source) {
            measured.unplaced.push(headline(diagnostic, source));
        }
        if kind == "Untyped" {
            *measured.untyped.entry(gist(&diagnostic.kind.to_string())).or_default() += 1;
        }
        *measured.kinds.entry(format!("{:?} {kind}", diagnostic.severity)).or_default() += 1;
    }
    measured
}

fn code(tokens: TokenStream, source: &Source, types: &str) -> Code {
    let once = tokens.to_string();
    let again = expand(source, types).0.map(|tokens| tokens.to_string());
    let repeatable = again.as_ref() == Some(&once);
    let fields = syn::parse2(tokens.clone()).ok().map(|file| Fields::count(&file));
    Code { text: format(&tokens), repeatable, fields }
}

/// Whether the message leads to bytes that are there.
fn placed(diagnostic: &Diagnostic, source: &Source) -> bool {
    let span = diagnostic.span;
    span.start() <= span.end() && source.file_of(span).text().get(span.range()).is_some()
}

/// The message without the excerpt of the file.
fn headline(diagnostic: &Diagnostic, source: &Source) -> String {
    diagnostic.render(source).lines().next().unwrap_or_default().to_owned()
}

/// The name of the kind of message.
fn kind(diagnostic: &Diagnostic) -> String {
    let words = format!("{:?}", diagnostic.kind);
    words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// A message without what it quotes, so that those of one kind are counted together.
fn gist(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 0 { part } else { "…" }).collect()
}
