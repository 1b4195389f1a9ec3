//! Lowers responses that are streams of events or values.

use super::contents::{OwnMethod, asked};
use super::media::{framing_of, suffix};
use super::names::capital;
use super::view::{SchemaRef, View};
use super::{Lowering, MAX_CHAIN};
use crate::model::{Content, Framing, Stream, TypeRef};
use crate::openapi::{JsonType, MediaType};

/// The properties of an event, if a schema describes the whole event.
const EVENT_PROPERTIES: [&str; 4] = ["data", "event", "id", "retry"];

impl<'d> Lowering<'d, '_> {
    /// The streams of a response. If there is other content, the first one is the method `stream`.
    pub(super) fn streams(
        &mut self,
        media: &[&'d MediaType<'d>],
        is_beside_others: bool,
        hint: &str,
        sentinel: Option<&str>,
    ) -> Vec<OwnMethod> {
        let mut streams = Vec::new();
        for (index, media) in media.iter().enumerate() {
            let Some(framing) = framing_of(media.range.value) else { continue };
            let suffix = if index == 0 { "stream".to_owned() } else { suffix(media.range.value) };
            let hint = match (index, is_beside_others) {
                (0, false) => format!("{hint}Item"),
                _ => format!("{hint}{}Item", capital(&suffix)),
            };
            let (framing, item) = self.item(media, framing, &hint);
            let sentinel = media.sentinel.or(sentinel).filter(|_| framing.is_of_events()).map(str::to_owned);
            let accept = asked(media.range.value);
            let stream = Stream { framing, item, sentinel, range: accept.clone() };
            streams.push(OwnMethod { suffix, content: Content::Stream(stream), accept });
        }
        streams
    }

    /// The type of one event or value, and the part of an event that is read.
    fn item(&mut self, media: &'d MediaType<'d>, framing: Framing, hint: &str) -> (Framing, TypeRef) {
        let schema =
            media.item_schema.map(SchemaRef::new).or_else(|| Some(self.item_of(SchemaRef::new(media.schema?))));
        let is_event = framing == Framing::Events;
        let Some(schema) = schema else {
            return if is_event { (Framing::TextEvents, TypeRef::Text) } else { (framing, TypeRef::Any) };
        };
        if is_event && self.kind(schema) == Some(JsonType::String) {
            return (Framing::TextEvents, TypeRef::Text);
        }
        let framing = if is_event && self.describes_event(schema, 0) { Framing::WholeEvents } else { framing };
        (framing, self.used(schema, hint).nullable_type())
    }

    /// A schema of the whole response describes an array of all events or values.
    fn item_of(&self, schema: SchemaRef<'d>) -> SchemaRef<'d> {
        let Some(view) = self.view(schema).filter(|view| view.ty == Some(JsonType::Array)) else { return schema };
        view.schema.array.as_ref().and_then(|array| array.items).map_or(schema, SchemaRef::new)
    }

    /// Whether a schema describes a whole event instead of only its data: an object with `data` and only properties of
    /// events, or a choice of such objects.
    fn describes_event(&self, schema: SchemaRef<'d>, depth: usize) -> bool {
        let Some(view) = self.view(schema).filter(|_| depth < MAX_CHAIN) else { return false };
        let branches = [&view.schema.one_of, &view.schema.any_of].into_iter().flatten();
        let branches: Vec<SchemaRef<'d>> =
            branches.flat_map(|branches| branches.schemas.iter().copied().map(SchemaRef::new)).collect();
        if branches.is_empty() {
            return has_event_properties(&view);
        }
        branches.into_iter().all(|branch| self.describes_event(branch, depth.saturating_add(1)))
    }
}

fn has_event_properties(view: &View<'_>) -> bool {
    let names: Vec<&str> = view.schema.properties().iter().map(|property| property.name).collect();
    names.contains(&"data") && names.iter().all(|name| EVENT_PROPERTIES.contains(name))
}
