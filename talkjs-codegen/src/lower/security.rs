//! Where the API is and who may call it: servers and security schemes.

use openapiv3::Server;
use serde::Deserialize;
use serde::de::value::Error as Refused;

use super::Lowering;
use crate::cursor::At;
use crate::diagnostic::Kind;
use crate::model::{Docs, Namer, Names, Place, Scheme, SchemeKind, ServerVariable};
use crate::structure::MUTUAL_TLS;
use crate::tree::{Key, Node};

/// The most alternatives and names in them: those of the description are repeated for every operation.
const MAX_REQUIREMENTS: usize = 200;

impl<'d> Lowering<'d, '_> {
    /// The first server, and what has to be filled into its address.
    pub(super) fn server(&mut self) {
        let Some(server) = self.first_server(self.document.root()) else { return };
        let variables = server.variables.into_iter().flatten();
        let variable = |(name, variable): (String, openapiv3::ServerVariable)| ServerVariable {
            name,
            default: variable.default,
            values: variable.enumeration,
        };
        self.model.server_variables = variables.map(variable).collect();
        self.model.server_url = server.url;
    }

    /// The server of one operation, when it is not that of the API.
    pub(super) fn server_of(&mut self, at: At<'d>, item: At<'d>) -> Option<String> {
        let server = self.first_server(at).or_else(|| self.first_server(item))?;
        if server.url == self.model.server_url {
            return None;
        }
        let url = with_defaults(&server);
        if url != server.url {
            let what = format!("server `{}` of one operation", server.url);
            let kind = Kind::ReadAs { what, read_as: format!("`{url}`, with the defaults of its variables") };
            self.diagnostics.note(kind, at.child("servers").name_span());
        }
        Some(url)
    }

    /// The first server of the description, a path or an operation.
    fn first_server(&mut self, at: At<'d>) -> Option<Server> {
        let at = at.items("servers").next()?;
        let server = Server::deserialize(at.node());
        let wrong = |error: &Refused| Kind::WrongKind { expected: "a server".to_owned(), found: error.to_string() };
        server.inspect_err(|error| self.diagnostics.warn(wrong(error), at.value_span())).ok()
    }

    /// The security schemes of the description.
    pub(super) fn security_schemes(&mut self) {
        let schemes = self.document.root().child("components").get("securitySchemes");
        let mut names = Names::default();
        for (key, _) in schemes.into_iter().flat_map(Node::entries) {
            let at = self.scheme_at(&key.text);
            if at.get(MUTUAL_TLS).is_some() {
                continue;
            }
            let name = Namer::Method.name(&key.text).or_else(|| Namer::Method.name("scheme"));
            let (Some(name), Some(kind)) = (name, scheme_kind(at)) else { continue };
            let text = at.text("description").unwrap_or_default().to_owned();
            let docs = Docs { text, place: key.span, deprecated: false };
            self.model.schemes.push(Scheme { name: names.claim(name.of(&key.text)), docs, kind });
        }
    }

    /// A security scheme, behind any chain of references.
    fn scheme_at(&self, name: &str) -> At<'d> {
        let at = self.document.component_at("securitySchemes", name);
        self.document.follow(at, "securitySchemes").unwrap_or(at)
    }

    /// The alternatives of an operation, its own or else the description's.
    pub(super) fn security_of(&mut self, at: At<'d>) -> Option<Vec<Vec<String>>> {
        let at = [at, self.document.root()].into_iter().find(|at| at.get("security").is_some())?.child("security");
        if self.noted.insert(std::ptr::from_ref(at.node())) {
            self.check_security(at);
        }
        // A client certificate is no credential that a request could carry.
        let carried = |name: &&str| self.scheme_at(name).get(MUTUAL_TLS).is_none();
        let names = |requirement: &'d Node| {
            let names = requirement.entries().iter().map(|(key, _)| key.text.as_str());
            names.filter(carried).map(str::to_owned).collect()
        };
        Some(at.node().items().iter().map(names).collect())
    }

    fn check_security(&mut self, at: At<'d>) {
        let requirements = at.node().items();
        let names = requirements.iter().map(|requirement| requirement.entries().len().saturating_add(1));
        if names.fold(0, usize::saturating_add) > MAX_REQUIREMENTS {
            let kind = Kind::OverLimit { what: "security requirements of one operation", limit: MAX_REQUIREMENTS };
            self.diagnostics.report(kind, at.name_span());
            return;
        }
        for (Key { text: name, span }, _) in requirements.iter().flat_map(Node::entries) {
            if self.scheme_at(name).get(MUTUAL_TLS).is_some() {
                continue;
            }
            let known = || self.model.schemes.iter().map(|scheme| scheme.name.wire.as_str());
            if !known().any(|scheme| scheme == name) {
                let nearest = self.search.nearest(name, known()).map(str::to_owned);
                self.diagnostics.warn(Kind::UnknownScheme { name: name.clone(), nearest }, *span);
            }
        }
    }
}

fn with_defaults(server: &Server) -> String {
    let variables = server.variables.iter().flatten();
    variables.fold(server.url.clone(), |url, (name, variable)| url.replace(&format!("{{{name}}}"), &variable.default))
}

fn scheme_kind(at: At<'_>) -> Option<SchemeKind> {
    let text = |key: &str| at.text(key);
    Some(match text("type")? {
        "apiKey" => {
            let place = match text("in")? {
                "query" => Place::Query,
                "cookie" => Place::Cookie,
                _ => Place::Header,
            };
            SchemeKind::Key(place, text("name")?.to_owned())
        }
        "http" => match text("scheme").unwrap_or_default().to_ascii_lowercase().as_str() {
            "bearer" => SchemeKind::Bearer,
            "basic" => SchemeKind::Basic,
            _ => SchemeKind::Authorization,
        },
        _ => SchemeKind::Bearer,
    })
}
