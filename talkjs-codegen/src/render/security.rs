//! Renders servers and security schemes.

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use super::docs::code;
use crate::model::{Scheme, SchemeKind, Server};

impl Render<'_> {
    /// The URL of the API, a function that fills in its variables, and all URLs if there are several.
    pub(super) fn server(&self) -> TokenStream {
        let rt = &self.rt;
        let first = self.model.servers.first();
        let url = first.map_or("", |server| server.url.as_str());
        let function = first.filter(|server| !server.variables.is_empty()).map(|server| {
            let variables = self.server_variables(server);
            quote! {
                /// [`SERVER_URL`] with its variables replaced by the given values, or by their defaults.
                ///
                /// # Errors
                /// If the description has no such variable or value.
                pub fn server_url(variables: &[(&str, &str)]) -> #rt::Result<#rt::String, #rt::Error> {
                    #rt::server_url(SERVER_URL, #variables, variables)
                }
            }
        });
        let servers = (self.model.servers.len() > 1).then(|| self.all_servers());
        quote! {
            /// The base URL in the description; names in braces are placeholders.
            pub const SERVER_URL: &str = #url;

            #function

            #servers
        }
    }

    fn all_servers(&self) -> TokenStream {
        let rt = &self.rt;
        let servers = self.model.servers.iter().map(|server| {
            let (url, description, variables) = (&server.url, &server.description, self.server_variables(server));
            quote! { #rt::Server { url: #url, description: #description, variables: #variables } }
        });
        quote! {
            /// All servers in the description; the first is [`SERVER_URL`]. Pass the result of `url_with` to
            /// `ClientCore::builder`.
            pub const SERVERS: &[#rt::Server] = &[#(#servers),*];
        }
    }

    fn server_variables(&self, server: &Server) -> TokenStream {
        let rt = &self.rt;
        let variables = server.variables.iter().map(|variable| {
            let (name, default, values) = (&variable.name, &variable.default, &variable.values);
            quote! { #rt::ServerVariable { name: #name, default: #default, values: &[#(#values),*] } }
        });
        quote! { &[#(#variables),*] }
    }

    /// One function for each security scheme, which creates its credential.
    pub(super) fn security(&self) -> Option<TokenStream> {
        if self.model.schemes.is_empty() {
            return None;
        }
        let schemes = self.model.schemes.iter().map(|scheme| self.scheme(scheme));
        Some(quote! {
            /// Credentials: one function for each security scheme in the description. Pass the result to `credentials`
            /// of `ClientCore::builder`; it is sent with the operations that require that scheme.
            pub mod security {
                use super::__rt;
                #(#schemes)*
            }
        })
    }

    fn scheme(&self, scheme: &Scheme) -> TokenStream {
        let rt = &self.rt;
        let (name, wire) = (scheme.name.ident(), &scheme.name.wire);
        let (what, arguments, credential) = match &scheme.kind {
            SchemeKind::Bearer => (
                "a bearer token".to_owned(),
                quote! { token: impl #rt::Into<#rt::String> },
                quote! { bearer(#wire, token) },
            ),
            SchemeKind::Basic => (
                "a name and a password".to_owned(),
                quote! { user: impl #rt::Into<#rt::String>, password: impl #rt::Into<#rt::String> },
                quote! { basic(#wire, user, password) },
            ),
            SchemeKind::Authorization => (
                "the whole value of the `Authorization` header".to_owned(),
                quote! { value: impl #rt::Into<#rt::String> },
                quote! { authorization_header(#wire, value) },
            ),
            SchemeKind::Key(place, key) => {
                let method = crate::model::ident(place.word());
                (
                    format!("a key, sent in the {} {}", place.word(), code(key)),
                    quote! { key: impl #rt::Into<#rt::String> },
                    quote! { #method(#wire, #key, key) },
                )
            }
        };
        let argument = if matches!(scheme.kind, SchemeKind::Basic) { "\"user\", \"password\"" } else { "\"secret\"" };
        let what = format!("The credential for {}: {what}.", code(wire));
        let example = format!("ClientCore::builder(url).credentials(security::{}({argument}))", scheme.name.rust());
        let example = format!("```text\n{example}\n```");
        let words = [what.as_str(), scheme.docs.text.trim(), example.as_str()];
        let words = words.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        let docs = self.documented(&words, &scheme.docs);
        quote! {
            #docs
            #[must_use = "pass the credential to `ClientCore::builder`"]
            pub fn #name(#arguments) -> #rt::SchemeCredential { #rt::SchemeCredential::#credential }
        }
    }
}
