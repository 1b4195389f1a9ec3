//! The body of a request: which media types are sent, and how.

use super::media::{Media, essence, media_of, rank, suffix};
use super::names::component_type;
use super::parameters::encoding_of;
use super::view::{SchemaId, SchemaRef};
use super::{Context, Lowering};
use crate::diagnostic::Kind;
use crate::model::{Body, BodyFormat, Docs, Encoding, Namer, Style, TypeRef};
use crate::openapi::{self, JsonType, MediaType};

impl<'d> Lowering<'d, '_> {
    /// The bodies of an operation, the preferred one first. Each other one has a suffix for its method's name; media
    /// types with the same text are one body.
    pub(super) fn bodies(&mut self, found: &'d openapi::Body<'d>, hint: &str) -> (Body, Vec<(String, Body)>) {
        let docs = Docs { text: found.description.to_owned(), ..Docs::default() };
        let mut content: Vec<&MediaType<'d>> = found.content.iter().collect();
        content.sort_by_key(|media| rank(media.range.value));
        let Some((preferred, others)) = content.split_first() else {
            // A missing `content` has been reported.
            if let Some(place) = found.content_place {
                let what = "a body without a media type".to_owned();
                self.diagnostics.warn(Kind::ReadAs { what, read_as: "bytes".to_owned() }, place.name);
            }
            return (bytes("application/octet-stream", docs, found.required), Vec::new());
        };
        // A component has the same name for all its uses.
        let hint = |suffix: &str| match found.component {
            Some(component) if suffix.is_empty() => component_type(component, "Body"),
            Some(component) => format!("{}{suffix}Body", component_type(component, "Body").trim_end_matches("Body")),
            None => format!("{hint}{suffix}Body"),
        };
        let first = self.body(preferred, preferred.schema, docs.clone(), found.required, &hint(""));
        let mut bodies = Vec::new();
        let mut known = vec![*preferred];
        for media in others {
            if !media.range.value.contains('/') || known.iter().any(|known| self.is_written_alike(known, media)) {
                self.note_other_type(media, "another media type is used");
                continue;
            }
            let suffix = suffix(media.range.value);
            // Equal schemas are one type.
            let schema = known.iter().find(|known| self.has_same_schema(known, media)).and_then(|known| known.schema);
            let hint = hint(Namer::Type.always(&suffix).rust());
            let body = self.body(media, schema.or(media.schema), docs.clone(), true, &hint);
            bodies.push((suffix, body));
            known.push(media);
        }
        (first, bodies)
    }

    /// Whether bodies of two media types have the same text.
    fn is_written_alike(&self, first: &'d MediaType<'d>, other: &'d MediaType<'d>) -> bool {
        let kind = media_of(first.range.value);
        let is_structured = matches!(kind, Media::Json | Media::Form | Media::Multipart);
        essence(first.range.value) == essence(other.range.value)
            || is_structured && kind == media_of(other.range.value) && self.has_same_schema(first, other)
    }

    /// A body of a media type.
    fn body(
        &mut self,
        media: &'d MediaType<'d>,
        schema: Option<SchemaId<'d>>,
        docs: Docs,
        required: bool,
        hint: &str,
    ) -> Body {
        self.note_item_schema(media);
        let format = self.format(media);
        let schema = schema.map(SchemaRef::new);
        if let (Some(schema), true) = (schema, is_raw(&format)) {
            self.note_raw(media, schema);
        }
        let used = match (&format, schema) {
            (BodyFormat::Json(_) | BodyFormat::Form(_), Some(schema)) => self.used(schema, hint),
            (BodyFormat::Multipart(_), Some(schema)) => {
                self.check_parts(schema);
                self.in_context(Context::Form, |this| this.used(schema, hint))
            }
            (BodyFormat::Json(_), None) => {
                return Body { format, ty: TypeRef::Any, docs, rules: Vec::new(), required, stream_flag: None };
            }
            _ => return Body { format, ty: TypeRef::Text, docs, rules: Vec::new(), required, stream_flag: None },
        };
        Body { format, docs, required, rules: used.rules.clone(), ty: used.nullable_type(), stream_flag: None }
    }

    /// Notes a schema whose value is handled as text or bytes.
    pub(super) fn note_raw(&mut self, media: &'d MediaType<'d>, schema: SchemaRef<'d>) {
        let kind = self.kind(schema);
        // An invalid media type has been reported.
        if matches!(kind, None | Some(JsonType::String)) || !media.range.value.contains('/') {
            return;
        }
        let what = format!("`{}` with a schema", media.range.value);
        let read_as = if media_of(media.range.value) == Media::Text { "text" } else { "bytes" };
        self.diagnostics.note(Kind::ReadAs { what, read_as: read_as.to_owned() }, media.range.place.name);
    }

    /// Notes the parts whose media type the caller chooses.
    fn note_part_types(&mut self, media: &'d MediaType<'d>) {
        let types = media.encoding.iter().filter_map(|(_, found)| found.content_type);
        for types in types.filter(|types| is_choice(types.value)) {
            let what = format!("`contentType: {}`", types.value);
            let read_as = "a choice: an upload must name one of these media types".to_owned();
            self.diagnostics.note(Kind::ReadAs { what, read_as }, types.place.name);
        }
    }

    /// Reports a multipart body whose schema is not an object, so that it has no properties for the parts.
    fn check_parts(&mut self, schema: SchemaRef<'d>) {
        if let Some(kind) = self.kind(schema).filter(|kind| *kind != JsonType::Object) {
            let expected = "an object, whose properties are the parts of a `multipart/form-data` body".to_owned();
            let found = format!("a schema of type `{}`", kind.name());
            self.diagnostics.report(Kind::WrongKind { expected, found }, self.here(schema).place.value);
        }
    }

    fn format(&mut self, media: &'d MediaType<'d>) -> BodyFormat {
        let (range, schema) = (media.range.value, media.schema.map(SchemaRef::new));
        let is_range = range.contains('*');
        match media_of(range) {
            Media::Json if is_range && schema.is_none_or(|schema| self.is_binary(schema)) => octets(),
            Media::Json if is_range => BodyFormat::Json("application/json".to_owned()),
            Media::Json => BodyFormat::Json(range.to_owned()),
            Media::Form if schema.is_some() => BodyFormat::Form(encodings(media)),
            Media::Multipart if schema.is_some() => {
                self.note_part_types(media);
                BodyFormat::Multipart(part_types(media))
            }
            Media::Text if is_range => BodyFormat::Text("text/plain".to_owned()),
            Media::Text => BodyFormat::Text(range.to_owned()),
            Media::Form | Media::Multipart | Media::Bytes if is_range => octets(),
            Media::Form | Media::Multipart | Media::Bytes => BodyFormat::Bytes(range.to_owned()),
        }
    }
}

/// The encodings of form properties that differ from the default.
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

/// Whether a body is text or bytes, regardless of its schema.
fn is_raw(format: &BodyFormat) -> bool {
    matches!(format, BodyFormat::Text(_) | BodyFormat::Bytes(_))
}

/// The media types of parts in the description, as written.
fn part_types(media: &MediaType<'_>) -> Vec<(String, String)> {
    let described = media.encoding.iter().filter_map(|(name, found)| Some((name, found.content_type?.value)));
    described.map(|(name, types)| ((*name).to_owned(), types.to_owned())).collect()
}

/// Whether a part has a choice of media types.
fn is_choice(types: &str) -> bool {
    types.contains([',', '*'])
}

fn bytes(media: &str, docs: Docs, required: bool) -> Body {
    let format = BodyFormat::Bytes(media.to_owned());
    Body { format, ty: TypeRef::Text, docs, rules: Vec::new(), required, stream_flag: None }
}
