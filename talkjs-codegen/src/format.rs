//! Formats generated code for reading, with one comment for each line of documentation.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

/// Formats generated code for reading. If the formatter does not support the code, returns it as one line. Requires the
/// cargo feature `cli`.
///
/// ```
/// let source = talkjs_codegen::Source::new("a.yaml", "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\n");
/// let output = talkjs_codegen::generate(&source, &talkjs_codegen::Options::default()).expect("a valid description");
/// assert!(talkjs_codegen::format(&output.tokens).contains("/// A client of Pets."));
/// ```
pub fn format(tokens: &TokenStream) -> String {
    let text = || tokens.to_string();
    syn::parse2(by_line(tokens.clone())).map_or_else(|_| text(), |file| prettyplease::unparse(&file))
}

/// `#[doc = "one\ntwo"]` as `#[doc = "one"] #[doc = "two"]`, which the formatter writes as `///`.
fn by_line(tokens: TokenStream) -> TokenStream {
    let mut lined = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => match documentation(&group) {
                Some(text) => {
                    let hash = Punct::new('#', Spacing::Alone);
                    let lines = text.split('\n').enumerate().map(|(index, line)| {
                        let hash = (index > 0).then_some(&hash);
                        quote! { #hash [doc = #line] }
                    });
                    lined.extend(lines);
                }
                None => {
                    let mut inner = Group::new(group.delimiter(), by_line(group.stream()));
                    inner.set_span(group.span());
                    lined.extend([TokenTree::Group(inner)]);
                }
            },
            token => lined.extend([token]),
        }
    }
    lined
}

/// The text of `[doc = "text"]`.
fn documentation(group: &Group) -> Option<String> {
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let mut tokens = group.stream().into_iter();
    match (tokens.next()?, tokens.next()?, tokens.next()?) {
        (TokenTree::Ident(word), TokenTree::Punct(_), TokenTree::Literal(text)) if word == "doc" => {
            syn::parse_str::<LitStr>(&text.to_string()).ok().map(|text| text.value())
        }
        _ => None,
    }
}
