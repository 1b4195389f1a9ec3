//! Renders the client and one method for each operation. A method builds a call; the runtime executes it.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{deprecated, written};
use crate::model::{
    Body, BodyFormat, Content, Encoding, Failure, Idempotency, Name, Operation, Page, Parameter, TypeRef, ident,
};

impl Render<'_> {
    pub(super) fn client(&self) -> TokenStream {
        let rt = &self.rt;
        let (docs, server) = (self.client_docs(), self.server());
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Client {
                core: #rt::ClientCore,
            }

            #server

            impl Client {
                /// Creates a client that makes its calls through `core`. The user agent is the name and version of this
                /// crate, unless `core` has another.
                #[must_use]
                pub fn with_core(core: #rt::ClientCore) -> Self {
                    Self { core: core.for_client(
                        ::core::concat!(::core::env!("CARGO_PKG_NAME"), "/", ::core::env!("CARGO_PKG_VERSION")),
                    ) }
                }

                /// The core that makes the calls: URL, credentials, limits and transport.
                #[must_use]
                pub fn core(&self) -> &#rt::ClientCore {
                    &self.core
                }
            }
        }
    }

    pub(super) fn operations(&self, take: &mut dyn FnMut(TokenStream)) {
        let (groups, operations) = (self.groups(), &self.model.operations);
        let is_alone = groups.len() == 1;
        for group in groups {
            let docs = group.docs().filter(|_| !is_alone).map(|docs| written(&docs));
            let methods = group.operations.into_iter().flat_map(|operation| self.call_methods(operation));
            take(quote! { #docs impl Client { #(#methods)* } });
        }
        // Most operations of an API declare the same errors, so each table of them is written once.
        let mut tables = ErrorTables::default();
        let mut table_of = |operation| self.declared_errors(operation).map(|table| tables.name_of(table));
        let names: Vec<Option<Ident>> = operations.iter().map(&mut table_of).collect();
        take(tables.statics(&self.rt));
        for (operation, errors) in operations.iter().zip(&names) {
            take(self.operation_static(operation, errors.as_ref()));
        }
        // A type may have the same name as a builder.
        let (rt, types) = (self.rt.clone(), quote! { super:: });
        let inside = Render { model: self.model, source: self.source, rt, types, shared_errors: Vec::new() };
        let parts = operations.iter().flat_map(|operation| inside.operation_parts(operation));
        let mut parts = parts.chain(inside.shared_types()).peekable();
        if parts.peek().is_some() {
            let docs = self.operations_docs();
            take(quote! {
                #docs
                pub mod operations {
                    #[allow(unused_imports, reason = "what a call names depends on the description")]
                    use super::{Client, __rt};
                    #(#parts)*
                }
            });
        }
    }

    fn operation_parts(&self, operation: &Operation) -> Vec<TokenStream> {
        let builder = operation.is_built().then(|| self.builder(operation));
        builder.into_iter().chain(self.response_enums(operation)).collect()
    }

    fn operation_static(&self, operation: &Operation, errors: Option<&Ident>) -> TokenStream {
        let rt = &self.rt;
        let name = operation.name.constant();
        let (id, path, accept) = (&operation.name.wire, &operation.path, &operation.accept);
        let method = crate::model::method_ident(operation.method);
        let idempotency = match &operation.idempotency {
            Idempotency::Natural => quote! { Natural },
            Idempotency::None => quote! { None },
            Idempotency::Key(pointer) => quote! { Key(#pointer) },
            Idempotency::Header(name) => quote! { Header(#name) },
        };
        let bucket = operation.bucket.iter().map(|bucket| quote! { .bucket(#bucket) });
        let server = operation.server.iter().map(|server| quote! { .server(#server) });
        let security = operation.security.iter().map(|alternatives| {
            let alternatives = alternatives.iter().map(|schemes| quote! { &[#(#schemes),*] });
            quote! { .security(&[#(#alternatives),*]) }
        });
        let accept = (accept != "application/json").then(|| quote! { .accept(#accept) });
        let streams = has_streams_only(operation).then(|| quote! { .streams() });
        let is_redirect = |failure: &Failure| failure.status.starts_with('3');
        let described = operation.failures.iter().any(is_redirect).then(|| quote! { .describes_redirects() });
        let redirects = operation.redirects.then(|| quote! { .redirects() });
        // An idempotent request is retried after a 429 anyway.
        let matters = operation.limited_without_effect && operation.idempotency != Idempotency::Natural;
        let limited = matters.then(|| quote! { .limited_without_effect() });
        let errors = errors.map(|table| quote! { .errors(#table) });
        quote! {
            static #name: #rt::Operation =
                #rt::Operation::new(#id, #rt::http::Method::#method, #path, #rt::Idempotency::#idempotency)
                    #(#server)* #(#security)* #accept #streams #redirects #described #(#bucket)* #limited #errors;
        }
    }

    /// The method of an operation, and one for each further media type of its body.
    fn call_methods(&self, operation: &Operation) -> Vec<TokenStream> {
        let body = operation.body.as_ref().filter(|body| body.required);
        let own = self.method(operation, &operation.name, body, &self.method_docs(operation));
        let others = operation
            .other_bodies
            .iter()
            .map(|(name, body)| self.method(operation, name, Some(body), &Self::body_method_docs(operation, body)));
        std::iter::once(own).chain(others).collect()
    }

    fn method(&self, operation: &Operation, name: &Name, body: Option<&Body>, docs: &TokenStream) -> TokenStream {
        let (name, given_body) = (name.ident(), body);
        let required = || operation.parameters.iter().filter(|parameter| parameter.required);
        let parameters = required().map(|parameter| {
            let (name, accepted) = (parameter.name.ident(), self.accepted(&parameter.ty));
            quote! { #name: #accepted }
        });
        let body = given_body.map(|body| {
            let accepted = self.body_argument(body);
            quote! { body: #accepted }
        });
        let arguments = parameters.chain(body);
        let fills = required().map(|parameter| self.fill(parameter));
        let body = given_body.map(|body| self.fill_body(body));
        let (constant, decode) = (operation.name.constant(), self.decode(operation));
        let call = quote! { self.core.call(&#constant, #decode) #(#fills)* #body };
        let (returned, call) = if operation.is_built() {
            let builder = operation.builder.ident();
            (quote! { operations::#builder }, quote! { operations::#builder(#call) })
        } else {
            (self.call_type(operation, &quote! { operations:: }), call)
        };
        let deprecated = deprecated(&operation.docs);
        quote! {
            #docs
            #deprecated
            pub fn #name(&self, #(#arguments),*) -> #returned { #call }
        }
    }

    /// The type that a parameter accepts.
    fn accepted(&self, ty: &TypeRef) -> TokenStream {
        let (rt, name) = (&self.rt, self.type_ref(ty));
        if self.model.is_external(ty) {
            name
        } else if self.model.is_id(ty) {
            quote! { impl #rt::Into<#name> }
        } else {
            quote! { impl #rt::IntoValue<#name> }
        }
    }

    fn fill(&self, parameter: &Parameter) -> TokenStream {
        let rt = &self.rt;
        let (wire, name) = (&parameter.name.wire, parameter.name.ident());
        let rules = self.rule_table(&self.model.rules(&parameter.ty, &parameter.rules));
        let value = if self.model.is_id(&parameter.ty) {
            let ty = self.type_ref(&parameter.ty);
            quote! { #rt::Into::<#ty>::into(#name) }
        } else if self.model.is_external(&parameter.ty) {
            self.wrapped(&parameter.ty, quote! { #name })
        } else {
            quote! { #name.into_value() }
        };
        match parameter.encoding {
            Some(encoding) => {
                let (place, encoding) = (parameter.place.ident(), self.encoding(encoding));
                quote! { .styled_parameter(#rt::Place::#place, #wire, #value, #encoding, #rules) }
            }
            None => {
                let method = parameter.place.method();
                quote! { .#method(#wire, #value, #rules) }
            }
        }
    }

    fn encoding(&self, encoding: Encoding) -> TokenStream {
        let rt = &self.rt;
        let (style, explode) = (encoding.style.ident(), encoding.explode);
        let reserved = encoding.reserved.then(|| quote! { .reserved() });
        quote! { #rt::Encoding::new(#rt::Style::#style, #explode) #reserved }
    }

    /// The type that a body accepts.
    fn body_argument(&self, body: &Body) -> TokenStream {
        let rt = &self.rt;
        match &body.format {
            BodyFormat::Json(_) | BodyFormat::Form(_) | BodyFormat::Multipart(_) => {
                let ty = self.type_ref(&body.ty);
                if self.model.is_external(&body.ty) {
                    ty
                } else {
                    quote! { impl #rt::IntoValue<#ty> }
                }
            }
            BodyFormat::Text(_) => quote! { impl #rt::Into<#rt::String> },
            BodyFormat::Bytes(_) => quote! { impl #rt::Into<#rt::Upload> },
        }
    }

    fn fill_body(&self, body: &Body) -> TokenStream {
        let rules = self.rule_table(&self.model.rules(&body.ty, &body.rules));
        let flag = body.stream_flag.iter().map(|name| {
            let name = name.ident();
            quote! { .#name(true) }
        });
        let value = if self.model.is_external(&body.ty) {
            self.wrapped(&body.ty, quote! { body })
        } else {
            quote! { body.into_value() #(#flag)* }
        };
        match &body.format {
            BodyFormat::Json(media) if media == "application/json" => quote! { .body(#value, #rules) },
            BodyFormat::Json(media) => quote! { .body_as(#media, #value, #rules) },
            BodyFormat::Form(encodings) => {
                let encodings = by_encoding(encodings).into_iter().map(|(encoding, names)| {
                    let encoding = self.encoding(encoding);
                    quote! { (#encoding, &[#(#names),*]) }
                });
                // A call of a `const fn` is evaluated at compile time only in a const context.
                quote! { .form(#value, const { &[#(#encodings),*] }, #rules) }
            }
            BodyFormat::Multipart(types) => {
                let types = types.iter().map(|(name, media)| quote! { (#name, #media) });
                quote! { .multipart(#value, &[#(#types),*], #rules) }
            }
            BodyFormat::Text(media) => quote! { .content(#media, body.into()) },
            BodyFormat::Bytes(media) => quote! { .content(#media, body) },
        }
    }

    /// The struct for the optional parameters of a call.
    fn builder(&self, operation: &Operation) -> TokenStream {
        let rt = &self.rt;
        let name = operation.builder.ident();
        let here = TokenStream::new();
        let response = self.response_type(operation, &here);
        let error = self.error_type(operation, &here).map(|error| quote! { , error #error });
        let headers = self.header_type(operation, &here).map(|headers| quote! { , headers #headers });
        let summary = format!(" A call of [`Client::{}`].", operation.name.rust());
        let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
        let setters = optional.map(|parameter| self.parameter_setter(parameter));
        let body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
            let accepted = self.body_argument(body);
            let docs = self.part_docs(&body.docs, "The body.");
            let fill = self.fill_body(body);
            quote! {
                #docs
                pub fn body(self, body: #accepted) -> Self { Self(self.0 #fill) }
            }
        });
        let stream = operation.page.as_ref().map(|page| self.stream(page, &response));
        quote! {
            #rt::builder! {
                #[doc = #summary]
                pub struct #name -> #response #error #headers
            }
            impl #name {
                #(#setters)*
                #body
                #stream
            }
        }
    }

    fn parameter_setter(&self, parameter: &Parameter) -> TokenStream {
        let (name, accepted) = (parameter.name.ident(), self.accepted(&parameter.ty));
        let docs = self.part_docs(&parameter.docs, &format!("Sets `{}`.", parameter.name.wire));
        let fill = self.fill(parameter);
        let deprecated = deprecated(&parameter.docs);
        quote! {
            #docs
            #deprecated
            pub fn #name(self, #name: #accepted) -> Self { Self(self.0 #fill) }
        }
    }

    fn stream(&self, page: &Page, response: &TokenStream) -> TokenStream {
        let rt = &self.rt;
        let item = self.type_ref(&page.item);
        let (cursor, size) = (&page.cursor, &page.size);
        let largest = Literal::i64_unsuffixed(page.largest);
        let (items, id) = (page.items.name.ident(), page.id.name.ident());
        let items = if page.items.required {
            quote! { page.#items }
        } else {
            quote! { page.#items.unwrap_or_default() }
        };
        let is_external = self.model.is_external(&page.id.ty);
        let id = if is_external {
            quote! { #rt::external_text(&item.#id) }
        } else if page.id.required {
            quote! { #rt::ToString::to_string(&item.#id) }
        } else {
            quote! { item.#id.as_ref().map(#rt::ToString::to_string).unwrap_or_default() }
        };
        let summary =
            format!(" All items of all pages, {} per page unless set. Ends at the first empty page.", page.largest);
        quote! {
            #[doc = #summary]
            pub fn stream(self) -> #rt::Items<#response, #item> {
                self.0.items(#rt::Page {
                    cursor: #cursor,
                    size: #size,
                    default_size: #largest,
                    items: |page| #items,
                    id: |item| #id,
                })
            }
        }
    }
}

/// Tables of declared errors, each once.
#[derive(Default)]
struct ErrorTables {
    tables: Vec<TokenStream>,
    /// The number of each.
    numbers: HashMap<String, usize>,
}

impl ErrorTables {
    fn name_of(&mut self, table: TokenStream) -> Ident {
        let next = self.tables.len();
        let number = *self.numbers.entry(table.to_string()).or_insert(next);
        if number == next {
            self.tables.push(table);
        }
        ident(&format!("__ERRORS_{number}"))
    }

    fn statics(&self, rt: &TokenStream) -> TokenStream {
        let statics = self.tables.iter().enumerate().map(|(number, table)| {
            let name = ident(&format!("__ERRORS_{number}"));
            quote! { static #name: &[#rt::DeclaredError] = &[#table]; }
        });
        statics.collect()
    }
}

/// Each encoding with the properties that use it.
fn by_encoding(encodings: &[(String, Encoding)]) -> Vec<(Encoding, Vec<&str>)> {
    let mut groups: Vec<(Encoding, Vec<&str>)> = Vec::new();
    for (name, encoding) in encodings {
        match groups.iter_mut().find(|(known, _)| known == encoding) {
            Some((_, names)) => names.push(name),
            None => groups.push((*encoding, vec![name])),
        }
    }
    groups
}

/// Whether all streamed content consists of events or values, for which the stream itself enforces the timeout.
fn has_streams_only(operation: &Operation) -> bool {
    let contents = operation.response.contents();
    let is_stream = |content: &&Content| matches!(content, Content::Stream(_));
    let mut streamed = contents.into_iter().filter(|content| content.is_streamed()).peekable();
    streamed.peek().is_some() && streamed.all(|content| is_stream(&content))
}
