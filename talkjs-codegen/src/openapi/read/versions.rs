//! The version of the file, and warnings about newer keywords.

use super::Reader;
use crate::diagnostic::{Diagnostics, Kind};
use crate::source::Span;
use crate::tree::{Key, Node, Value};

/// The supported versions of OpenAPI.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V30,
    V31,
    V32,
}

/// The file's version. A file that is not an OpenAPI description gets one message instead of one for each key.
pub(super) fn version(root: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<Version> {
    let begin = root.span.begin();
    if !matches!(root.value, Value::Map(_)) {
        let page = root.text().is_some_and(|text| text.trim_start().starts_with('<'));
        let found = if page { "an HTML page".to_owned() } else { root.kind() };
        diagnostics.report(Kind::WrongKind { expected: "an OpenAPI description".to_owned(), found }, begin);
        return None;
    }
    let (found, span) = match (root.get("openapi"), root.get("swagger")) {
        (Some(version), _) => match known(version) {
            Some(known) => {
                if known == Version::V32 {
                    let what = "OpenAPI 3.2".to_owned();
                    let read_as = "OpenAPI 3.1, with the supported keywords of this version".to_owned();
                    diagnostics.warn(Kind::ReadAs { what, read_as }, version.span);
                }
                return Some(known);
            }
            None => (format!("this is OpenAPI `{}`", scalar(version)), version.span),
        },
        (None, Some(swagger)) => ("this is Swagger 2.0".to_owned(), swagger.span),
        (None, None) => {
            diagnostics.report(Kind::MissingKey { key: "openapi", object: "OpenAPI Object" }, begin);
            return None;
        }
    };
    diagnostics.report(Kind::Version { found }, span);
    None
}

fn known(version: &Node<'_>) -> Option<Version> {
    let text = scalar(version);
    let mut numbers = text.splitn(3, '.');
    match (numbers.next()?, numbers.next()?) {
        ("3", "0") => Some(Version::V30),
        ("3", "1") => Some(Version::V31),
        ("3", "2") => Some(Version::V32),
        _ => None,
    }
}

fn scalar<'n>(node: &'n Node<'_>) -> &'n str {
    match &node.value {
        Value::Scalar(scalar) => &scalar.text,
        Value::List(_) | Value::Map(_) => "",
    }
}

impl Reader<'_, '_> {
    /// Warns about a keyword of 3.1 in a 3.0 file.
    pub(super) fn newer(&mut self, what: &str, span: Span) {
        if self.version == Version::V30 {
            self.diagnostics.warn(Kind::Newer { what: what.to_owned() }, span);
        }
    }

    /// Warns about a keyword beside a `$ref` in a 3.0 file.
    pub(super) fn beside_ref(&mut self, key: &Key<'_>) {
        if self.version == Version::V30 {
            self.diagnostics.warn(Kind::BesideRef { keyword: key.name().to_owned() }, key.span);
        }
    }

    /// Warns about `nullable` in a file of version 3.1 or later, once per file.
    pub(super) fn nullable(&mut self, key: &Key<'_>) {
        if self.version > Version::V30 && self.once.insert(("nullable", key.span.file())) {
            self.diagnostics.warn(Kind::Nullable, key.span);
        }
    }
}
