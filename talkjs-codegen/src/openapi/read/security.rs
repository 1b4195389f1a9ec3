//! Reads servers, security schemes and requirements.

use std::collections::HashSet;

use super::Reader;
use super::fields::Field;
use crate::diagnostic::{Kind, Severity};
use crate::openapi::{Location, Place, Requirement, Scheme, SchemeKind, Security, Server, ServerVariable};
use crate::tree::{Key, Node, Value};

/// The types of a security scheme.
#[derive(Clone, Copy)]
enum Type {
    ApiKey,
    Http,
    OAuth2,
    OpenIdConnect,
    MutualTls,
}

/// The locations of an API key.
const KEY_LOCATIONS: [Location; 3] = [Location::Query, Location::Header, Location::Cookie];

impl<'t> Reader<'t, '_> {
    /// The servers of the description, a path or an operation.
    pub(super) fn servers(&mut self, field: Option<Field<'t>>) -> Vec<Server<'t>> {
        self.list(field).iter().filter_map(|node| self.server(node)).collect()
    }

    fn server(&mut self, node: &'t Node<'t>) -> Option<Server<'t>> {
        let mut fields = self.object(node, "Server Object", false)?;
        let url = self.text(fields.take("url"));
        let description = self.text(fields.take("description")).unwrap_or_default();
        self.text(fields.take("name"));
        let mut variables = Vec::new();
        for (key, node) in self.map(fields.take("variables")) {
            let Some(mut fields) = self.object(node, "Server Variable Object", false) else { continue };
            variables.push(ServerVariable {
                name: key.name(),
                values: self.texts(fields.take("enum")).into_iter().map(|value| value.value).collect(),
                default: self.text(fields.take("default")).unwrap_or_default(),
            });
            self.text(fields.take("description"));
            self.finish(&fields, &[("default", Severity::Warning)]);
        }
        self.finish(&fields, &[("url", Severity::Warning)]);
        url.map(|url| Server { place: Place::at(node.span), url, description, variables })
    }

    /// Reads security requirements. Requirements that differ only in their scopes are equal.
    pub(super) fn security(&mut self, field: Option<Field<'t>>) -> Option<Security<'t>> {
        let field = field.filter(|field| !field.node.is_null())?;
        if !matches!(field.node.value, Value::List(_)) {
            self.wrong(field.node, "a list", Severity::Warning);
            return None;
        }
        let mut alternatives: Vec<Requirement<'t>> = Vec::new();
        let mut known: HashSet<Vec<&str>> = HashSet::new();
        for node in field.node.items() {
            if !matches!(node.value, Value::Map(_)) {
                self.wrong(node, "an object", Severity::Warning);
                continue;
            }
            let mut requirement = Requirement::new();
            for (key, scopes) in node.entries() {
                self.texts(Some(Field { key, node: scopes }));
                requirement.push(key);
            }
            if known.insert(requirement.iter().map(|key| key.name()).collect()) {
                alternatives.push(requirement);
            }
        }
        Some(Security { place: field.place(), written: field.node, alternatives })
    }

    /// The security schemes of `components`.
    pub(super) fn security_schemes(&mut self, field: Option<Field<'t>>) {
        for (key, node) in self.map(field) {
            let Some(node) = self.follow(node, "securitySchemes").map(|found| found.node) else { continue };
            let scheme = self.scheme(key, node);
            self.document.schemes.extend(scheme);
        }
    }

    fn scheme(&mut self, key: &'t Key<'t>, node: &'t Node<'t>) -> Option<Scheme<'t>> {
        let mut fields = self.object(node, "Security Scheme Object", false)?;
        const TYPES: [Type; 5] = [Type::ApiKey, Type::Http, Type::OAuth2, Type::OpenIdConnect, Type::MutualTls];
        let ty = self.word(fields.take("type"), "security scheme type", &TYPES, Type::name, Severity::Warning);
        let description = self.text(fields.take("description")).unwrap_or_default();
        let name = self.text(fields.take("name"));
        let location = fields.take("in");
        let location = self.word(location, "API key location", &KEY_LOCATIONS, Location::name, Severity::Warning);
        let scheme = self.text(fields.take("scheme"));
        for key in ["bearerFormat", "openIdConnectUrl", "oauth2MetadataUrl"] {
            self.text(fields.take(key));
        }
        fields.take("flows");
        self.flag(fields.take("deprecated"));
        let mut required = vec![("type", Severity::Warning)];
        required.extend(ty.iter().flat_map(|ty| ty.value.required()).map(|key| (*key, Severity::Warning)));
        self.finish(&fields, &required);
        let ty = ty?;
        let kind = match ty.value {
            Type::ApiKey => {
                let location = location.map_or(Location::Header, |location| location.value);
                SchemeKind::Key(location, name.unwrap_or("Authorization"))
            }
            Type::Http => match scheme.unwrap_or("bearer").to_ascii_lowercase().as_str() {
                "bearer" => SchemeKind::Bearer,
                "basic" => SchemeKind::Basic,
                _ => SchemeKind::Authorization,
            },
            Type::OAuth2 | Type::OpenIdConnect => SchemeKind::Bearer,
            Type::MutualTls => {
                self.newer("the security scheme `mutualTLS`", ty.place.value);
                let why = "client certificates are a setting of the transport";
                self.diagnostics.note(Kind::Ignored { what: "`mutualTLS`".to_owned(), why }, ty.place.value);
                SchemeKind::MutualTls
            }
        };
        Some(Scheme { name: key, description, kind, written: node })
    }
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "apiKey",
            Self::Http => "http",
            Self::OAuth2 => "oauth2",
            Self::OpenIdConnect => "openIdConnect",
            Self::MutualTls => "mutualTLS",
        }
    }

    /// The keys that a scheme of the type requires. Flows describe how to get a token, which calls do not do.
    fn required(self) -> &'static [&'static str] {
        match self {
            Self::ApiKey => &["name", "in"],
            Self::Http => &["scheme"],
            Self::OpenIdConnect => &["openIdConnectUrl"],
            Self::OAuth2 | Self::MutualTls => &[],
        }
    }
}
