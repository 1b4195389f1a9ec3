//! What a request carries: which of the media types is sent, and how.

use std::collections::HashSet;

use super::Lowering;
use super::parameters::encoding_at;
use crate::cursor::At;
use crate::diagnostic::Kind;
use crate::model::{Body, BodyFormat, Docs, Encoding, Style, TypeRef};
use crate::resolve::component_name;
use crate::tree::Node;
use crate::view::SchemaRef;

/// What the media types mean to the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Media {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// The kind of a media type or range.
pub(super) fn media_of(range: &str) -> Media {
    let essence = essence(range);
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" => Media::Json,
        "application/x-www-form-urlencoded" => Media::Form,
        "multipart/form-data" => Media::Multipart,
        // Events come one by one, and need not end.
        "text/event-stream" => Media::Bytes,
        _ if essence.ends_with("+json") => Media::Json,
        _ if essence.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(range: &str) -> String {
    range.split(';').next().unwrap_or(range).trim().to_ascii_lowercase()
}

/// How much a media type is preferred: the smaller, the more.
pub(super) fn rank(range: &str) -> (Media, u8) {
    let exactness = match essence(range).as_str() {
        "application/json" => 0,
        "*/*" => 2,
        _ => 1,
    };
    (media_of(range), exactness)
}

/// The schemas that nothing refers to but bodies in parts, whose binary members can be files.
pub(super) fn only_forms(root: &Node) -> HashSet<&str> {
    let (mut forms, mut others) = (HashSet::new(), HashSet::new());
    let mut open = vec![("", root)];
    while let Some((key, node)) = open.pop() {
        let is_form = media_of(key) == Media::Multipart;
        let named = if is_form { node.get("schema") } else { Some(node) };
        let name = named.and_then(|node| component_name(node.get("$ref")?.text()?, "schemas"));
        if is_form && name.is_some() {
            forms.extend(name);
            continue;
        }
        others.extend(name);
        open.extend(node.items().iter().map(|node| ("", node)));
        open.extend(node.entries().iter().map(|(key, node)| (key.text.as_str(), node)));
    }
    forms.difference(&others).copied().collect()
}

impl<'d> Lowering<'d, '_> {
    /// The body of an operation.
    pub(super) fn body(&mut self, at: At<'d>, hint: &str) -> Option<Body> {
        at.get("requestBody")?;
        let at = self.document.follow(at.child("requestBody"), "requestBodies")?;
        let required = at.flag("required");
        let docs = Docs { text: at.text("description").unwrap_or_default().to_owned(), ..Docs::default() };
        let chosen = at.entries("content").min_by_key(|(range, _)| rank(range));
        let Some((range, media)) = chosen else {
            // A `content` that is missing altogether has been told of.
            if at.child("content").value_span() != at.value_span().begin() {
                let what = "a body without a media type".to_owned();
                self.diagnostics
                    .warn(Kind::ReadAs { what, read_as: "bytes".to_owned() }, at.child("content").name_span());
            }
            return Some(bytes("application/octet-stream", docs, required));
        };
        let (format, schema) = self.format(range, media);
        let hint = format!("{hint}Body");
        let used = match (&format, schema) {
            (BodyFormat::Json(_) | BodyFormat::Form(_), Some(schema)) => self.used(schema, &hint),
            (BodyFormat::Multipart(_), Some(schema)) => self.used_as_form(schema, &hint),
            (BodyFormat::Json(_), None) => {
                return Some(Body { format, ty: TypeRef::Any, docs, rules: Vec::new(), required });
            }
            _ => return Some(Body { format, ty: TypeRef::Text, docs, rules: Vec::new(), required }),
        };
        Some(Body { format, docs, required, rules: used.rules.clone(), ty: used.nullable_type() })
    }

    fn format(&mut self, range: &str, media: At<'d>) -> (BodyFormat, Option<SchemaRef<'d>>) {
        let schema = SchemaRef::of(media, "schema");
        let is_range = range.contains('*');
        let format = match media_of(range) {
            Media::Json if is_range && schema.is_none_or(|schema| self.is_binary(schema)) => octets(),
            Media::Json if is_range => BodyFormat::Json("application/json".to_owned()),
            Media::Json => BodyFormat::Json(range.to_owned()),
            Media::Form if schema.is_some() => BodyFormat::Form(encodings(media)),
            Media::Multipart if schema.is_some() => BodyFormat::Multipart(part_types(media)),
            Media::Text if is_range => BodyFormat::Text("text/plain".to_owned()),
            Media::Text => BodyFormat::Text(range.to_owned()),
            Media::Form | Media::Multipart | Media::Bytes if is_range => octets(),
            Media::Form | Media::Multipart | Media::Bytes => BodyFormat::Bytes(range.to_owned()),
        };
        (format, schema)
    }
}

/// The members of a form that are written in another way than most.
fn encodings(media: At<'_>) -> Vec<(String, Encoding)> {
    let mut encodings = Vec::new();
    for (name, at) in media.entries("encoding") {
        let says_how = ["style", "explode", "allowReserved"].iter().any(|key| at.get(key).is_some());
        let is_json = at.text("contentType").is_some_and(|range| media_of(range) == Media::Json);
        if says_how {
            encodings.push((name.to_owned(), encoding_at(at, Style::Form)));
        } else if is_json {
            let json = Encoding { style: Style::Json, explode: false, reserved: false };
            encodings.push((name.to_owned(), json));
        }
    }
    encodings
}

fn octets() -> BodyFormat {
    BodyFormat::Bytes("application/octet-stream".to_owned())
}

/// The media types that the description gives to parts.
fn part_types(media: At<'_>) -> Vec<(String, String)> {
    // Several types or a range leave it to the caller.
    let exact = |at: At<'_>| at.text("contentType").filter(|media| !media.contains(['*', ','])).map(str::to_owned);
    media.entries("encoding").filter_map(|(name, at)| Some((name.to_owned(), exact(at)?))).collect()
}

fn bytes(media: &str, docs: Docs, required: bool) -> Body {
    Body { format: BodyFormat::Bytes(media.to_owned()), ty: TypeRef::Text, docs, rules: Vec::new(), required }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_media_type_is_preferred() {
        let mut ranges = [
            "image/png",
            "*/*",
            "text/plain",
            "application/vnd.api+json",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "application/json; charset=utf-8",
        ];
        ranges.sort_by_key(|range| rank(range));
        assert_eq!(
            ranges,
            [
                "application/json; charset=utf-8",
                "application/vnd.api+json",
                "*/*",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain",
                "image/png",
            ]
        );
    }
}
