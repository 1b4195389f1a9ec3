//! What is accepted of an expression, as traits: their messages are what rustc reports of everything else.
//!
//! The traits for the properties of a type are in the generated code, since a trait takes the compiler longer than a whole
//! value; a place deeper inside gets a trait in the expansion.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::emit::{Emitter, Held, held};
use super::fit::Expression;
use super::schema::{About, Kind, Type};
use super::words::accepted;
use crate::model::ident;

impl Emitter<'_> {
    /// The properties of a type as the runtime's macro `accepted!` reads them: how each is held, its type, the message and
    /// the note. Nothing for a type that is no object.
    pub(crate) fn accepting(&self, ty: &Type) -> TokenStream {
        let Kind::Object(object) = &ty.kind else { return TokenStream::new() };
        let properties = object.members.iter().map(|member| {
            let (name, ty) = (ident(&member.field), self.ty(&member.used.ty));
            let held = ident(match held(member, false) {
                Held::Plain => "plain",
                Held::Option => "option",
                Held::Patch => "patch",
            });
            let message = message(&member.wire, &accepted(&member.used.ty, self.schema));
            let note = note(&member.about);
            quote! { #name: #held(#ty) #message #note; }
        });
        properties.collect()
    }

    /// The trait `Accepted` of an expression deeper inside. All of it is under the expression's span, where rustc shows
    /// what does not fit.
    pub(super) fn local_trait(&self, expression: &Expression<'_>, inner: &TokenStream, held: Held) -> TokenStream {
        let rt = &self.rt;
        let ty = held.of(inner, rt);
        let span = expression.span.resolved_at(Span::mixed_site());
        let message = message(&expression.path, &expression.accepted);
        let note = expression.about.map(note).into_iter();
        let hint = (held == Held::Patch).then(|| {
            let hint = "what may also keep or clear the member is a `Patch`, such as `Patch::set_or_clear(option)`";
            quote! { , note = #hint }
        });
        let (generic, bound, convert) = match held {
            Held::Patch => (
                Some(quote_spanned! { span => As }),
                quote_spanned! { span => #rt::IntoPatch<#inner, As> },
                quote_spanned! { span => #rt::IntoPatch::<#inner, As>::into_patch(self) },
            ),
            Held::Option => (
                Some(quote_spanned! { span => As }),
                quote_spanned! { span => #rt::IntoOption<#inner, As> },
                quote_spanned! { span => #rt::IntoOption::<#inner, As>::into_option(self) },
            ),
            Held::Plain => (
                None,
                quote_spanned! { span => #rt::IntoValue<#ty> },
                quote_spanned! { span => #rt::IntoValue::<#ty>::into_value(self) },
            ),
        };
        let generic = generic.into_iter().collect::<Vec<_>>();
        quote_spanned! { span =>
            #[diagnostic::on_unimplemented(message = #message, label = "this is `{Self}`" #(, note = #note)* #hint)]
            trait Accepted<#(#generic)*> { fn accept(self) -> #ty; }
            #[diagnostic::do_not_recommend]
            impl<#(#generic,)* V: #bound> Accepted<#(#generic)*> for V { fn accept(self) -> #ty { #convert } }
        }
    }
}

/// What rustc reports; it replaces `{Self}` by the type of the expression, and would replace other braces.
fn message(path: &str, accepted: &str) -> String {
    let place = if path.is_empty() { "the value".to_owned() } else { format!("`{path}`") };
    format!("{} must be {}, found `{{Self}}`", without_braces(&place), without_braces(accepted))
}

fn note(about: &About) -> String {
    without_braces(&format!("described at {}", about.place))
}

fn without_braces(text: &str) -> String {
    text.replace(['{', '}'], "")
}
