//! `payload!`: checks a literal, in the JSON of the vendor's documentation, against the description and turns it into a
//! typed value.
//!
//! | step | file | from | to |
//! |---|---|---|---|
//! | describe | `describe.rs`, `schema.rs` | the model, when the API is generated | a text for each payload type |
//! | read | `syntax.rs` | the caller's tokens | a literal with places |
//! | fit | `fit.rs` | the literal and its type | a typed value, and its errors (`fault.rs`) |
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
/// texts describe the type and the types inside it.
///
/// Every error of the literal becomes a compile error at its token, in the order of the source, for which `position`
/// gives line and column. The output also contains the best value that the rest allows, so that editors still know the
/// types.
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

/// The payload types of a description, each with the texts that its literals are checked with, one a line. For tests.
///
/// # Errors
/// The same as [`generate`](crate::generate).
pub fn schemas(source: &Source, options: &Options) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let (model, _) = crate::read(source, options)?;
    let payloads = Payloads::new(&model, source);
    Ok(payloads.iter().map(|payload| (payload.name().to_owned(), payloads.texts(&payload).join("\n"))).collect())
}

/// The errors of a literal, one a line; `schema` holds the texts of its type in generated code. For tests.
///
/// # Errors
/// If the text is not one that the generator wrote.
pub fn verdict(schema: &str, name: &str, literal: TokenStream) -> Result<Vec<String>, String> {
    let schema = Schema::read(schema.lines()).ok_or("invalid schema text")?;
    let name = crate::model::ident(name);
    let (_, found) = judge(&schema, &name, literal);
    Ok(found.iter().map(ToString::to_string).collect())
}

/// The accepted expressions for the properties of a type, for the traits in the generated code; the types are in
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
    // In requests, `User` may be `UserRequest`, `NewUser` or `UserUpdate`.
    let mut fitting: Vec<&str> = names().filter(|name| name.contains(&wanted)).collect();
    if fitting.is_empty() {
        let near = nearest(&wanted, names());
        let has_near = |name: &&str| Some(*name) != near && words(name).any(|word| nearest(&wanted, [word]).is_some());
        fitting = near.into_iter().chain(names().filter(has_near)).collect();
    }
    let fitting = fitting.into_iter().take(MAX_FITTING).map(str::to_owned).collect();
    Found::at(name.span(), Fault::UnknownType { name: wanted, fitting })
}

/// The most similar names that are suggested for an unknown type.
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
    // The underline goes from the first token to the last.
    let end = quote_spanned! { found.span => { #message } };
    quote_spanned! { found.first.unwrap_or(found.span) => ::core::compile_error! #end }
}

fn misuse(span: Span) -> TokenStream {
    let message = "expected `payload!(Type { … })` or `payload!(Type [ … ])`";
    quote_spanned! { span => ::core::compile_error! { #message } }
}
