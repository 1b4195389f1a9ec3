//! The description around its schemas: operations, what they send, and what comes back.

use std::collections::HashMap;

use super::{Arena, Id, Place, Schema, Spanned};
use crate::source::Span;
use crate::tree::{Key, Node};

/// A whole description.
#[derive(Default)]
pub(crate) struct Document<'t> {
    pub(crate) title: &'t str,
    /// `info.version`
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) version: &'t str,
    pub(crate) description: &'t str,
    pub(crate) servers: Vec<Server<'t>>,
    pub(crate) security: Option<Security<'t>>,
    pub(crate) schemes: Vec<Scheme<'t>>,
    /// The schemas that have a name of their own: those of `components`, then definitions elsewhere that a `$ref` names.
    pub(crate) definitions: Vec<Definition<'t>>,
    /// The names of schemas in `components` that no selected operation needs, and their names by the options. Other types
    /// do not get them.
    pub(crate) unread: Vec<(&'t str, Option<String>)>,
    /// The unions with a discriminator among them.
    pub(crate) unread_unions: Vec<UnreadUnion<'t>>,
    /// Names for schemas inside other things that a `$ref` names: `UserAddress` for the property `address` of `User`.
    pub(crate) positions: HashMap<Id<Schema<'t>>, String>,
    /// What the other side sends: the bodies of webhooks and callbacks.
    pub(crate) payloads: Vec<Payload<'t>>,
    /// The requests that the other side makes.
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) webhooks: Vec<Webhook<'t>>,
    /// The tags that are described, and their descriptions.
    pub(crate) tags: Vec<(&'t str, &'t str)>,
    pub(crate) operations: Vec<Operation<'t>>,
    pub(crate) schemas: Arena<Schema<'t>>,
    pub(crate) parameters: Arena<Parameter<'t>>,
    pub(crate) bodies: Arena<Body<'t>>,
    pub(crate) responses: Arena<Response<'t>>,
    pub(crate) headers: Arena<Header<'t>>,
}

/// A schema with a name.
pub(crate) struct Definition<'t> {
    pub(crate) name: String,
    /// The name of its type by the options.
    pub(crate) renamed: Option<String>,
    pub(crate) schema: Id<Schema<'t>>,
}

/// A union that no selected operation needs, and those of its branches that one does.
pub(crate) struct UnreadUnion<'t> {
    pub(crate) property: &'t str,
    pub(crate) branches: Vec<Id<Schema<'t>>>,
    /// Each tag, and the schema that it selects.
    pub(crate) mapping: Vec<(&'t str, Option<Id<Schema<'t>>>)>,
}

/// The body of a webhook or callback.
pub(crate) struct Payload<'t> {
    pub(crate) name: String,
    pub(crate) schema: Id<Schema<'t>>,
}

/// A webhook or callback: a request that the other side makes.
#[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
pub(crate) struct Webhook<'t> {
    /// The name of the webhook, or the expression that makes the address of a callback.
    pub(crate) name: Spanned<&'t str>,
    /// The method, as its key is written.
    pub(crate) method: &'t str,
    /// The schema of its JSON body.
    pub(crate) schema: Option<Id<Schema<'t>>>,
}

/// A server of the API.
pub(crate) struct Server<'t> {
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) place: Place,
    pub(crate) url: &'t str,
    pub(crate) description: &'t str,
    pub(crate) variables: Vec<ServerVariable<'t>>,
}

/// A name in braces of a server's address.
pub(crate) struct ServerVariable<'t> {
    pub(crate) name: &'t str,
    pub(crate) default: &'t str,
    pub(crate) values: Vec<&'t str>,
}

/// Alternatives of sets of security schemes.
pub(crate) struct Security<'t> {
    pub(crate) place: Place,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    /// The alternatives as written, with their scopes.
    pub(crate) written: &'t Node,
    pub(crate) alternatives: Vec<Requirement<'t>>,
}

/// The names of security schemes that a request needs together.
pub(crate) type Requirement<'t> = Vec<&'t Key>;

/// A security scheme.
pub(crate) struct Scheme<'t> {
    pub(crate) name: &'t Key,
    pub(crate) description: &'t str,
    pub(crate) kind: SchemeKind<'t>,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) written: &'t Node,
}

/// How a security scheme proves who calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemeKind<'t> {
    Bearer,
    Basic,
    /// The whole `Authorization` header.
    Authorization,
    /// A key under a name.
    Key(Location, &'t str),
    /// A client certificate, which no request carries.
    MutualTls,
}

/// An operation, with all that its path item gives it.
pub(crate) struct Operation<'t> {
    pub(crate) place: Place,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) written: &'t Node,
    /// Upper case.
    pub(crate) method: &'static str,
    pub(crate) path: Spanned<&'t str>,
    pub(crate) id: Option<Spanned<&'t str>>,
    /// The name of its method by the options.
    pub(crate) renamed: Option<String>,
    /// The first of its tags.
    pub(crate) tag: Option<&'t str>,
    pub(crate) summary: Option<&'t str>,
    pub(crate) description: Option<&'t str>,
    pub(crate) external_docs: Option<&'t str>,
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Id<Parameter<'t>>>,
    /// The parameters of the path item.
    pub(crate) shared_parameters: Vec<Id<Parameter<'t>>>,
    pub(crate) body: Option<Id<Body<'t>>>,
    pub(crate) responses: Vec<(Spanned<Status<'t>>, Id<Response<'t>>)>,
    /// Where `responses` stands.
    pub(crate) responses_place: Place,
    pub(crate) security: Option<Security<'t>>,
    /// The servers of the operation, or else of its path item.
    pub(crate) servers: Option<Spanned<Vec<Server<'t>>>>,
    pub(crate) extensions: Extensions<'t>,
}

/// The statuses that a response is described for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status<'t> {
    /// `200`, or a range such as `2XX`.
    Codes(&'t str),
    Default,
}

/// The extensions of this generator, as written: those of other tools have the same names.
#[derive(Default)]
pub(crate) struct Extensions<'t> {
    pub(crate) idempotency: Option<Spanned<&'t Node>>,
    pub(crate) rate_limit: Option<Spanned<&'t Node>>,
    pub(crate) pagination: Option<Spanned<&'t Node>>,
    /// `x-fern-streaming`, of which the text that ends a stream is read.
    pub(crate) fern_streaming: Option<Spanned<&'t Node>>,
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a value is written that is not one text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Form,
    Simple,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// A parameter.
pub(crate) struct Parameter<'t> {
    /// Its name in `components`, when it is written there.
    pub(crate) component: Option<&'t str>,
    pub(crate) name: Spanned<&'t str>,
    pub(crate) location: Location,
    pub(crate) description: &'t str,
    pub(crate) deprecated: bool,
    pub(crate) required: bool,
    pub(crate) encoding: Encoding<'t>,
    /// The media type that its text is of, when it has one.
    pub(crate) range: Option<&'t str>,
    pub(crate) schema: Option<Id<Schema<'t>>>,
}

/// How a parameter or a part of a form is written.
#[derive(Clone, Default)]
pub(crate) struct Encoding<'t> {
    pub(crate) style: Option<Spanned<Style>>,
    pub(crate) explode: Option<bool>,
    pub(crate) allow_reserved: Option<bool>,
    /// The media types of a part.
    pub(crate) content_type: Option<Spanned<&'t str>>,
}

/// The body of a request.
pub(crate) struct Body<'t> {
    /// Its name in `components`, when it is written there.
    pub(crate) component: Option<&'t str>,
    pub(crate) description: &'t str,
    pub(crate) required: bool,
    pub(crate) content: Vec<MediaType<'t>>,
    /// Where `content` stands, when it is there.
    pub(crate) content_place: Option<Place>,
}

/// A response.
pub(crate) struct Response<'t> {
    /// Its name in `components`, when it is written there.
    pub(crate) component: Option<&'t str>,
    pub(crate) description: &'t str,
    /// The headers by name.
    pub(crate) headers: Vec<(Spanned<&'t str>, Id<Header<'t>>)>,
    pub(crate) content: Vec<MediaType<'t>>,
    /// `x-no-effect`
    pub(crate) no_effect: Option<Spanned<&'t Node>>,
}

/// A header of a response.
pub(crate) struct Header<'t> {
    /// Its name in `components`, when it is written there.
    pub(crate) component: Option<&'t str>,
    pub(crate) description: &'t str,
    pub(crate) deprecated: bool,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) required: bool,
    /// The media type that its text is of, when it has one.
    pub(crate) range: Option<&'t str>,
    pub(crate) schema: Option<Id<Schema<'t>>>,
}

/// A media type or range, and what is of it.
pub(crate) struct MediaType<'t> {
    pub(crate) range: Spanned<&'t str>,
    pub(crate) schema: Option<Id<Schema<'t>>>,
    /// The schema as written, to find equal ones.
    pub(crate) written: Option<&'t Node>,
    /// `itemSchema`: one event or value of a stream.
    pub(crate) item_schema: Option<Id<Schema<'t>>>,
    /// `x-speakeasy-sse-sentinel`: the data of the event that ends a stream.
    pub(crate) sentinel: Option<&'t str>,
    pub(crate) encoding: Vec<(&'t str, Encoding<'t>)>,
}

impl<'t> Document<'t> {
    /// The schema of an id, behind any chain of references. `None` only for a chain without end, which is reported.
    pub(crate) fn resolve(&self, mut id: Id<Schema<'t>>) -> Option<Id<Schema<'t>>> {
        for _ in 0..=MAX_CHAIN {
            match self.schemas[id].reference {
                None => return Some(id),
                Some(reference) => id = reference.target,
            }
        }
        None
    }
}

/// The most references that lead from one to the next.
pub(crate) const MAX_CHAIN: usize = 64;

impl Location {
    /// The location's name in OpenAPI.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The styles that a parameter of the location can have; the first is the default.
    pub(crate) fn styles(self) -> &'static [Style] {
        match self {
            Self::Path => &[Style::Simple, Style::Label, Style::Matrix],
            Self::Query => &[Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject],
            Self::Header => &[Style::Simple],
            Self::Cookie => &[Style::Form],
        }
    }
}

impl Style {
    /// Every style.
    pub(crate) const ALL: [Self; 7] = [
        Self::Matrix,
        Self::Label,
        Self::Form,
        Self::Simple,
        Self::SpaceDelimited,
        Self::PipeDelimited,
        Self::DeepObject,
    ];

    /// The style's name in OpenAPI.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }
}

impl Place {
    /// The place of a key and its value.
    pub(crate) fn of(key: &Key, value: &Node) -> Self {
        Self { name: key.span, value: value.span }
    }

    /// The place of a value without a key.
    pub(crate) fn at(span: Span) -> Self {
        Self { name: span, value: span }
    }
}
