//! Traits for the expressions that a place accepts; rustc reports their messages for all others.
//!
//! The traits for the properties of a type are in the generated code, since rustc takes longer for a trait than for a
//! whole value. A place deeper inside gets a trait in the expansion.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::emit::{Emitter, Held, held};
use super::fit::Expression;
use super::schema::{Kind, Told, Type};
use super::words::accepted;
use crate::model::ident;

impl Emitter<'_> {
    /// The properties of a type in the form that the runtime's macro `accepted!` reads: how each is held, its type, the
    /// message and the note. Empty for a type that is not an object.
    pub(crate) fn accepting(&self, ty: &Type) -> TokenStream {
        let Kind::Object(object) = &ty.kind else { return TokenStream::new() };
        let properties = object.properties.iter().map(|property| {
            let (name, ty) = (ident(&property.field), self.ty(&property.used.ty));
            let is_external = self.schema.external(&property.used.ty).is_some();
            let held = ident(match (held(property, false), is_external) {
                (Held::Plain, false) => "plain",
                (Held::Option, false) => "option",
                (Held::Patch, false) => "patch",
                (Held::Plain, true) => "external_plain",
                (Held::Option, true) => "external_option",
                (Held::Patch, true) => "external_patch",
            });
            let message = message(&property.wire, &accepted(&property.used.ty, self.schema));
            let note = note(property.told());
            quote! { #name: #held(#ty) #message #note; }
        });
        properties.collect()
    }

    /// The trait `Accepted` for an expression deeper inside. All its tokens have the expression's span, so rustc
    /// reports mismatches there.
    pub(super) fn local_trait(&self, expression: &Expression<'_>, inner: &TokenStream, held: Held) -> TokenStream {
        let rt = &self.rt;
        let ty = held.of(inner, rt);
        let span = expression.span.resolved_at(Span::mixed_site());
        let message = message(&expression.path, &expression.accepted);
        let note = expression.about.map(note).into_iter();
        let hint = (held == Held::Patch).then(|| {
            let hint = PATCH_HINT;
            quote! { , note = #hint }
        });
        if expression.is_external {
            let impls = external_impls(rt, inner, held, span);
            let generic = (held != Held::Plain).then(|| quote_spanned! { span => <As> });
            return quote_spanned! { span =>
                #[diagnostic::on_unimplemented(message = #message, label = "this is `{Self}`" #(, note = #note)* #hint)]
                trait Accepted #generic { fn accept(self) -> #ty; }
                #impls
            };
        }
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

/// What to write for an option.
const PATCH_HINT: &str =
    "for an option, write `option or null` to clear the property where it is `None`, or `option or keep` to keep it";

/// A custom type is accepted as it is; where it may be absent, also as an option.
fn external_impls(rt: &TokenStream, inner: &TokenStream, held: Held, span: Span) -> TokenStream {
    let ty = held.of(inner, rt);
    let some = match held {
        Held::Plain => {
            return quote_spanned! { span => #[diagnostic::do_not_recommend] impl Accepted for #ty { fn accept(self) -> #ty { self } } };
        }
        Held::Option => quote_spanned! { span => ::core::option::Option::Some(self) },
        Held::Patch => quote_spanned! { span => #rt::Patch::Set(self) },
    };
    let whole = if held == Held::Option {
        quote! { AsOption }
    } else {
        quote! { AsPatch }
    };
    quote_spanned! { span =>
        #[diagnostic::do_not_recommend]
        impl Accepted<#rt::AsValue> for #inner { fn accept(self) -> #ty { #some } }
        #[diagnostic::do_not_recommend]
        impl Accepted<#rt::#whole> for #ty { fn accept(self) -> #ty { self } }
    }
}

/// The message that rustc reports. It replaces `{Self}` by the type of the expression, so there are no other braces.
fn message(path: &str, accepted: &str) -> String {
    let place = if path.is_empty() { "the value".to_owned() } else { format!("`{path}`") };
    format!("{} must be {}, found `{{Self}}`", without_braces(&place), without_braces(accepted))
}

fn note(about: Told<'_>) -> String {
    without_braces(&format!("described at {}", about.place))
}

fn without_braces(text: &str) -> String {
    text.replace(['{', '}'], "")
}
