//! Renders responses: the return type of a call, how it is read, and its documentation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{code, first_sentence, lines, written};
use crate::model::{
    Alternative, Body, BodyFormat, Codes, Content, Name, Operation, Response, Stream, Success, TypeRef,
};

impl Render<'_> {
    /// The type that a call returns; `operations` is the path of the module with the response enums.
    pub(super) fn response_type(&self, operation: &Operation, operations: &TokenStream) -> TokenStream {
        match &operation.response {
            Response::One(content) => self.content(content, operations),
            Response::Several(name, _) => {
                let name = name.ident();
                quote! { #operations #name }
            }
        }
    }

    fn content(&self, content: &Content, operations: &TokenStream) -> TokenStream {
        let rt = &self.rt;
        match content {
            Content::Nothing => quote! { () },
            Content::Json(ty) => self.type_ref(ty),
            Content::Text => quote! { #rt::String },
            Content::Bytes => quote! { #rt::Download },
            Content::Stream(Stream { framing, item, .. }) => {
                let item = self.type_ref(item);
                if framing.is_of_events() {
                    quote! { #rt::EventStream<#item> }
                } else {
                    quote! { #rt::JsonStream<#item> }
                }
            }
            Content::ByType(name, _) => {
                let name = name.ident();
                quote! { #operations #name }
            }
        }
    }

    /// The code that reads the response.
    pub(super) fn decode(&self, operation: &Operation) -> TokenStream {
        let rt = &self.rt;
        match &operation.response {
            Response::One(content) => self.decode_content(content, &[]),
            Response::Several(name, statuses) => {
                let name = name.ident();
                let arms = statuses.iter().map(|status| {
                    let (codes, variant) = (codes(status.codes), status.name.ident());
                    let read = self.decode_content(&status.content, &[quote! { operations::#name::#variant }]);
                    quote! { #codes => #read, }
                });
                quote! {
                    #rt::Decode::ByStatus(|status| match status.as_u16() {
                        #(#arms)*
                        _ => #rt::Decode::Body(#rt::undescribed),
                    })
                }
            }
        }
    }

    /// The code that reads a content and wraps it into variants, the outer one first.
    fn decode_content(&self, content: &Content, variants: &[TokenStream]) -> TokenStream {
        let rt = &self.rt;
        let read = match content {
            Content::Nothing if variants.is_empty() => quote! { Body(#rt::nothing) },
            Content::Nothing => {
                // The innermost variant has no value.
                let value = variants.iter().rev().cloned().reduce(|value, variant| quote! { #variant(#value) });
                quote! { Body(|_| #rt::Ok(#value)) }
            }
            Content::Json(_) => read_whole(rt, &quote! { json }, variants),
            Content::Text => read_whole(rt, &quote! { text }, variants),
            Content::Bytes if variants.is_empty() => quote! { Stream(#rt::Download::new) },
            Content::Bytes => {
                let value = within(variants, quote! { #rt::Download::new(body) });
                quote! { Stream(|body| #value) }
            }
            Content::Stream(stream) => self.decode_stream(stream, variants),
            Content::ByType(name, alternatives) => {
                let name = name.ident();
                let ranges = alternatives.iter().map(|Alternative { ranges, .. }| quote! { &[#(#ranges),*] });
                let mut reads: Vec<TokenStream> = Vec::new();
                for Alternative { name: variant, content, .. } in alternatives {
                    let variant = variant.ident();
                    let inner = [variants, &[quote! { operations::#name::#variant }]].concat();
                    reads.push(self.decode_content(content, &inner));
                }
                let last = reads.pop();
                let indices = (0..reads.len()).map(Literal::usize_unsuffixed);
                quote! {
                    ByContentType(&[#(#ranges),*], |index| match index {
                        #(#indices => #reads,)*
                        _ => #last,
                    })
                }
            }
        };
        quote! { #rt::Decode::#read }
    }

    fn decode_stream(&self, stream: &Stream, variants: &[TokenStream]) -> TokenStream {
        let rt = &self.rt;
        let (range, make) = (&stream.range, stream.framing.ident());
        let sentinel = stream.sentinel.iter().map(|text| quote! { .sentinel(#text) });
        let give = if variants.is_empty() && stream.sentinel.is_none() {
            quote! { #rt::#make }
        } else {
            let value = within(variants, quote! { #rt::#make(body) #(#sentinel)* });
            quote! { |body| #value }
        };
        quote! { ByContentType(&[&[#range]], |_| #rt::Decode::Stream(#give)) }
    }

    /// The enums of an operation's responses: by status, and by content type.
    pub(super) fn response_enums(&self, operation: &Operation) -> Vec<TokenStream> {
        // A method for another response shares the enums of the main method.
        let contents = if operation.beside.is_none() { operation.response.contents() } else { Vec::new() };
        let by_type = contents.into_iter().filter_map(|content| match content {
            Content::ByType(name, alternatives) => Some(self.content_enum(operation, name, alternatives)),
            _ => None,
        });
        self.status_enum(operation).into_iter().chain(by_type).collect()
    }

    /// The enum of an operation whose responses differ by status.
    fn status_enum(&self, operation: &Operation) -> Option<TokenStream> {
        let Response::Several(name, statuses) = &operation.response else { return None };
        let summary = format!(" The response of [`Client::{}`], by status.", operation.name.rust());
        let is_streamed = statuses.iter().any(|status| status.content.is_streamed());
        let variants = statuses.iter().map(|status| {
            let docs = self.part_docs(&status.docs, &format!("Status {}.", status.name.wire));
            (docs, &status.name, &status.content)
        });
        Some(self.one_of(name, &summary, is_streamed, variants))
    }

    /// The enum of an operation whose response has several media types.
    fn content_enum(&self, operation: &Operation, name: &Name, alternatives: &[Alternative]) -> TokenStream {
        let summary = format!(
            " The response of [`Client::{}`], by content type. Requests prefer the first one; use the header \
             `Accept` of a call to request another.",
            operation.name.rust()
        );
        let is_streamed = alternatives.iter().any(|alternative| alternative.content.is_streamed());
        let variants = alternatives.iter().map(|alternative| {
            let ranges: Vec<String> = alternative.ranges.iter().map(|range| code(range)).collect();
            let docs = written(&[format!(" {}.", ranges.join(", "))]);
            (docs, &alternative.name, &alternative.content)
        });
        self.one_of(name, &summary, is_streamed, variants)
    }

    fn one_of<'a>(
        &self,
        name: &Name,
        summary: &str,
        is_streamed: bool,
        variants: impl Iterator<Item = (TokenStream, &'a Name, &'a Content)>,
    ) -> TokenStream {
        let name = name.ident();
        let values = (!is_streamed).then(|| quote! { Clone, PartialEq, });
        let variants = variants.map(|(docs, variant, content)| {
            let variant = variant.ident();
            let content = (*content != Content::Nothing).then(|| {
                let content = self.content(content, &TokenStream::new());
                quote! { (#content) }
            });
            quote! { #docs #variant #content }
        });
        quote! {
            #[doc = #summary]
            #[derive(#values Debug)]
            #[non_exhaustive]
            pub enum #name { #(#variants),* }
        }
    }

    /// The types of error responses by status, the exact statuses first.
    pub(super) fn declared_errors(&self, operation: &Operation) -> Option<TokenStream> {
        let rt = &self.rt;
        let mut errors: Vec<_> = operation
            .failures
            .iter()
            .filter_map(|failure| {
                let (first, last) = failure.statuses()?;
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

    /// The documentation of a method: that of the operation, of its parts, and its place.
    pub(super) fn method_docs(&self, operation: &Operation) -> TokenStream {
        let mut text = lines(&summary(operation));
        text.extend([String::new(), request_line(operation)]);
        text.extend(optional_line(operation));
        text.extend(arguments(operation));
        if let Some(beside) = &operation.beside {
            let flag = operation.body.as_ref().and_then(|body| body.stream_flag.as_ref());
            let sets =
                flag.map(|flag| format!(" Sets {} of the body to `true`.", code(&flag.wire))).unwrap_or_default();
            text.extend([
                String::new(),
                format!(" The response of [`Client::{}`] as {}.{sets}", beside.rust(), code(&operation.accept)),
            ]);
        }
        text.extend(self.errors_section(operation));
        text.push(String::new());
        text.extend(self.described_at(&operation.docs));
        written(&text)
    }

    /// The documentation of a method for a body of another media type.
    pub(super) fn body_method_docs(operation: &Operation, body: &Body) -> TokenStream {
        let media = match &body.format {
            BodyFormat::Form(_) => "application/x-www-form-urlencoded",
            BodyFormat::Multipart(_) => "multipart/form-data",
            BodyFormat::Json(media) | BodyFormat::Text(media) | BodyFormat::Bytes(media) => media,
        };
        written(&[format!(" [`Client::{}`] with a body of {}.", operation.name.rust(), code(media))])
    }

    /// A type as named in documentation.
    pub(super) fn type_words(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Named(id) => {
                let name = self.model.get(*id).map_or("", |ty| ty.name.rust());
                format!("[`{name}`]")
            }
            ty => code(&self.type_ref(ty).to_string().replace(' ', "").replace("__rt::", "")),
        }
    }
}

/// Reads a whole body by a function of the runtime and wraps it into variants.
fn read_whole(rt: &TokenStream, read: &TokenStream, variants: &[TokenStream]) -> TokenStream {
    match variants {
        [] => quote! { Body(#rt::#read) },
        [variant] => quote! { Body(|body| #rt::#read(body).map(#variant)) },
        _ => {
            let value = within(variants, quote! { value });
            quote! { Body(|body| #rt::#read(body).map(|value| #value)) }
        }
    }
}

/// Wraps a value into variants, the outer one first.
fn within(variants: &[TokenStream], value: TokenStream) -> TokenStream {
    variants.iter().rev().fold(value, |value, variant| quote! { #variant(#value) })
}

/// The pattern for the statuses of a response.
fn codes(codes: Codes) -> TokenStream {
    match codes {
        Codes::One(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote! { #code }
        }
        Codes::Range(digit) => {
            let first = digit.saturating_mul(100);
            let (first, last) = (Literal::u16_unsuffixed(first), Literal::u16_unsuffixed(first.saturating_add(99)));
            quote! { #first..=#last }
        }
    }
}

/// The summary of an operation.
fn summary(operation: &Operation) -> String {
    let text = operation.docs.text.trim();
    if text.is_empty() { format!("Calls `{}`.", operation.name.wire) } else { text.to_owned() }
}

/// Method, path, and the documentation of the success responses.
fn request_line(operation: &Operation) -> String {
    let request = code(&format!("{} {}", operation.method, operation.path));
    let successes = operation.successes.iter().map(|Success { status, words }| {
        let words = lines(&first_sentence(words)).concat();
        format!("{}{}", code(status), words.trim_end_matches('.'))
    });
    let successes: Vec<String> = successes.collect();
    if successes.is_empty() { format!(" {request}") } else { format!(" {request} → {}.", successes.join("; ")) }
}

/// The parameters that the call has setters for.
fn optional_line(operation: &Operation) -> Option<String> {
    let parameters = operation.parameters.iter().filter(|parameter| !parameter.required);
    let parameters = parameters.map(|parameter| code(parameter.name.rust()));
    let body = operation.body.iter().filter(|body| !body.required).map(|_| code("body"));
    let optional: Vec<String> = parameters.chain(body).collect();
    let builder = operation.builder.rust();
    let names = optional.join(", ");
    (!optional.is_empty()).then(|| format!(" Optional, set on [`{builder}`](operations::{builder}): {names}."))
}

/// The documentation of the arguments.
fn arguments(operation: &Operation) -> Vec<String> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required);
    let parameters = parameters.map(|parameter| (parameter.name.rust(), &parameter.docs.text));
    let body = operation.body.iter().filter(|body| body.required).map(|body| ("body", &body.docs.text));
    let entries = parameters.chain(body).filter(|(_, words)| !words.trim().is_empty());
    let entries: Vec<String> = entries.map(|(name, words)| format!("- `{name}`: {}", one_line(words))).collect();
    if entries.is_empty() { Vec::new() } else { lines(&format!("\n# Arguments\n{}", entries.join("\n"))) }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
