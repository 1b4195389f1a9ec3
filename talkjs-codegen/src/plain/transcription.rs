//! Fills variables into a rule's template.

use proc_macro2::{Group, TokenStream, TokenTree};

use super::matching::{Binding, Bindings};
use super::rules::{Part, variables};

/// Fills in a template; `None` if a variable is missing.
pub(super) fn transcribed(template: &[Part], bindings: &Bindings, runtime: &TokenStream) -> Option<TokenStream> {
    let mut tokens = TokenStream::new();
    for part in template {
        match part {
            Part::Token(token) => tokens.extend([token.clone()]),
            Part::Group(delimiter, parts) => {
                let group = Group::new(*delimiter, transcribed(parts, bindings, runtime)?);
                tokens.extend([TokenTree::Group(group)]);
            }
            Part::Variable(name, _) => match bindings.get(name)? {
                Binding::One(value) => tokens.extend(value.clone()),
                Binding::Many(_) => return None,
            },
            Part::Repeat { parts, separator, .. } => {
                for (index, one) in repetitions(parts, bindings).iter().enumerate() {
                    tokens.extend(separator.clone().filter(|_| index > 0));
                    tokens.extend(transcribed(parts, one, runtime)?);
                }
            }
            Part::Crate => tokens.extend(runtime.clone()),
        }
    }
    Some(tokens)
}

/// The variables of a repetition in each iteration.
fn repetitions(parts: &[Part], bindings: &Bindings) -> Vec<Bindings> {
    let used: Vec<(&str, &Binding)> =
        variables(parts).into_iter().filter_map(|name| Some((name, bindings.get(name)?))).collect();
    let count = used.iter().find_map(|(_, binding)| match binding {
        Binding::One(_) => None,
        Binding::Many(each) => Some(each.len()),
    });
    let of_time = |index: usize| {
        let at_index = used.iter().filter_map(|(name, binding)| match binding {
            Binding::One(_) => Some(((*name).to_owned(), (*binding).clone())),
            Binding::Many(each) => Some(((*name).to_owned(), each.get(index)?.clone())),
        });
        at_index.collect()
    };
    (0..count.unwrap_or_default()).map(of_time).collect()
}
