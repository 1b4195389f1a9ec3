//! What a call returns, how it is read, and what the documentation says of it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{code, lines, written};
use crate::model::{Answer, Codes, Content, Operation, Status, TypeRef};

impl Render<'_> {
    /// The type that a call returns; `operations` leads to the module of the answers' enums.
    pub(super) fn answer(&self, operation: &Operation, operations: &TokenStream) -> TokenStream {
        match &operation.answer {
            Answer::One(content) => self.content(content),
            Answer::Several(name, _) => {
                let name = name.ident();
                quote! { #operations #name }
            }
        }
    }

    fn content(&self, content: &Content) -> TokenStream {
        let rt = &self.rt;
        match content {
            Content::Nothing => quote! { () },
            Content::Json(ty) => self.type_ref(ty),
            Content::Text => quote! { #rt::String },
            Content::Bytes => quote! { #rt::Download },
        }
    }

    /// How the answer is read.
    pub(super) fn decode(&self, operation: &Operation) -> TokenStream {
        let rt = &self.rt;
        match &operation.answer {
            Answer::One(content) => match content {
                Content::Nothing => quote! { #rt::Decode::Body(#rt::nothing) },
                Content::Json(_) => quote! { #rt::Decode::Body(#rt::json) },
                Content::Text => quote! { #rt::Decode::Body(#rt::text) },
                Content::Bytes => quote! { #rt::Decode::Stream(|content| content) },
            },
            Answer::Several(name, statuses) => {
                let name = name.ident();
                let arms = statuses.iter().map(|status| self.decode_arm(&quote! { operations::#name }, status));
                quote! {
                    #rt::Decode::ByStatus(|status| match status.as_u16() {
                        #(#arms)*
                        _ => #rt::Decode::Body(#rt::undescribed),
                    })
                }
            }
        }
    }

    fn decode_arm(&self, answer: &TokenStream, status: &Status) -> TokenStream {
        let rt = &self.rt;
        let variant = status.name.ident();
        let codes = match status.codes {
            Codes::One(code) => {
                let code = Literal::u16_unsuffixed(code);
                quote! { #code }
            }
            Codes::Range(digit) => {
                let first = digit.saturating_mul(100);
                let (first, last) = (Literal::u16_unsuffixed(first), Literal::u16_unsuffixed(first.saturating_add(99)));
                quote! { #first..=#last }
            }
        };
        let read = match &status.content {
            Content::Nothing => quote! { Body(|_| #rt::Ok(#answer::#variant)) },
            Content::Json(_) => quote! { Body(|body| #rt::json(body).map(#answer::#variant)) },
            Content::Text => quote! { Body(|body| #rt::text(body).map(#answer::#variant)) },
            Content::Bytes => quote! { Stream(#answer::#variant) },
        };
        quote! { #codes => #rt::Decode::#read, }
    }

    /// The enum of an operation that answers differently by status.
    pub(super) fn answer_enum(&self, operation: &Operation) -> Option<TokenStream> {
        let Answer::Several(name, statuses) = &operation.answer else { return None };
        let name = name.ident();
        let summary = format!(" What [`Client::{}`] answers.", operation.name.rust());
        let streams = statuses.iter().any(|status| status.content == Content::Bytes);
        let values = (!streams).then(|| quote! { Clone, PartialEq, });
        let variants = statuses.iter().map(|status| {
            let variant = status.name.ident();
            let docs = self.part_docs(&status.docs, &format!("Status {}.", status.name.wire));
            let content = (status.content != Content::Nothing).then(|| {
                let content = self.content(&status.content);
                quote! { (#content) }
            });
            quote! { #docs #variant #content }
        });
        Some(quote! {
            #[doc = #summary]
            #[derive(#values Debug)]
            #[non_exhaustive]
            pub enum #name { #(#variants),* }
        })
    }

    /// The types that error responses have by their status, the exact statuses first.
    pub(super) fn declared_errors(&self, operation: &Operation) -> Option<TokenStream> {
        let rt = &self.rt;
        let mut errors: Vec<_> = operation
            .failures
            .iter()
            .filter_map(|failure| {
                let (first, last) = statuses(&failure.status)?;
                Some((last.saturating_sub(first), first, last, self.type_ref(failure.ty.as_ref()?)))
            })
            .collect();
        errors.sort_by_key(|(width, ..)| *width);
        let errors = errors.into_iter().map(|(_, first, last, ty)| {
            let (first, last) = (Literal::u16_unsuffixed(first), Literal::u16_unsuffixed(last));
            quote! { #rt::DeclaredError::new(#first, #last, #rt::declared::<#ty>) }
        });
        let errors: Vec<_> = errors.collect();
        (!errors.is_empty()).then(|| quote! { #(#errors),* })
    }

    /// The description's words, what its parts say of themselves, and its place.
    pub(super) fn method_docs(&self, operation: &Operation) -> TokenStream {
        let mut text = lines(&method_words(operation));
        text.extend(self.errors_section(operation));
        text.push(String::new());
        text.extend(self.described_at(&operation.docs));
        written(&text)
    }

    /// A type as documentation names it.
    pub(super) fn type_words(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Named(id) => {
                let name = self.model.get(*id).map_or("", |ty| ty.name.rust());
                format!("[`{name}`]")
            }
            ty => code(&self.type_ref(ty).to_string().replace(' ', "")),
        }
    }
}

/// The first and the last status that `404`, `4XX` or `default` stands for.
fn statuses(status: &str) -> Option<(u16, u16)> {
    match status.strip_suffix("XX") {
        _ if status == "default" => Some((0, 999)),
        Some(digit) => {
            let first = digit.parse::<u16>().ok()?.checked_mul(100)?;
            Some((first, first.checked_add(99)?))
        }
        None => status.parse().ok().map(|status| (status, status)),
    }
}

/// What is said of an operation and of what it needs.
fn method_words(operation: &Operation) -> String {
    let mut text = operation.docs.text.trim().to_owned();
    if text.is_empty() {
        text = format!("Calls `{}`.", operation.name.wire);
    }
    text.push_str(&format!("\n\n`{} {}`\n", operation.method, operation.path));
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required);
    let parameters = parameters.map(|parameter| (parameter.name.rust(), &parameter.docs.text));
    let body = operation.body.iter().filter(|body| body.required).map(|body| ("body", &body.docs.text));
    let entries = parameters.chain(body).filter(|(_, words)| !words.trim().is_empty());
    let entries: Vec<String> = entries.map(|(name, words)| format!("- `{name}`: {}\n", one_line(words))).collect();
    if !entries.is_empty() {
        text.push_str(&format!("\n# Arguments\n{}", entries.concat()));
    }
    text
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
