//! Lowers servers and security schemes.

use super::Lowering;
use super::parameters::place_of;
use crate::diagnostic::Kind;
use crate::model::{self, Docs, Namer, Names, Scheme, SchemeKind, ServerVariable};
use crate::openapi::{self, Operation, Security, Server};

/// The most names in the requirements of one operation: those of the description are repeated for every operation.
const MAX_REQUIREMENTS: usize = 10_000;

impl<'d> Lowering<'d, '_> {
    /// The servers, with the variables in their URLs.
    pub(super) fn servers(&mut self) {
        let variable = |variable: &openapi::ServerVariable<'d>| ServerVariable {
            name: variable.name.to_owned(),
            default: variable.default.to_owned(),
            values: variable.values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let server = |server: &Server<'d>| model::Server {
            url: server.url.to_owned(),
            description: server.description.trim().to_owned(),
            variables: server.variables.iter().map(variable).collect(),
        };
        self.model.servers = self.document.servers.iter().map(server).collect();
    }

    /// The server of one operation, if it has its own.
    pub(super) fn server_of(&mut self, operation: &'d Operation<'d>) -> Option<String> {
        let servers = operation.servers.as_ref()?;
        let server = servers.value.first()?;
        if self.model.servers.first().is_some_and(|first| first.url == server.url) {
            return None;
        }
        let url = with_defaults(server);
        if url != server.url {
            let what = format!("server `{}` of one operation", server.url);
            let kind = Kind::ReadAs { what, read_as: format!("`{url}`, with the defaults of its variables") };
            self.diagnostics.note(kind, servers.place.name);
        }
        Some(url)
    }

    /// The security schemes of the description. A client certificate is not part of a request.
    pub(super) fn security_schemes(&mut self) {
        let mut names = Names::default();
        for scheme in &self.document.schemes {
            let kind = match scheme.kind {
                openapi::SchemeKind::Bearer => SchemeKind::Bearer,
                openapi::SchemeKind::Basic => SchemeKind::Basic,
                openapi::SchemeKind::Authorization => SchemeKind::Authorization,
                openapi::SchemeKind::Key(location, name) => SchemeKind::Key(place_of(location), name.to_owned()),
                openapi::SchemeKind::MutualTls => continue,
            };
            let wire = scheme.name.name();
            let Some(name) = Namer::Method.name(wire).or_else(|| Namer::Method.name("scheme")) else { continue };
            let docs = Docs { text: scheme.description.to_owned(), place: scheme.name.span, deprecated: false };
            self.model.schemes.push(Scheme { name: names.claim(name.of(wire)), docs, kind });
        }
    }

    /// The security requirements of an operation: its own, or those of the description.
    pub(super) fn security_of(&mut self, operation: &'d Operation<'d>) -> Option<Vec<Vec<String>>> {
        let security = operation.security.as_ref().or(self.document.security.as_ref())?;
        if self.checked_security.insert(security.place.value) {
            self.check_security(security);
        }
        let names = |requirement: &openapi::Requirement<'d>| {
            let names = requirement.iter().map(|key| key.name());
            names.filter(|name| !self.is_certificate(name)).map(str::to_owned).collect()
        };
        Some(security.alternatives.iter().map(names).collect())
    }

    fn is_certificate(&self, name: &str) -> bool {
        let mut schemes = self.document.schemes.iter();
        schemes.any(|scheme| scheme.name.name() == name && scheme.kind == openapi::SchemeKind::MutualTls)
    }

    fn check_security(&mut self, security: &'d Security<'d>) {
        let names = security.alternatives.iter().map(|requirement| requirement.len().saturating_add(1));
        if names.fold(0, usize::saturating_add) > MAX_REQUIREMENTS {
            let kind = Kind::OverLimit { what: "security requirements of one operation", limit: MAX_REQUIREMENTS };
            self.diagnostics.report(kind, security.place.name);
            return;
        }
        for key in security.alternatives.iter().flatten() {
            let known = || self.model.schemes.iter().map(|scheme| scheme.name.wire.as_str());
            if !self.is_certificate(key.name()) && !known().any(|scheme| scheme == key.name()) {
                let nearest = self.search.nearest(key.name(), known()).map(str::to_owned);
                self.diagnostics.warn(Kind::UnknownScheme { name: key.name().to_string(), nearest }, key.span);
            }
        }
    }
}

fn with_defaults(server: &Server<'_>) -> String {
    let variables = server.variables.iter();
    variables
        .fold(server.url.to_owned(), |url, variable| url.replace(&format!("{{{}}}", variable.name), variable.default))
}
