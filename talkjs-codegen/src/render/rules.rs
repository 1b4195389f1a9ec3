//! Renders constraints as the runtime's rule tables.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use talkjs_rules::{Number, Rule};

use crate::model::{TypeDef, ident};

/// `rt::Rule::MinItems(1)`
pub(crate) fn rule_tokens(rt: &TokenStream, rule: &Rule) -> TokenStream {
    // Generated constants borrow their parts.
    let borrowed = |value: TokenStream| quote! { #rt::Borrowed(#value) };
    let table = |rules: &[Rule]| {
        let rules = rules.iter().map(|rule| rule_tokens(rt, rule));
        borrowed(quote! { &[#(#rules),*] })
    };
    let rule = match rule {
        Rule::MinLength(count) => counted(&quote! { MinLength }, *count),
        Rule::MaxLength(count) => counted(&quote! { MaxLength }, *count),
        Rule::MinItems(count) => counted(&quote! { MinItems }, *count),
        Rule::MaxItems(count) => counted(&quote! { MaxItems }, *count),
        Rule::MinProperties(count) => counted(&quote! { MinProperties }, *count),
        Rule::MaxProperties(count) => counted(&quote! { MaxProperties }, *count),
        Rule::Pattern(pattern) => {
            let pattern = borrowed(quote! { #pattern });
            quote! { Pattern(#pattern) }
        }
        Rule::KeyPattern(pattern) => {
            let pattern = borrowed(quote! { #pattern });
            quote! { KeyPattern(#pattern) }
        }
        Rule::UniqueItems => quote! { UniqueItems },
        Rule::Minimum(number) => bound(rt, &quote! { Minimum }, *number),
        Rule::Maximum(number) => bound(rt, &quote! { Maximum }, *number),
        Rule::ExclusiveMinimum(number) => bound(rt, &quote! { ExclusiveMinimum }, *number),
        Rule::ExclusiveMaximum(number) => bound(rt, &quote! { ExclusiveMaximum }, *number),
        Rule::MultipleOf(number) => bound(rt, &quote! { MultipleOf }, *number),
        Rule::Format(format) => {
            let format = ident(&format!("{format:?}"));
            quote! { Format(#rt::Format::#format) }
        }
        Rule::OneOf(values) => {
            let values = values.iter().map(|value| borrowed(quote! { #value }));
            let values = borrowed(quote! { &[#(#values),*] });
            quote! { OneOf(#values) }
        }
        Rule::Items(rules) => {
            let rules = table(rules);
            quote! { Items(#rules) }
        }
        Rule::Position(position, rules) => {
            let (position, rules) = (Literal::usize_unsuffixed(*position), table(rules));
            quote! { Position(#position, #rules) }
        }
        Rule::Values(rules) => {
            let rules = table(rules);
            quote! { Values(#rules) }
        }
        // A rule without an arm here renders as code that does not compile.
        _ => TokenStream::new(),
    };
    quote! { #rt::Rule::#rule }
}

fn bound(rt: &TokenStream, rule: &TokenStream, number: Number) -> TokenStream {
    match number {
        Number::I64(value) => {
            let value = Literal::i64_unsuffixed(value);
            quote! { #rule(#rt::Number::I64(#value)) }
        }
        Number::U64(value) => {
            let value = Literal::u64_unsuffixed(value);
            quote! { #rule(#rt::Number::U64(#value)) }
        }
        Number::F64(value) => {
            // The tree contains only finite numbers; others would not be literals.
            let value = if value.is_finite() { value } else { 0.0 };
            let value = Literal::f64_unsuffixed(value);
            quote! { #rule(#rt::Number::F64(#value)) }
        }
    }
}

impl Render<'_> {
    /// `&[rt::Rule::MinItems(1)]`
    pub(super) fn rule_table(&self, rules: &[Rule]) -> TokenStream {
        let rules = rules.iter().map(|rule| rule_tokens(&self.rt, rule));
        quote! { &[#(#rules),*] }
    }

    /// `Check` for a type that is sent; `None` for one that is only received.
    pub(super) fn check_impl(&self, ty: &TypeDef, body: &TokenStream) -> Option<TokenStream> {
        if !ty.validated {
            return None;
        }
        let rt = &self.rt;
        let name = ty.name.ident();
        let check = (!body.is_empty()).then(|| quote! { fn check(&self, checker: &mut #rt::Checker) { #body } });
        Some(quote! { impl #rt::Check for #name { #check } })
    }
}

fn counted(rule: &TokenStream, count: u64) -> TokenStream {
    let count = Literal::u64_unsuffixed(count);
    quote! { #rule(#count) }
}
