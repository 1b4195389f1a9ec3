//! Reads the parts of requests and responses: parameters, bodies, headers, media types.

use super::fields::{Field, Fields};
use super::references::Followed;
use super::versions::Version;
use super::{Reader, Section, Thing};
use crate::diagnostic::{Kind, Severity};
use crate::openapi::{
    Body, Encoding, Header, Id, Location, MediaType, Parameter, Place, Response, Schema, Spanned, Style,
};
use crate::tree::Node;

/// The locations of a parameter.
const LOCATIONS: [Location; 4] = [Location::Query, Location::Header, Location::Path, Location::Cookie];

/// The styles of a part of a form.
const PART_STYLES: [Style; 4] = [Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject];

/// A key of a parameter in Swagger 2.0, where the parameter is also its schema.
const TYPE_OF_ITS_OWN: &str = "type";

impl<'t> Reader<'t, '_> {
    /// The parameter at this place; references are resolved.
    pub(super) fn parameter_at(&mut self, node: &'t Node<'t>, component: Option<&'t str>) -> Option<Id<Parameter<'t>>> {
        let Followed { node, component: target, .. } = self.follow(node, "parameters")?;
        if let Some(Thing::Parameter(known)) = self.known.get(&(Section::Parameters, node.span)) {
            return *known;
        }
        let parameter = self.parameter(node, target.or(component));
        let id = parameter.map(|parameter| self.document.parameters.add(parameter));
        self.known.insert((Section::Parameters, node.span), Thing::Parameter(id));
        id
    }

    fn parameter(&mut self, node: &'t Node<'t>, component: Option<&'t str>) -> Option<Parameter<'t>> {
        let mut fields = self.object(node, "Parameter Object", true)?;
        let name = self.spanned_text(fields.take("name"));
        let query_string = fields.get("in").filter(|field| field.node.text() == Some("querystring"));
        let location = match query_string {
            Some(field) => {
                fields.take("in");
                let why = "whole query strings are not supported";
                let what = "a parameter `in: querystring` of OpenAPI 3.2".to_owned();
                self.diagnostics.note(Kind::Ignored { what, why }, field.node.span);
                None
            }
            None => self.word(fields.take("in"), "parameter location", &LOCATIONS, Location::name, Severity::Error),
        };
        let is_complete = name.is_some() && location.is_some();
        let description = self.text(fields.take("description")).unwrap_or_default();
        let required = self.flag(fields.take("required")) == Some(true);
        let deprecated = self.flag(fields.take("deprecated")) == Some(true);
        self.flag(fields.take("allowEmptyValue"));
        let location = location.map(|location| location.value);
        let style = self.style(fields.take("style"), location);
        let explode = self.flag(fields.take("explode"));
        let allow_reserved = self.flag(fields.take("allowReserved"));
        let (schema, range) = self.schema_or_content(&mut fields, "Parameter Object");
        let required_keys: &[_] =
            if query_string.is_some() { &[] } else { &[("name", Severity::Error), ("in", Severity::Error)] };
        self.finish(&fields, required_keys);
        let (name, location) = name.zip(location).filter(|_| is_complete)?;
        Some(Parameter {
            component,
            name,
            location,
            description,
            deprecated,
            required,
            encoding: Encoding { style, explode, allow_reserved, content_type: None },
            range,
            schema,
        })
    }

    /// The style of a parameter; each location has its own.
    fn style(&mut self, field: Option<Field<'t>>, location: Option<Location>) -> Option<Spanned<Style>> {
        let style = self.word(field, "style", &Style::ALL, Style::name, Severity::Warning)?;
        let location = location?;
        let allowed = location.styles();
        if allowed.contains(&style.value) {
            return Some(style);
        }
        let what = match location {
            Location::Path => "path parameter style",
            Location::Query => "query parameter style",
            Location::Header => "header parameter style",
            Location::Cookie => "cookie parameter style",
        };
        let allowed: Vec<&'static str> = allowed.iter().map(|style| style.name()).collect();
        let kind = Kind::UnknownWord { what, word: style.value.name().to_owned(), allowed };
        self.diagnostics.warn(kind, style.place.value);
        None
    }

    /// The schema of a parameter or header, and its media type if it has one.
    fn schema_or_content(
        &mut self,
        fields: &mut Fields<'t>,
        object: &'static str,
    ) -> (Option<Id<Schema<'t>>>, Option<&'t str>) {
        fields.take("example");
        fields.take("examples");
        let schema = fields.take("schema");
        let content_field = fields.take("content");
        let content = self.content(content_field);
        if schema.is_none() && content_field.is_none() && fields.get(TYPE_OF_ITS_OWN).is_some() {
            return (self.schema_of_its_own(fields, object), None);
        }
        let schema = schema.map(|field| self.schema(Some(field.key), field.node));
        match (schema, content.into_iter().next()) {
            (Some(_), Some(_)) => {
                let why = "only one of `schema` and `content` is allowed";
                let place = content_field.map_or(fields.node().span, |field| field.key.span);
                self.diagnostics.warn(Kind::Ignored { what: "`content`".to_owned(), why }, place);
                (schema, None)
            }
            (Some(_), None) => (schema, None),
            (None, Some(media)) => (media.schema, Some(media.range.value)),
            (None, None) => {
                self.diagnostics.warn(Kind::MissingKey { key: "schema", object }, fields.node().span.begin());
                (None, None)
            }
        }
    }

    /// `type: string` directly in a parameter, as before OpenAPI 3.0, is its schema.
    fn schema_of_its_own(&mut self, fields: &mut Fields<'t>, object: &'static str) -> Option<Id<Schema<'t>>> {
        let field = fields.get(TYPE_OF_ITS_OWN)?;
        let kind = Kind::UnknownKey { key: field.key.name().to_string(), object, nearest: Some("schema".to_owned()) };
        self.diagnostics.warn(kind, field.key.span);
        let schema = self.schema_of_fields(fields, Place { name: field.key.span, value: fields.node().span });
        fields.take_again();
        Some(schema)
    }

    /// The body at this place; references are resolved.
    pub(super) fn body_at(&mut self, node: &'t Node<'t>, component: Option<&'t str>) -> Option<Id<Body<'t>>> {
        let Followed { node, component: target, .. } = self.follow(node, "requestBodies")?;
        if let Some(Thing::Body(known)) = self.known.get(&(Section::Bodies, node.span)) {
            return *known;
        }
        let body = self.body(node, target.or(component));
        let id = body.map(|body| self.document.bodies.add(body));
        self.known.insert((Section::Bodies, node.span), Thing::Body(id));
        id
    }

    fn body(&mut self, node: &'t Node<'t>, component: Option<&'t str>) -> Option<Body<'t>> {
        let mut fields = self.object(node, "Request Body Object", true)?;
        let content = fields.take("content");
        let body = Body {
            component,
            description: self.text(fields.take("description")).unwrap_or_default(),
            required: self.flag(fields.take("required")) == Some(true),
            content: self.content(content),
            content_place: content.map(|field| field.place()),
        };
        // A `content` without a value has been reported.
        let required: &[_] = if content.is_some() { &[] } else { &[("content", Severity::Warning)] };
        self.finish(&fields, required);
        Some(body)
    }

    /// The response at this place; references are resolved.
    pub(super) fn response_at(&mut self, node: &'t Node<'t>, component: Option<&'t str>) -> Option<Id<Response<'t>>> {
        let Followed { node, component: target, is_of_section } = self.follow(node, "responses")?;
        if let Some(Thing::Response(known)) = self.known.get(&(Section::Responses, node.span)) {
            return *known;
        }
        let response = self.response(node, target.or(component), is_of_section);
        let id = response.map(|response| self.document.responses.add(response));
        self.known.insert((Section::Responses, node.span), Thing::Response(id));
        id
    }

    fn response(
        &mut self,
        node: &'t Node<'t>,
        component: Option<&'t str>,
        is_of_section: bool,
    ) -> Option<Response<'t>> {
        let mut fields = self.object(node, "Response Object", true)?;
        let description = self.text(fields.take("description")).unwrap_or_default();
        self.text(fields.take("summary"));
        let headers = self.headers(fields.take("headers"));
        let content = fields.take("content");
        if let Some(links) = fields.take("links") {
            let what = "`links`".to_owned();
            self.diagnostics.note(Kind::Ignored { what, why: "the caller makes the next call" }, links.key.span);
        }
        let no_effect = fields.get("x-no-effect").map(|field| Spanned { value: field.node, place: field.place() });
        let content = self.content(content);
        // If a body is used as a response, further problems are not reported.
        if is_of_section {
            self.finish(&fields, &[("description", Severity::Warning)]);
        }
        Some(Response { component, description, headers, content, no_effect })
    }

    /// The headers by name.
    fn headers(&mut self, field: Option<Field<'t>>) -> Vec<(Spanned<&'t str>, Id<Header<'t>>)> {
        let mut headers = Vec::new();
        for (key, node) in self.map(field) {
            if let Some(header) = self.header_at(node, None) {
                headers.push((Spanned { value: key.name(), place: Place::of(key, node) }, header));
            }
        }
        headers
    }

    /// The header at this place; references are resolved.
    pub(super) fn header_at(&mut self, node: &'t Node<'t>, component: Option<&'t str>) -> Option<Id<Header<'t>>> {
        let Followed { node, component: target, is_of_section } = self.follow(node, "headers")?;
        if let Some(Thing::Header(known)) = self.known.get(&(Section::Headers, node.span)) {
            return *known;
        }
        let header = self.header(node, target.or(component), !is_of_section);
        let id = header.map(|header| self.document.headers.add(header));
        self.known.insert((Section::Headers, node.span), Thing::Header(id));
        id
    }

    /// A header. A `$ref` may name a parameter, which has more keys.
    fn header(&mut self, node: &'t Node<'t>, component: Option<&'t str>, is_parameter: bool) -> Option<Header<'t>> {
        let object = if is_parameter { "Parameter Object" } else { "Header Object" };
        let mut fields = self.object(node, object, false)?;
        if is_parameter {
            fields.take("name");
            fields.take("in");
            fields.take("allowEmptyValue");
            fields.take("allowReserved");
        }
        let description = self.text(fields.take("description")).unwrap_or_default();
        let deprecated = self.flag(fields.take("deprecated")) == Some(true);
        let required = self.flag(fields.take("required")) == Some(true);
        self.flag(fields.take("explode"));
        self.word(fields.take("style"), "style", &[Style::Simple], Style::name, Severity::Warning);
        let (schema, range) = self.schema_or_content(&mut fields, object);
        self.finish(&fields, &[]);
        Some(Header { component, description, deprecated, required, range, schema })
    }

    /// Media types, each with its schema.
    fn content(&mut self, field: Option<Field<'t>>) -> Vec<MediaType<'t>> {
        let mut content = Vec::new();
        for (key, node) in self.map(field) {
            let Some(node) = self.media_target(node) else { continue };
            let Some(mut fields) = self.object(node, "Media Type Object", false) else { continue };
            let schema = fields.take("schema");
            let written = schema.map(|field| field.node);
            let schema = schema.map(|field| self.schema(Some(field.key), field.node));
            let item_schema = self.item_schema(&mut fields);
            let sentinel = fields.get("x-speakeasy-sse-sentinel").and_then(|field| field.node.text());
            for key in ["example", "examples"] {
                fields.take(key);
            }
            for key in ["prefixEncoding", "itemEncoding"] {
                if let Some(field) = fields.take(key) {
                    self.ignored_of_3_2(field, "the body is given as bytes");
                }
            }
            let encoding = self.encodings(fields.take("encoding"));
            self.finish(&fields, &[]);
            let range = Spanned { value: key.name(), place: Place::of(key, node) };
            if !key.name().contains('/') {
                let what = format!("the media type `{}` without a `/`", key.name());
                self.diagnostics.warn(Kind::ReadAs { what, read_as: "bytes".to_owned() }, key.span);
            }
            content.push(MediaType { range, schema, written, item_schema, sentinel, encoding });
        }
        content
    }

    /// The schema of one event or value of a stream.
    fn item_schema(&mut self, fields: &mut Fields<'t>) -> Option<Id<Schema<'t>>> {
        let field = fields.take("itemSchema")?;
        if self.version < Version::V32 {
            let what = "`itemSchema` of OpenAPI 3.2".to_owned();
            let read_as = "the schema of each event or value".to_owned();
            self.diagnostics.note(Kind::ReadAs { what, read_as }, field.key.span);
        }
        Some(self.schema(Some(field.key), field.node))
    }

    /// OpenAPI 3.2 allows a `$ref` to a media type in `components`.
    fn media_target(&mut self, node: &'t Node<'t>) -> Option<&'t Node<'t>> {
        let is_new = node.get("$ref").and_then(Node::text).is_some_and(|text| text.contains("/mediaTypes/"));
        if is_new { self.follow(node, "mediaTypes").map(|found| found.node) } else { Some(node) }
    }

    fn encodings(&mut self, field: Option<Field<'t>>) -> Vec<(&'t str, Encoding<'t>)> {
        let mut encodings = Vec::new();
        for (key, node) in self.map(field) {
            let Some(mut fields) = self.object(node, "Encoding Object", false) else { continue };
            let content_type = self.spanned_text(fields.take("contentType"));
            if let Some(headers) = fields.take("headers") {
                let (what, why) =
                    ("`headers`".to_owned(), "parts have a name and a media type, and no further headers");
                self.diagnostics.note(Kind::Ignored { what, why }, headers.key.span);
            }
            let encoding = Encoding {
                style: self.word(fields.take("style"), "part style", &PART_STYLES, Style::name, Severity::Warning),
                explode: self.flag(fields.take("explode")),
                allow_reserved: self.flag(fields.take("allowReserved")),
                content_type,
            };
            self.finish(&fields, &[]);
            encodings.push((key.name(), encoding));
        }
        encodings
    }
}
