//! `payload!`: a literal, in the JSON of the vendor's documentation, checked against the description and made into the
//! typed value.
//!
//! | step | file | from | to |
//! |---|---|---|---|
//! | slice | `slice.rs`, `schema.rs` | the model, when the API is generated | the text of one payload type |
//! | read | `syntax.rs` | the caller's tokens | a literal with places |
//! | fit | `fit.rs` | the literal and its type | a typed value, and all that is wrong with it (`fault.rs`) |
//! | emit | `emit.rs`, `complete.rs` | the typed value | Rust |

mod complete;
mod emit;
mod fault;
mod fit;
mod json;
mod schema;
mod slice;
mod syntax;
mod words;

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use self::complete::completions;
use self::emit::Emitter;
use self::fault::{Fault, Found};
use self::fit::{Fitted, Fitter};
use crate::suggest::nearest;
use crate::{Diagnostic, Options, Source};

pub(crate) use self::schema::Schema;
pub(crate) use self::slice::Slicer;

/// What stands behind `payload!`: `[module] "schema" Type value`, or `"names" name …` for a type that there is not.
///
/// All mistakes of the literal become compile errors, each under its token; besides them comes the best value that can be
/// made of the rest, so that editors go on to know the types.
/// They are in the order in which they stand, for which `position` gives line and column.
#[must_use]
pub fn expand(input: TokenStream, position: impl Fn(Span) -> (usize, usize)) -> TokenStream {
    let mut tokens = input.into_iter();
    let (first, second) = (tokens.next(), tokens.next());
    match (first, second) {
        (Some(TokenTree::Group(module)), Some(TokenTree::Literal(text)))
            if module.delimiter() == Delimiter::Bracket =>
        {
            let Some(TokenTree::Ident(name)) = tokens.next() else { return misuse(text.span()) };
            let Some(schema) = Schema::of_literal(&text) else {
                return misuse(text.span());
            };
            let (fitted, mut found) = judge(&schema, &name, tokens.collect());
            found.sort_by_key(|found| position(found.span));
            let completions = completions(&module.stream(), &fitted);
            let value = Emitter::new(module.stream(), &schema).payload(&fitted);
            let errors = found.iter().map(error);
            quote! { { #completions #(#errors)* #value } }
        }
        (Some(TokenTree::Literal(names)), Some(name)) => error(&unknown_type(&names, &name)),
        (first, _) => misuse(first.map_or_else(Span::call_site, |token| token.span())),
    }
}

/// The types of a description that literals can be of, each with the text that generated code carries for it. For tests.
///
/// # Errors
/// As [`generate`](crate::generate).
pub fn schemas(source: &Source, options: &Options) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let (model, _) = crate::read(source, options)?;
    let schemas = Slicer::new(&model, source).schemas();
    Ok(schemas.map(|(ty, schema)| (ty.name.rust().to_owned(), schema.text())).collect())
}

/// What is wrong with a literal, by the text of its type that generated code carries. For tests.
///
/// # Errors
/// When the text is not one of ours.
pub fn verdict(schema: &str, name: &str, literal: TokenStream) -> Result<Vec<String>, String> {
    let schema = Schema::read(schema).ok_or("the text is no schema")?;
    let name = crate::model::ident(name);
    let (_, found) = judge(&schema, &name, literal);
    Ok(found.iter().map(ToString::to_string).collect())
}

/// The traits that say what is accepted of an expression as a member of the schema's own type; the types stand in
/// `module`.
pub(crate) fn accepting(module: TokenStream, schema: &Schema) -> TokenStream {
    Emitter::new(module, schema).accepting()
}

fn judge<'s>(schema: &'s Schema, name: &Ident, literal: TokenStream) -> (Fitted<'s>, Vec<Found>) {
    let mut found = Vec::new();
    let value = syntax::read(literal, name.span(), &mut found);
    let mut fitter = Fitter::new(schema);
    let fitted = fitter.payload(&value, name.span());
    found.append(&mut fitter.found);
    (fitted, found)
}

fn unknown_type(names: &Literal, name: &TokenTree) -> Found {
    let names = plain_text(names).unwrap_or_default();
    let wanted = name.to_string();
    let nearest = nearest(&wanted, names.split(' ')).map(str::to_owned);
    Found::at(name.span(), Fault::UnknownType { name: wanted, nearest })
}

fn plain_text(literal: &Literal) -> Option<String> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

fn error(found: &Found) -> TokenStream {
    let message = found.to_string();
    quote_spanned! { found.span => ::core::compile_error! { #message } }
}

fn misuse(span: Span) -> TokenStream {
    let message = "expected `payload!(Type { … })` or `payload!(Type [ … ])`";
    quote_spanned! { span => ::core::compile_error! { #message } }
}
