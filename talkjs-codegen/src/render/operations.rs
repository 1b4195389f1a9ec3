//! The client and one method for each operation. A method fills in a call; what a call does is the
//! runtime's.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{deprecated, lines};
use crate::model::{Idempotency, Operation, Page, Parameter, ParameterPlace};

impl Render<'_> {
    pub(super) fn client(&self) -> TokenStream {
        let rt = &self.rt;
        let title = if self.model.title.is_empty() { "the API" } else { &self.model.title };
        let docs = lines(&format!("A client of {title}. Clones share their connections.\n\n{}", self.model.docs));
        let server = &self.model.server_url;
        quote! {
            #(#[doc = #docs])*
            #[derive(Clone, Debug)]
            pub struct Client {
                core: #rt::Core,
            }

            /// Where the description says that the API is; names in braces are to be filled in.
            pub const SERVER_URL: &str = #server;

            impl Client {
                /// A client that makes its calls through `core`.
                #[must_use]
                pub fn from_core(core: #rt::Core) -> Self {
                    Self { core }
                }

                /// What makes the calls: address, credentials, limits and transport.
                #[must_use]
                pub fn core(&self) -> &#rt::Core {
                    &self.core
                }
            }
        }
    }

    pub(super) fn operations(&self) -> TokenStream {
        let methods = self.model.operations.iter().map(|operation| self.method(operation));
        let statics = self.model.operations.iter().map(|operation| self.operation_static(operation));
        let built: Vec<&Operation> = self.model.operations.iter().filter(|operation| is_built(operation)).collect();
        // A type may have the name of a builder.
        let inside = Render { model: self.model, source: self.source, rt: self.rt.clone(), types: quote! { super:: } };
        let builders = built.iter().map(|operation| inside.builder(operation));
        let module = (!built.is_empty()).then(|| {
            quote! {
                /// Calls that take optional parameters, one struct for each operation.
                pub mod operations {
                    #[allow(unused_imports, reason = "what a call names depends on the description")]
                    use super::{Client, __rt};
                    #(#builders)*
                }
            }
        });
        quote! {
            impl Client { #(#methods)* }
            #(#statics)*
            #module
        }
    }

    fn operation_static(&self, operation: &Operation) -> TokenStream {
        let rt = &self.rt;
        let name = operation.name.constant();
        let (id, path) = (&operation.name.wire, &operation.path);
        let method = crate::model::method_ident(operation.method);
        let idempotency = match &operation.idempotency {
            Idempotency::Natural => quote! { Natural },
            Idempotency::None => quote! { None },
            Idempotency::Key(pointer) => quote! { Key(#pointer) },
        };
        let bucket = match &operation.bucket {
            Some(bucket) => quote! { Some(#bucket) },
            None => quote! { None },
        };
        quote! {
            static #name: #rt::Operation = #rt::Operation {
                id: #id,
                method: #rt::http::Method::#method,
                path: #path,
                idempotency: #rt::Idempotency::#idempotency,
                bucket: #bucket,
            };
        }
    }

    fn method(&self, operation: &Operation) -> TokenStream {
        let rt = &self.rt;
        let name = operation.name.ident();
        let docs = self.documented(&method_words(operation), &operation.docs);
        let required = || operation.parameters.iter().filter(|parameter| parameter.required);
        let parameters = required().map(|parameter| {
            let (name, ty) = (parameter.name.ident(), self.type_ref(&parameter.ty));
            quote! { #name: impl #rt::IntoValue<#ty> }
        });
        let body = operation.body.as_ref().filter(|body| body.required).map(|body| {
            let ty = self.type_ref(&body.ty);
            quote! { body: impl #rt::IntoValue<#ty> }
        });
        let arguments = parameters.chain(body);
        let fills = required().map(|parameter| self.fill(parameter));
        let body = operation.body.as_ref().filter(|body| body.required).map(|_| self.fill_body(operation));
        let (constant, decode) = (operation.name.constant(), self.decode(operation));
        let call = quote! { #rt::Call::new(&self.core, &#constant, #decode) #(#fills)* #body };
        let (returned, call) = if is_built(operation) {
            let builder = crate::model::builder_ident(operation);
            (quote! { operations::#builder<'_> }, quote! { operations::#builder(#call) })
        } else {
            let answer = self.answer(operation);
            (quote! { #rt::Call<'_, #answer> }, call)
        };
        let deprecated = deprecated(&operation.docs);
        quote! {
            #docs
            #deprecated
            #[must_use = "a call is made by `send`"]
            pub fn #name(&self, #(#arguments),*) -> #returned { #call }
        }
    }

    fn fill(&self, parameter: &Parameter) -> TokenStream {
        let (wire, name) = (&parameter.name.wire, parameter.name.ident());
        let rules = self.rule_table(&self.model.rules(&parameter.ty, &parameter.rules));
        match parameter.place {
            ParameterPlace::Path => quote! { .path(#wire, #name.into_value()) },
            ParameterPlace::Query => quote! { .query(#wire, #name.into_value(), #rules) },
            ParameterPlace::QueryJson => quote! { .query_json(#wire, &#name.into_value(), #rules) },
        }
    }

    fn fill_body(&self, operation: &Operation) -> Option<TokenStream> {
        let body = operation.body.as_ref()?;
        let rules = self.rule_table(&self.model.rules(&body.ty, &body.rules));
        Some(quote! { .body(&body.into_value(), #rules) })
    }

    fn decode(&self, operation: &Operation) -> TokenStream {
        let rt = &self.rt;
        match &operation.answer {
            Some(ty) => {
                let ty = self.type_ref(ty);
                quote! { #rt::json::<#ty> }
            }
            None => quote! { #rt::nothing },
        }
    }

    fn answer(&self, operation: &Operation) -> TokenStream {
        operation.answer.as_ref().map_or(quote! { () }, |ty| self.type_ref(ty))
    }

    /// The struct that collects the optional parameters of a call.
    fn builder(&self, operation: &Operation) -> TokenStream {
        let rt = &self.rt;
        let name = crate::model::builder_ident(operation);
        let answer = self.answer(operation);
        let summary = format!(" A call of [`Client::{}`].", operation.name.rust());
        let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
        let setters = optional.map(|parameter| self.parameter_setter(parameter));
        let body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
            let ty = self.type_ref(&body.ty);
            let docs = self.part_docs(&body.docs, "The body.");
            let fill = self.fill_body(operation);
            quote! {
                #docs
                #[must_use]
                pub fn body(mut self, body: impl #rt::IntoValue<#ty>) -> Self { self.0 = self.0 #fill; self }
            }
        });
        let stream = operation.page.as_ref().map(|page| self.stream(page, &answer));
        quote! {
            #[doc = #summary]
            #[derive(Debug)]
            #[must_use = "a call is made by `send`"]
            pub struct #name<'c>(pub(super) #rt::Call<'c, #answer>);

            impl<'c> #name<'c> {
                #(#setters)*
                #body

                /// The longest that the call may take, all in all.
                #[must_use]
                pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
                    self.0 = self.0.timeout(timeout);
                    self
                }

                /// Makes the call.
                ///
                /// # Errors
                /// When the call cannot be made, is refused, or is answered by something else than described.
                pub async fn send(self) -> Result<#answer, #rt::Error> {
                    self.0.send().await
                }

                /// Makes the call and keeps status and headers of the answer.
                ///
                /// # Errors
                /// As for `send`.
                pub async fn response(self) -> Result<#rt::http::Response<#answer>, #rt::Error> {
                    self.0.response().await
                }

                #stream
            }
        }
    }

    fn parameter_setter(&self, parameter: &Parameter) -> TokenStream {
        let rt = &self.rt;
        let (name, ty) = (parameter.name.ident(), self.type_ref(&parameter.ty));
        let docs = self.part_docs(&parameter.docs, &format!("Sets `{}`.", parameter.name.wire));
        let fill = self.fill(parameter);
        let deprecated = deprecated(&parameter.docs);
        quote! {
            #docs
            #deprecated
            #[must_use]
            pub fn #name(mut self, #name: impl #rt::IntoValue<#ty>) -> Self { self.0 = self.0 #fill; self }
        }
    }

    fn stream(&self, page: &Page, answer: &TokenStream) -> TokenStream {
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
        let id = if page.id.required {
            quote! { item.#id.to_string() }
        } else {
            quote! { item.#id.as_ref().map(ToString::to_string).unwrap_or_default() }
        };
        let summary = format!(
            " All items, page after page, {} at a time unless set. Ends with the first empty page.",
            page.largest
        );
        quote! {
            #[doc = #summary]
            #[must_use]
            pub fn stream(self) -> #rt::Items<'c, #answer, #item> {
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

/// The description's words, and what its parts say of themselves.
fn method_words(operation: &Operation) -> String {
    let mut text = operation.docs.text.trim().to_owned();
    if text.is_empty() {
        text = format!("Calls `{}`.", operation.name.wire);
    }
    text.push_str(&format!("\n\n`{} {}`\n", operation.method, operation.path));
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required);
    let parameters = parameters.map(|parameter| (parameter.name.rust(), &parameter.docs.text));
    let body = operation.body.iter().filter(|body| body.required).map(|body| ("body", &body.docs.text));
    section(&mut text, "Arguments", parameters.chain(body));
    section(&mut text, "Errors", operation.failures.iter().map(|(status, words)| (status.as_str(), words)));
    text
}

fn section<'t>(text: &mut String, title: &str, entries: impl Iterator<Item = (&'t str, &'t String)>) {
    let entries = entries.filter(|(_, words)| !words.trim().is_empty());
    let entries: Vec<String> = entries.map(|(name, words)| format!("- `{name}`: {}\n", one_line(words))).collect();
    if !entries.is_empty() {
        text.push_str(&format!("\n# {title}\n{}", entries.concat()));
    }
}

/// Whether a call has anything optional to be set.
fn is_built(operation: &Operation) -> bool {
    let optional_body = operation.body.as_ref().is_some_and(|body| !body.required);
    optional_body || operation.page.is_some() || operation.parameters.iter().any(|parameter| !parameter.required)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
