//! Rules of single objects that the table cannot say, and what is done where they are broken.

use super::table::Object;
use super::{MUTUAL_TLS, Version, Walk};
use crate::diagnostic::Kind;
use crate::tree::{Key, Node, Value};

/// What a parameter of Swagger 2.0 says beside its name, and a schema says since.
const SCHEMA_WORDS: [&str; 13] = [
    "type",
    "format",
    "items",
    "enum",
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
];

/// Changes an object before its keys are looked at.
pub(super) fn before(walk: &mut Walk<'_>, node: &mut Node, object: &'static Object) {
    match object.name {
        "Parameter Object" | "Header Object" => schema_of_its_own(walk, node),
        "Responses Object" => statuses(walk, node),
        "Security Scheme Object" => mutual_tls(walk, node),
        _ => {}
    }
}

/// Changes an object whose keys are in order.
pub(super) fn after(walk: &mut Walk<'_>, node: &mut Node, object: &'static Object) {
    match object.name {
        "Parameter Object" => {
            style_of_place(walk, node);
            schema_or_content(walk, node);
        }
        "Header Object" => schema_or_content(walk, node),
        "Security Scheme Object" => scheme(walk, node),
        "Schema Object" => mapping(walk, node),
        _ => {}
    }
}

/// `type: string` directly in a parameter, as before OpenAPI 3.0, is its schema.
fn schema_of_its_own(walk: &mut Walk<'_>, node: &mut Node) {
    if node.get("schema").is_some() || node.get("content").is_some() {
        return;
    }
    let Some((key, _)) = node.entry("type").map(|(key, ty)| (key.clone(), ty.clone())) else { return };
    let object = "Parameter Object";
    walk.diagnostics
        .warn(Kind::UnknownKey { key: key.text.clone(), object, nearest: Some("schema".to_owned()) }, key.span);
    let moved: Vec<(Key, Node)> =
        node.entries().iter().filter(|(key, _)| SCHEMA_WORDS.contains(&key.text.as_str())).cloned().collect();
    for (key, _) in &moved {
        node.remove(&key.text);
    }
    node.insert("schema", Node::map(key.span, moved));
}

/// `2xx` is `2XX`.
fn statuses(walk: &mut Walk<'_>, node: &mut Node) {
    let lower = |key: &Key| matches!(key.text.as_bytes(), [b'1'..=b'5', b'x', b'x']);
    let found: Vec<Key> = node.entries().iter().filter(|(key, _)| lower(key)).map(|(key, _)| key.clone()).collect();
    for key in found {
        let expected = format!("the range `{}`", key.text.to_uppercase());
        let kind = Kind::WrongKind { expected, found: format!("`{}`", key.text) };
        walk.diagnostics.warn(kind, key.span);
        if let Some(map) = node.as_map_mut()
            && let Some((key, response)) = map.remove(&key.text)
        {
            map.insert(Key { text: key.text.to_uppercase(), ..key }, response);
        }
    }
}

/// Each place has its own styles.
fn style_of_place(walk: &mut Walk<'_>, node: &mut Node) {
    let (what, allowed): (&'static str, &[&'static str]) = match node.get("in").and_then(Node::text) {
        Some("path") => ("path parameter style", &["matrix", "label", "simple"]),
        Some("query") => ("query parameter style", &["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        Some("header") => ("header parameter style", &["simple"]),
        _ => ("cookie parameter style", &["form"]),
    };
    let Some(style) = node.get("style") else { return };
    let word = style.text().unwrap_or_default().to_owned();
    if !allowed.contains(&word.as_str()) {
        let kind = Kind::UnknownWord { what, word, allowed: allowed.to_vec() };
        walk.diagnostics.warn(kind, style.span);
        node.remove("style");
    }
}

/// A parameter has one of the two.
fn schema_or_content(walk: &mut Walk<'_>, node: &mut Node) {
    let content = node.get("content").is_some_and(|content| !content.entries().is_empty());
    if !content {
        node.remove("content");
    }
    match (node.get("schema"), content) {
        (Some(_), false) | (None, true) => {}
        (Some(_), true) => {
            let why = "`schema` stands beside it, and only one of the two may";
            let span = node.entry("content").map_or(node.span, |(key, _)| key.span);
            walk.diagnostics.warn(Kind::Ignored { what: "`content`".to_owned(), why }, span);
            node.remove("content");
        }
        (None, false) => {
            let span = node.span.begin();
            walk.diagnostics.warn(Kind::MissingKey { key: "schema", object: "Parameter Object" }, span);
            let mut schema = Node::map(span, Vec::new());
            schema.insert("type", Node::string(span, "string"));
            node.insert("schema", schema);
        }
    }
}

/// OpenAPI 3.1 has client certificates as a security scheme, and 3.0 has no word for it.
fn mutual_tls(walk: &mut Walk<'_>, node: &mut Node) {
    let Some(ty) = node.get("type").filter(|ty| ty.text() == Some("mutualTLS")) else { return };
    if walk.version != Version::V31 {
        return;
    }
    let span = ty.span;
    let (what, why) = ("`mutualTLS`".to_owned(), "the certificate belongs to the transport, and no request shows it");
    walk.diagnostics.note(Kind::Ignored { what, why }, span);
    node.insert("type", Node::string(span, "openIdConnect"));
    node.insert("openIdConnectUrl", Node::string(span, ""));
    node.insert(MUTUAL_TLS, Node::string(span, "true"));
}

/// Each type of scheme has its own keys. Flows say how a person gets a token, which no call does.
fn scheme(walk: &mut Walk<'_>, node: &mut Node) {
    let span = node.span.begin();
    let needed: &[(&'static str, &str)] = match node.get("type").and_then(Node::text) {
        Some("apiKey") => &[("name", "Authorization"), ("in", "header")],
        Some("http") => &[("scheme", "bearer")],
        Some("openIdConnect") => &[("openIdConnectUrl", "")],
        _ => &[],
    };
    for (key, otherwise) in needed {
        if node.get(key).is_none() {
            walk.diagnostics.warn(Kind::MissingKey { key, object: "Security Scheme Object" }, span);
            node.insert(key, Node::string(span, *otherwise));
        }
    }
    if node.get("type").and_then(Node::text) == Some("oauth2") {
        node.insert("flows", Node::map(span, Vec::new()));
    }
}

/// A discriminator names its branches by schema name or by reference; the latter lead into `components` as all others do.
fn mapping(walk: &mut Walk<'_>, node: &mut Node) {
    let file = node.span.file();
    let Some(Value::Map(map)) = node
        .as_map_mut()
        .and_then(|map| map.entries_mut().find(|(key, _)| key.text == "discriminator"))
        .and_then(|(_, discriminator)| discriminator.as_map_mut())
        .and_then(|map| map.entries_mut().find(|(key, _)| key.text == "mapping"))
        .map(|(_, mapping)| &mut mapping.value)
    else {
        return;
    };
    let mut lost = Vec::new();
    for (tag, target) in map.entries_mut() {
        let Some(text) = target.text().map(str::to_owned) else { continue };
        let by_name = !text.contains(['#', '/', '.']);
        let reference = if by_name { format!("#/components/schemas/{text}") } else { text.clone() };
        match walk.targets.component(&reference, file, "schemas") {
            Ok(name) => *target = Node::string(target.span, format!("#/components/schemas/{name}")),
            Err(kind) => {
                let kind = if by_name { named(text, kind) } else { kind };
                walk.diagnostics.warn(kind, target.span);
                lost.push(tag.text.clone());
            }
        }
    }
    map.retain(|tag, _| !lost.contains(&tag.text));
}

/// What is wrong with a reference, in the words of a mapping that names a schema.
fn named(text: String, kind: Kind) -> Kind {
    match kind {
        Kind::DanglingRef { nearest, .. } => {
            let name = nearest.and_then(|nearest| nearest.rsplit('/').next().map(str::to_owned));
            Kind::DanglingRef { reference: text, nearest: name }
        }
        other => other,
    }
}
