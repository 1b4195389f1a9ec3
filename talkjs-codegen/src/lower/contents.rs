//! The content of a response: which media types are read, and how.

use super::Lowering;
use super::media::{Media, essence, is_other_notation, media_of, rank, suffix};
use super::names::{capital, component_type};
use super::view::SchemaRef;
use crate::diagnostic::Kind;
use crate::model::{Alternative, Content, Namer, Names, TypeKind, TypeRef};
use crate::openapi::{MediaType, Response};

/// The content of a success response.
pub(super) struct Contents {
    /// The type that the operation's method returns.
    pub(super) content: Content,
    /// The media types for `Accept`, the preferred one first.
    pub(super) accept: Vec<String>,
    /// The content with its own methods: streams, and JSON of other schemas.
    pub(super) others: Vec<OwnMethod>,
}

/// A response that has its own method.
#[derive(Clone)]
pub(super) struct OwnMethod {
    /// The suffix of the method's name.
    pub(super) suffix: String,
    pub(super) content: Content,
    pub(super) accept: String,
}

/// The names and scopes for the types and enums of a response.
pub(super) struct Place<'n> {
    /// The prefix of type names.
    pub(super) types: &'n str,
    /// The name of an enum by content type.
    pub(super) alternatives: &'n str,
    /// The scope of enum names.
    pub(super) scope: &'n mut Names,
    /// The data of the event that terminates a stream, from the operation.
    pub(super) sentinel: Option<&'n str>,
}

/// Media types that are read in the same way.
struct Group<'d> {
    media: Vec<&'d MediaType<'d>>,
    content: Content,
}

impl<'d> Lowering<'d, '_> {
    /// Reads the content of a success response.
    pub(super) fn contents(&mut self, response: &'d Response<'d>, place: &mut Place<'_>) -> Contents {
        let hint = own_name(response, place.types);
        let (streams, whole) = by_preference(response);
        let mut groups = self.groups(&whole, &hint);
        let mut others = own_schemas(&mut groups);
        let mut streams = self.streams(&streams, !groups.is_empty(), &hint, place.sentinel);
        let (content, accept) = match groups.as_slice() {
            [] if streams.is_empty() => (Content::Nothing, Vec::new()),
            [] => {
                let OwnMethod { content, accept, .. } = streams.remove(0);
                (content, vec![accept])
            }
            [only] => (only.content.clone(), only.asked("")),
            [preferred, rest @ ..] => {
                let rest = rest.iter().flat_map(|group| group.asked(";q=0.9"));
                let accept = preferred.asked("").into_iter().chain(rest).collect();
                (alternatives(groups, place), accept)
            }
        };
        others.extend(streams);
        let mut suffixes = Names::default();
        for other in &mut others {
            other.suffix = suffixes.claim_text(std::mem::take(&mut other.suffix));
        }
        Contents { content, accept, others }
    }

    /// The type of an error response, if it is JSON.
    pub(super) fn error_type(&mut self, response: &'d Response<'d>, hint: &str) -> Option<TypeRef> {
        let (streams, whole) = by_preference(response);
        let first = *whole.first().or(streams.first())?;
        let others = whole.iter().chain(&streams).filter(|media| media.range.value != first.range.value);
        for media in others {
            if !self.is_same_json(first, media) {
                self.note_other_type(media, "another media type is used");
            }
        }
        match self.content(first, &own_name(response, hint)) {
            Content::Json(ty) if ty != TypeRef::Any => Some(ty),
            _ => None,
        }
    }

    /// Groups the media types by how they are read. Other notations of the same value are left to the caller.
    fn groups(&mut self, whole: &[&'d MediaType<'d>], hint: &str) -> Vec<Group<'d>> {
        let mut groups: Vec<Group<'d>> = Vec::new();
        for media in whole {
            let Some(first) = groups.first().and_then(|group| group.media.first().copied()) else {
                groups.push(Group { media: vec![media], content: self.content(media, hint) });
                continue;
            };
            if let Some(known) = groups.iter_mut().find(|group| self.is_same_content(group, media)) {
                known.media.push(media);
            } else if self.is_same_value(first, media) {
                self.note_other_type(
                    media,
                    "the response is read as JSON; a call asks for it by `accept_text` or `accept_bytes`",
                );
            } else {
                let hint = format!("{hint}{}", Namer::Type.always(&suffix(media.range.value)).rust());
                groups.push(Group { media: vec![media], content: self.content(media, &hint) });
            }
        }
        groups
    }

    /// Whether a media type is read like those of a group.
    fn is_same_content(&self, group: &Group<'d>, media: &'d MediaType<'d>) -> bool {
        match group.content {
            Content::Text => media_of(media.range.value) == Media::Text,
            Content::Bytes => matches!(media_of(media.range.value), Media::Form | Media::Multipart | Media::Bytes),
            _ => group.media.first().is_some_and(|first| self.is_same_json(first, media)),
        }
    }

    fn is_same_json(&self, first: &'d MediaType<'d>, other: &'d MediaType<'d>) -> bool {
        let is_json = |media: &MediaType<'_>| media_of(media.range.value) == Media::Json;
        is_json(first) && is_json(other) && self.has_same_schema(first, other)
    }

    /// Whether a media type is another notation of the preferred JSON value, or has no schema.
    fn is_same_value(&self, first: &'d MediaType<'d>, other: &'d MediaType<'d>) -> bool {
        let range = other.range.value;
        let says_nothing = essence(range) == "*/*" && other.schema.is_none() || !range.contains('/');
        media_of(first.range.value) == Media::Json
            && (is_other_notation(range)
                || says_nothing
                || other.schema.is_some() && self.has_same_schema(first, other))
    }

    /// Whether two media types have the same schema: by reference, or with equal text.
    pub(super) fn has_same_schema(&self, first: &'d MediaType<'d>, other: &'d MediaType<'d>) -> bool {
        match (first.schema, other.schema) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                let is_one = self.document.resolve(a).is_some_and(|a| self.document.resolve(b) == Some(a));
                let words = |media: &MediaType<'d>| media.written.map(crate::tree::Node::json);
                is_one || words(first).is_some_and(|first| words(other) == Some(first))
            }
            _ => false,
        }
    }

    /// The way a body of a media type is read.
    fn content(&mut self, media: &'d MediaType<'d>, hint: &str) -> Content {
        self.note_item_schema(media);
        let (range, schema) = (media.range.value, media.schema.map(SchemaRef::new));
        match (media_of(range), schema) {
            (Media::Json, Some(schema)) if range.contains('*') && self.is_binary(schema) => Content::Bytes,
            (Media::Json, Some(schema)) => {
                let used = self.used(schema, hint);
                if self.has_no_field(&used.ty) { Content::Nothing } else { Content::Json(used.nullable_type()) }
            }
            (Media::Json, None) if range.contains('*') => Content::Bytes,
            (Media::Json, None) => Content::Json(TypeRef::Any),
            (of, schema) => {
                if let Some(schema) = schema {
                    self.note_raw(media, schema);
                }
                if of == Media::Text { Content::Text } else { Content::Bytes }
            }
        }
    }

    /// Whether a type is the object without properties, which is of no use to callers.
    fn has_no_field(&self, ty: &TypeRef) -> bool {
        let TypeRef::Named(id) = ty else { return false };
        match self.model.get(*id).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(object)) => {
                object.fields.is_empty() && object.tag.is_none() && object.extra.is_none()
            }
            _ => false,
        }
    }

    /// Notes an `itemSchema` in content that is not a stream.
    pub(super) fn note_item_schema(&mut self, media: &'d MediaType<'d>) {
        if let Some(schema) = media.item_schema {
            let (what, why) = ("`itemSchema`".to_owned(), "the body is read and sent as a whole");
            self.diagnostics.note(Kind::Ignored { what, why }, self.document.schemas[schema].place.name);
        }
    }

    /// Notes a media type that no method reads or sends.
    pub(super) fn note_other_type(&mut self, media: &'d MediaType<'d>, why: &'static str) {
        let what = format!("the media type `{}`", media.range.value);
        self.diagnostics.note(Kind::Ignored { what, why }, media.range.place.name);
    }
}

impl Group<'_> {
    /// The media types for `Accept`, each with a weight.
    fn asked(&self, weight: &str) -> Vec<String> {
        self.media.iter().map(|media| format!("{}{weight}", asked(media.range.value))).collect()
    }
}

/// Removes the groups that are JSON of another schema than the preferred one. Servers send `application/json` for both,
/// so only the requested media type distinguishes them.
fn own_schemas(groups: &mut Vec<Group<'_>>) -> Vec<OwnMethod> {
    let mut own = Vec::new();
    let mut is_first = true;
    groups.retain(|group| {
        let is_preferred = std::mem::take(&mut is_first);
        let Some(media) = group.media.first().filter(|_| !is_preferred) else { return true };
        if matches!(group.content, Content::Text | Content::Bytes) {
            return true;
        }
        let (suffix, accept) = (suffix(media.range.value), group.asked("").join(", "));
        own.push(OwnMethod { suffix, content: group.content.clone(), accept });
        false
    });
    own
}

/// A media type as the value of a header.
pub(super) fn asked(range: &str) -> String {
    essence(range).chars().filter(char::is_ascii_graphic).collect()
}

/// A component has the same name for all its uses.
fn own_name(response: &Response<'_>, hint: &str) -> String {
    response.component.map_or_else(|| hint.to_owned(), |name| component_type(name, "Response"))
}

/// The media types of streams, and the others; preferred ones first.
fn by_preference<'d>(response: &'d Response<'d>) -> (Vec<&'d MediaType<'d>>, Vec<&'d MediaType<'d>>) {
    let mut content: Vec<&MediaType<'_>> = response.content.iter().collect();
    content.sort_by_key(|media| rank(media.range.value));
    content.into_iter().partition(|media| super::media::framing_of(media.range.value).is_some())
}

/// Builds an enum by content type.
fn alternatives(groups: Vec<Group<'_>>, place: &mut Place<'_>) -> Content {
    let mut names = Names::default();
    let alternatives = groups.into_iter().map(|group| {
        let first = group.media.first().map_or("", |media| media.range.value);
        let word = match group.content {
            Content::Text => "text",
            Content::Bytes => "bytes",
            _ => "json",
        };
        Alternative {
            name: names.claim(Namer::Variant.always(word).of(first)),
            ranges: group.media.iter().map(|media| asked(media.range.value)).collect(),
            content: group.content,
        }
    });
    let alternatives = alternatives.collect();
    let name = place.scope.claim(Namer::Type.always(&capital(place.alternatives)));
    Content::ByType(name, alternatives)
}
