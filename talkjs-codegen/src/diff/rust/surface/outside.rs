//! Lists the items around the calls: URLs of servers, and credentials.

use super::{Argument, By, Item, Kind, Origin, Part, Role, Shape};
use crate::diff::rust::rust_type::RustType;
use crate::model::{Model, Scheme, SchemeKind};
use crate::source::Span;

/// The module itself, and `security`.
pub(super) fn items(model: &Model) -> Vec<Item> {
    let mut module = Item::new(String::new(), Kind::Module, Span::default(), Origin::Api);
    let has_variables = model.servers.first().is_some_and(|server| !server.variables.is_empty());
    let parts = [("server_url", has_variables), ("SERVERS", model.servers.len() > 1)];
    let parts = parts.into_iter().filter(|(_, is_there)| *is_there);
    module
        .parts
        .extend(parts.map(|(name, _)| Part::new(name, Span::default(), Shape::Function(Role::Servers, Vec::new()))));
    let mut security = Item::new("security".to_owned(), Kind::Credentials, Span::default(), Origin::Api);
    security.parts.extend(model.schemes.iter().map(credential));
    vec![module, security]
}

fn credential(scheme: &Scheme) -> Part {
    let names: &[&str] = match &scheme.kind {
        SchemeKind::Bearer => &["token"],
        SchemeKind::Basic => &["user", "password"],
        SchemeKind::Authorization => &["value"],
        SchemeKind::Key(..) => &["key"],
    };
    let place = scheme.docs.place;
    let text = |name: &&str| Argument { name: (*name).to_owned(), place, ty: RustType::text(), by: By::Into };
    Part::new(scheme.name.rust(), place, Shape::Function(Role::Credential, names.iter().map(text).collect()))
}
