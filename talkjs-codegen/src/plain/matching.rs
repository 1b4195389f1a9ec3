//! Matches the arguments of a macro with a rule's pattern.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, Expr, Lit, Meta, Path, Result, Token, Type};

use super::rules::{Part, variables};

/// The value of a variable.
#[derive(Clone)]
pub(super) enum Binding {
    One(TokenStream),
    /// In a repetition: the value in each iteration.
    Many(Vec<Binding>),
}

pub(super) type Bindings = BTreeMap<String, Binding>;

/// The values of the variables of a pattern.
pub(super) fn matched(pattern: &[Part], arguments: TokenStream) -> Result<Bindings> {
    let mut bindings = Bindings::new();
    match_all(pattern, arguments, &mut bindings)?;
    Ok(bindings)
}

fn match_all(pattern: &[Part], tokens: TokenStream, bindings: &mut Bindings) -> Result<()> {
    (|input: ParseStream<'_>| match_parts(pattern, input, bindings)).parse2(tokens)
}

fn match_parts(pattern: &[Part], input: ParseStream<'_>, bindings: &mut Bindings) -> Result<()> {
    for part in pattern {
        match part {
            Part::Token(expected) => match_token(expected, input)?,
            Part::Group(delimiter, parts) => match input.parse()? {
                TokenTree::Group(group) if group.delimiter() == *delimiter => {
                    match_all(parts, group.stream(), bindings)?;
                }
                _ => return Err(input.error("another group")),
            },
            Part::Variable(name, fragment) => {
                let tokens = fragment_tokens(fragment.as_deref().unwrap_or_default(), input)?;
                bindings.insert(name.clone(), Binding::One(tokens));
            }
            Part::Repeat { parts, separator, is_option } => {
                match_repeat(parts, separator.as_ref(), *is_option, input, bindings)?;
            }
            Part::Crate => return Err(input.error("`$crate` in a pattern")),
        }
    }
    Ok(())
}

fn match_token(expected: &TokenTree, input: ParseStream<'_>) -> Result<()> {
    let found: TokenTree = input.parse()?;
    if found.to_string() == expected.to_string() { Ok(()) } else { Err(Error::new(found.span(), "another token")) }
}

/// Matches as often as possible.
fn match_repeat(
    parts: &[Part],
    separator: Option<&TokenTree>,
    is_option: bool,
    input: ParseStream<'_>,
    bindings: &mut Bindings,
) -> Result<()> {
    let mut found: Vec<Bindings> = Vec::new();
    while !input.is_empty() && (found.is_empty() || !is_option) {
        let (ahead, mut one) = (input.fork(), Bindings::new());
        let separated = separator.filter(|_| !found.is_empty()).map_or(Ok(()), |token| match_token(token, &ahead));
        if separated.and_then(|()| match_parts(parts, &ahead, &mut one)).is_err() {
            break;
        }
        input.advance_to(&ahead);
        found.push(one);
    }
    for name in variables(parts) {
        let each = found.iter_mut().filter_map(|one| one.remove(name)).collect();
        bindings.insert(name.to_owned(), Binding::Many(each));
    }
    Ok(())
}

fn fragment_tokens(fragment: &str, input: ParseStream<'_>) -> Result<TokenStream> {
    Ok(match fragment {
        "ident" => input.call(Ident::parse_any)?.into_token_stream(),
        "literal" => {
            let (minus, literal): (Option<Token![-]>, Lit) = (input.parse()?, input.parse()?);
            minus.into_token_stream().into_iter().chain(literal.into_token_stream()).collect()
        }
        "ty" => input.parse::<Type>()?.into_token_stream(),
        "expr" => input.parse::<Expr>()?.into_token_stream(),
        "path" => input.parse::<Path>()?.into_token_stream(),
        "meta" => input.parse::<Meta>()?.into_token_stream(),
        "tt" => input.parse::<TokenTree>()?.into_token_stream(),
        _ => return Err(input.error("an unknown fragment")),
    })
}
