//! What a request carries: which of the media types is sent, and how.

use super::parameters::encoding_of;
use super::view::SchemaRef;
use super::{Context, Lowering};
use crate::diagnostic::Kind;
use crate::model::{Body, BodyFormat, Docs, Encoding, Style, TypeRef};
use crate::openapi::{self, MediaType};

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

impl<'d> Lowering<'d, '_> {
    /// The body of an operation.
    pub(super) fn body(&mut self, found: &'d openapi::Body<'d>, hint: &str) -> Body {
        let required = found.required;
        let docs = Docs { text: found.description.to_owned(), ..Docs::default() };
        let Some(media) = found.content.iter().min_by_key(|media| rank(media.range.value)) else {
            // A `content` that is missing altogether has been reported.
            if let Some(place) = found.content_place {
                let what = "a body without a media type".to_owned();
                self.diagnostics.warn(Kind::ReadAs { what, read_as: "bytes".to_owned() }, place.name);
            }
            return bytes("application/octet-stream", docs, required);
        };
        let format = self.format(media);
        // One that is written in `components` is named there, whoever uses it.
        let hint = match found.component {
            Some(component) => super::objects::component_type(component, "Body"),
            None => format!("{hint}Body"),
        };
        let used = match (&format, media.schema.map(SchemaRef::new)) {
            (BodyFormat::Json(_) | BodyFormat::Form(_), Some(schema)) => self.used(schema, &hint),
            (BodyFormat::Multipart(_), Some(schema)) => self.in_context(Context::Form, |this| this.used(schema, &hint)),
            (BodyFormat::Json(_), None) => {
                return Body { format, ty: TypeRef::Any, docs, rules: Vec::new(), required };
            }
            _ => return Body { format, ty: TypeRef::Text, docs, rules: Vec::new(), required },
        };
        Body { format, docs, required, rules: used.rules.clone(), ty: used.nullable_type() }
    }

    fn format(&mut self, media: &'d MediaType<'d>) -> BodyFormat {
        let (range, schema) = (media.range.value, media.schema.map(SchemaRef::new));
        let is_range = range.contains('*');
        match media_of(range) {
            Media::Json if is_range && schema.is_none_or(|schema| self.is_binary(schema)) => octets(),
            Media::Json if is_range => BodyFormat::Json("application/json".to_owned()),
            Media::Json => BodyFormat::Json(range.to_owned()),
            Media::Form if schema.is_some() => BodyFormat::Form(encodings(media)),
            Media::Multipart if schema.is_some() => BodyFormat::Multipart(part_types(media)),
            Media::Text if is_range => BodyFormat::Text("text/plain".to_owned()),
            Media::Text => BodyFormat::Text(range.to_owned()),
            Media::Form | Media::Multipart | Media::Bytes if is_range => octets(),
            Media::Form | Media::Multipart | Media::Bytes => BodyFormat::Bytes(range.to_owned()),
        }
    }
}

/// The members of a form that are written in another way than most.
fn encodings(media: &MediaType<'_>) -> Vec<(String, Encoding)> {
    let mut encodings = Vec::new();
    for (name, found) in &media.encoding {
        let says_how = found.style.is_some() || found.explode.is_some() || found.allow_reserved.is_some();
        let is_json = found.content_type.is_some_and(|range| media_of(range.value) == Media::Json);
        if says_how {
            encodings.push(((*name).to_owned(), encoding_of(found, openapi::Style::Form)));
        } else if is_json {
            let json = Encoding { style: Style::Json, explode: false, reserved: false };
            encodings.push(((*name).to_owned(), json));
        }
    }
    encodings
}

fn octets() -> BodyFormat {
    BodyFormat::Bytes("application/octet-stream".to_owned())
}

/// The media types that the description gives to parts. Several types or a range leave it to the caller.
fn part_types(media: &MediaType<'_>) -> Vec<(String, String)> {
    let exact = media.encoding.iter().filter_map(|(name, found)| Some((name, found.content_type?.value)));
    exact
        .filter(|(_, media)| !media.contains(['*', ',']))
        .map(|(name, media)| ((*name).to_owned(), media.to_owned()))
        .collect()
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
