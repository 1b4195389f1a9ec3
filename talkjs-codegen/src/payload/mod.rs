//! `payload!`: a literal, in the JSON of the vendor's documentation, checked against the description and made into the
//! typed value.
//!
//! | step | file | from | to |
//! |---|---|---|---|
//! | describe | `describe.rs`, `schema.rs` | the model, when the API is generated | a text for each payload type |
//! | read | `syntax.rs` | the caller's tokens | a literal with places |
//! | fit | `fit.rs` | the literal and its type | a typed value, and all that is wrong with it (`fault.rs`) |
//! | emit | `emit.rs`, `accept.rs`, `complete.rs` | the typed value | Rust |

mod accept;
mod complete;
mod describe;
mod emit;
mod fault;
mod fit;
mod json;
mod schema;
mod syntax;
mod words;

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use self::complete::completions;
use self::emit::Emitter;
use self::fault::{Fault, Found};
use self::fit::{Fitted, Fitter};
use crate::suggest::nearest;
use crate::{Diagnostic, Options, Source};

pub(crate) use self::describe::{Payload, Payloads};
pub(crate) use self::schema::{Schema, Type, literal};

/// The implementation of `payload!`: `[module] ["text" …] [Type value]`, or `"names" [name …]` for an unknown type. The
/// texts are those of the type and of the types inside it.
///
/// All mistakes of the literal become compile errors, each under its token; besides them comes the best value that can be
/// made of the rest, so that editors go on to know the types.
/// They are in the order in which they stand, for which `position` gives line and column.
#[must_use]
pub fn expand(input: TokenStream, position: impl Fn(Span) -> (usize, usize)) -> TokenStream {
    let mut input = input.into_iter();
    match (input.next(), input.next(), input.next()) {
        (Some(TokenTree::Group(module)), Some(TokenTree::Group(texts)), Some(TokenTree::Group(payload))) => {
            let mut payload = payload.stream().into_iter();
            let Some(TokenTree::Ident(name)) = payload.next() else { return misuse(module.span()) };
            let Some(schema) = Schema::of_literals(&literals(&texts)) else { return misuse(name.span()) };
            let (fitted, mut found) = judge(&schema, &name, payload.collect());
            found.sort_by_key(|found| position(found.span));
            let completions = completions(&module.stream(), &fitted);
            let value = Emitter::new(module.stream(), &schema).payload(&fitted);
            let errors = found.iter().map(error);
            quote! { { #completions #(#errors)* #value } }
        }
        (Some(TokenTree::Literal(names)), Some(TokenTree::Group(payload)), None) => {
            match payload.stream().into_iter().next() {
                Some(name) => error(&unknown_type(&names, &name)),
                None => misuse(names.span()),
            }
        }
        (first, ..) => misuse(first.map_or_else(Span::call_site, |token| token.span())),
    }
}

fn literals(group: &Group) -> Vec<Literal> {
    let literal = |token| match token {
        TokenTree::Literal(literal) => Some(literal),
        _ => None,
    };
    group.stream().into_iter().filter_map(literal).collect()
}

/// The types of a description that literals can be of, each with the texts that its literals are checked with, one a line.
/// For tests.
///
/// # Errors
/// As [`generate`](crate::generate).
pub fn schemas(source: &Source, options: &Options) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let (model, _) = crate::read(source, options)?;
    let payloads = Payloads::new(&model, source);
    Ok(payloads.iter().map(|payload| (payload.name().to_owned(), payloads.texts(&payload).join("\n"))).collect())
}

/// What is wrong with a literal, by the texts of its type that generated code carries, one a line. For tests.
///
/// # Errors
/// When the text is not one of ours.
pub fn verdict(schema: &str, name: &str, literal: TokenStream) -> Result<Vec<String>, String> {
    let schema = Schema::read(schema.lines()).ok_or("the text is no schema")?;
    let name = crate::model::ident(name);
    let (_, found) = judge(&schema, &name, literal);
    Ok(found.iter().map(ToString::to_string).collect())
}

/// What is accepted of an expression as a property of a type, for the traits in the generated code; the types are in
/// `module`.
pub(crate) fn accepting(module: TokenStream, schema: &Schema, ty: &Type) -> TokenStream {
    Emitter::new(module, schema).accepting(ty)
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
    let names = || names.split(' ').filter(|name| !name.is_empty());
    // `User` may be `UserRequest`, `NewUser` or `UserUpdate` in requests.
    let mut fitting: Vec<&str> = names().filter(|name| name.contains(&wanted)).collect();
    if fitting.is_empty() {
        let near = nearest(&wanted, names());
        let has_near = |name: &&str| Some(*name) != near && words(name).any(|word| nearest(&wanted, [word]).is_some());
        fitting = near.into_iter().chain(names().filter(has_near)).collect();
    }
    let fitting = fitting.into_iter().take(MAX_FITTING).map(str::to_owned).collect();
    Found::at(name.span(), Fault::UnknownType { name: wanted, fitting })
}

/// The most types that are named in place of one that is not there.
const MAX_FITTING: usize = 5;

/// `New` and `User` of `NewUser`.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let starts = name.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(index, _)| index);
    let ends = starts.clone().skip(1).chain([name.len()]);
    starts.zip(ends).filter_map(|(start, end)| name.get(start..end))
}

fn plain_text(literal: &Literal) -> Option<String> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

fn error(found: &Found) -> TokenStream {
    let message = found.to_string();
    // What is under the first token and the last one is underlined, and all between.
    let end = quote_spanned! { found.span => { #message } };
    quote_spanned! { found.first.unwrap_or(found.span) => ::core::compile_error! #end }
}

fn misuse(span: Span) -> TokenStream {
    let message = "expected `payload!(Type { … })` or `payload!(Type [ … ])`";
    quote_spanned! { span => ::core::compile_error! { #message } }
}
