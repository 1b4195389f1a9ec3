//! Expands the runtime's macros in generated code, for readers and for editors that search it.
//!
//! The macros are read from the runtime's source files, so their expansion is written in one place. There are few of
//! them, so only the features of `macro_rules!` that they use are supported. A call that cannot be expanded stays,
//! which is valid code as well.

mod matching;
mod rules;
mod transcription;

use std::collections::HashMap;

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Lit, Token};

use rules::Macro;

/// The runtime's files with macros that generated code calls. The folder has links to them, so that a published crate
/// contains them.
const SOURCES: [&str; 11] = [
    include_str!("../../macros/call_builder_macro.rs"),
    include_str!("../../macros/external.rs"),
    include_str!("../../macros/from_json.rs"),
    include_str!("../../macros/newtype.rs"),
    include_str!("../../macros/open_enum.rs"),
    include_str!("../../macros/struct_macros.rs"),
    include_str!("../../macros/struct_serde.rs"),
    include_str!("../../macros/tagged.rs"),
    include_str!("../../macros/typed_error.rs"),
    include_str!("../../macros/typed_headers.rs"),
    include_str!("../../macros/union.rs"),
];

/// The runtime's macros by their names.
pub(crate) struct Expander<'r> {
    macros: HashMap<String, Macro>,
    runtime: &'r TokenStream,
}

impl<'r> Expander<'r> {
    pub(crate) fn new(runtime: &'r TokenStream) -> Self {
        Self { macros: SOURCES.iter().flat_map(|source| rules::macros(source)).collect(), runtime }
    }

    /// Expands the macros in generated code; those of `payload!` stay.
    pub(crate) fn expand(&self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut expanded: Vec<TokenTree> = Vec::with_capacity(tokens.len());
        let mut rest = tokens.as_slice();
        while let Some((token, after)) = rest.split_first() {
            if let Some((call, after)) = Call::read(rest)
                && let Some(expansion) = self.expand_call(&call)
            {
                let is_item = ends_item(expanded.last());
                expanded.extend(expansion);
                rest = if is_item { without_semicolon(after) } else { after };
                continue;
            }
            expanded.push(match token {
                TokenTree::Group(group) => self.expand_group(group).into(),
                token => token.clone(),
            });
            rest = after;
        }
        expanded.into_iter().collect()
    }

    fn expand_group(&self, group: &Group) -> Group {
        let mut expanded = Group::new(group.delimiter(), self.expand(group.stream()));
        expanded.set_span(group.span());
        expanded
    }

    fn expand_call(&self, call: &Call<'_>) -> Option<TokenStream> {
        match call.path.as_str() {
            "::core::concat" => concatenated(call.arguments),
            "::core::stringify" => Some(text(&call.arguments.stream().to_string())),
            path => {
                let name = path.strip_prefix("__rt::")?;
                let expansion = self.macros.get(name.trim_start_matches('_'))?.expand(call.arguments, self.runtime)?;
                Some(self.expand(expansion))
            }
        }
    }
}

/// A call of a macro: `path!(arguments)`.
struct Call<'t> {
    path: String,
    arguments: &'t Group,
}

impl<'t> Call<'t> {
    /// Reads a call that tokens begin with; returns the tokens after it.
    fn read(tokens: &'t [TokenTree]) -> Option<(Self, &'t [TokenTree])> {
        let mut path = String::new();
        let mut rest = tokens;
        loop {
            let (token, after) = rest.split_first()?;
            rest = after;
            match token {
                TokenTree::Ident(name) => path.push_str(&name.to_string()),
                TokenTree::Punct(colon) if colon.as_char() == ':' => path.push(':'),
                TokenTree::Punct(mark) if mark.as_char() == '!' && !path.is_empty() => break,
                _ => return None,
            }
        }
        let (TokenTree::Group(arguments), after) = rest.split_first()? else { return None };
        Some((Self { path, arguments }, after))
    }
}

/// Whether the token after a call begins an item.
fn ends_item(token: Option<&TokenTree>) -> bool {
    match token {
        None => true,
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Punct(punct)) => punct.as_char() == ';',
        Some(_) => false,
    }
}

fn without_semicolon(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens.split_first() {
        Some((TokenTree::Punct(punct), rest)) if punct.as_char() == ';' => rest,
        _ => tokens,
    }
}

/// The result of `concat!` for literals; `None` if there are other arguments.
fn concatenated(arguments: &Group) -> Option<TokenStream> {
    use syn::parse::Parser as _;
    let literals = Punctuated::<Lit, Token![,]>::parse_terminated.parse2(arguments.stream()).ok()?;
    let parts = literals.iter().map(|literal| match literal {
        Lit::Str(text) => text.value(),
        // A minus is a separate token.
        literal => quote! { #literal }.to_string().replace(' ', ""),
    });
    Some(text(&parts.collect::<String>()))
}

fn text(text: &str) -> TokenStream {
    TokenTree::from(Literal::string(text)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(tokens: TokenStream) -> TokenStream {
        Expander::new(&quote! { ::runtime }).expand(tokens)
    }

    fn expanded(tokens: TokenStream) -> String {
        spaceless(&plain(tokens))
    }

    /// Tokens without the spaces between them, which depend on where they come from.
    fn spaceless(tokens: &TokenStream) -> String {
        tokens.to_string().replace(' ', "")
    }

    #[test]
    fn calls_become_what_the_runtime_says_and_their_semicolons_go() {
        let code = expanded(quote! { __rt::eq!(Pet Owner); struct Other; });
        let impls = ["Pet", "Owner"].map(|name| {
            let name = crate::model::ident(name);
            quote! {
                impl ::core::cmp::Eq for #name {}
                impl ::core::hash::Hash for #name {
                    fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                        __rt::hash(self, state);
                    }
                }
            }
        });
        let expected = quote! { #(#impls)* struct Other; };
        assert_eq!(code, spaceless(&expected));
    }

    #[test]
    fn calls_inside_of_macros_are_expanded_where_they_stand() {
        let code = expanded(quote! { __rt::object!(Pet ["kind" "pet" optional]: 0 "id" id required;); });
        let has = |tokens: TokenStream| code.contains(&spaceless(&tokens));
        assert!(has(quote! { const NAME: &'static str = "Pet"; const KEYS }), "{code}");
        assert!(has(quote! { const IS_TAG_OPTIONAL: bool = true; }), "{code}");
        assert!(has(quote! { Ok(Self { id: __fields.required(id, "id")?, }) }), "{code}");
        assert!(!code.contains('$') && !code.contains("object!"), "{code}");
    }

    #[test]
    fn negative_numbers_and_labels_are_kept_in_enums() {
        let call = quote! { __rt::integer_enum!(Size listed: Small = 1, #[doc = " Rare."] Large = -2); };
        let code = crate::format(&plain(call));
        for expected in ["/// `-2`\n    /// Rare.\n    Large,", "-2 => Self::Large,", "not_listed::<i64>(&[1, -2])"] {
            assert!(code.contains(expected), "{expected}: {code}");
        }
    }

    #[test]
    fn what_the_runtime_does_not_have_stays() {
        let calls = quote! { __rt::unknown!(a); ::core::concat!(::core::env!("A"), "/"); __rt::members! { A { } } };
        assert_eq!(expanded(calls.clone()), spaceless(&calls));
        let misused = quote! { __rt::eq!("Pet"); };
        assert_eq!(expanded(misused.clone()), spaceless(&misused));
    }

    #[test]
    fn the_runtime_has_the_path_that_the_options_give() {
        let code = expanded(quote! { __rt::builder! { pub struct GetPet -> Pet } });
        assert!(code.contains(&spaceless(&quote! { impl ::runtime::auth::CredentialProvider })), "{code}");
    }
}
