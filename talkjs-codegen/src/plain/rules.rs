//! Parses the rules of a macro: patterns and templates.

use std::iter::Peekable;
use std::str::FromStr as _;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::matching::matched;
use super::transcription::transcribed;

/// A macro: its rules. The first rule that matches the arguments is used.
pub(super) struct Macro(Vec<Rule>);

struct Rule {
    pattern: Vec<Part>,
    template: Vec<Part>,
}

/// A part of a pattern or of a template.
pub(super) enum Part {
    Token(TokenTree),
    Group(Delimiter, Vec<Part>),
    /// `$name`; in a pattern with its fragment: `$name:ident`.
    Variable(String, Option<String>),
    /// `$( parts ) separator operator`
    Repeat {
        parts: Vec<Part>,
        separator: Option<TokenTree>,
        is_option: bool,
    },
    /// `$crate`
    Crate,
}

impl Macro {
    /// The expansion of a call.
    pub(super) fn expand(&self, arguments: &Group, runtime: &TokenStream) -> Option<TokenStream> {
        self.0.iter().find_map(|rule| {
            let bindings = matched(&rule.pattern, arguments.stream()).ok()?;
            transcribed(&rule.template, &bindings, runtime)
        })
    }
}

/// The macros of a source file, by their names without underscores, as generated code names them.
pub(super) fn macros(source: &str) -> Vec<(String, Macro)> {
    let source = source.replace("$crate::__private::", "__rt::").replace("$crate::__", "__rt::");
    let tokens = TokenStream::from_str(&source).unwrap_or_default().into_iter().collect::<Vec<_>>();
    let macros = tokens.windows(4).filter_map(|tokens| match tokens {
        [TokenTree::Ident(word), _, TokenTree::Ident(name), TokenTree::Group(rules)] if word == "macro_rules" => {
            Some((name.to_string().trim_start_matches('_').to_owned(), Macro(read_rules(rules.stream())?)))
        }
        _ => None,
    });
    macros.collect()
}

/// Rules: `pattern => template`, a semicolon after each.
fn read_rules(tokens: TokenStream) -> Option<Vec<Rule>> {
    let groups = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    let groups: Vec<TokenStream> = groups.collect();
    let rule = |pair: &[TokenStream]| match pair {
        [pattern, template] => {
            Some(Rule { pattern: read(pattern.clone(), true)?, template: read(template.clone(), false)? })
        }
        _ => None,
    };
    groups.chunks(2).map(rule).collect()
}

fn read(tokens: TokenStream, is_pattern: bool) -> Option<Vec<Part>> {
    let mut tokens = tokens.into_iter().peekable();
    let mut parts = Vec::new();
    while let Some(token) = tokens.next() {
        parts.push(match token {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => read_special(&mut tokens, is_pattern)?,
            TokenTree::Group(group) => Part::Group(group.delimiter(), read(group.stream(), is_pattern)?),
            token => Part::Token(token),
        });
    }
    Some(parts)
}

/// The part that begins with a dollar sign.
fn read_special(tokens: &mut Peekable<IntoIter>, is_pattern: bool) -> Option<Part> {
    match tokens.next()? {
        TokenTree::Ident(name) if name == "crate" => Some(Part::Crate),
        TokenTree::Ident(name) if is_pattern => {
            tokens.next()?;
            Some(Part::Variable(name.to_string(), Some(tokens.next()?.to_string())))
        }
        TokenTree::Ident(name) => Some(Part::Variable(name.to_string(), None)),
        TokenTree::Group(group) => {
            let parts = read(group.stream(), is_pattern)?;
            let separator = tokens.next_if(|token| !is_operator(token));
            let operator = tokens.next()?;
            Some(Part::Repeat { parts, separator, is_option: operator.to_string() == "?" })
        }
        _ => None,
    }
}

fn is_operator(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '*' | '+' | '?'))
}

/// The names of the variables in parts.
pub(super) fn variables<'p>(parts: &'p [Part]) -> Vec<&'p str> {
    let of_part = |part: &'p Part| match part {
        Part::Variable(name, _) => vec![name.as_str()],
        Part::Group(_, parts) | Part::Repeat { parts, .. } => variables(parts),
        Part::Token(_) | Part::Crate => Vec::new(),
    };
    parts.iter().flat_map(of_part).collect()
}
