//! The description except its schemas: operations, requests, responses, security.

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
    /// The schemas with their own names: those of `components`, then definitions elsewhere that are the target of a
    /// `$ref`.
    pub(crate) definitions: Vec<Definition<'t>>,
    /// The schemas in `components` that no selected operation needs, each with its new name in the options. No other
    /// type gets their names.
    pub(crate) unread: Vec<(&'t str, Option<String>)>,
    /// The unions with a discriminator among these.
    pub(crate) unread_unions: Vec<UnreadUnion<'t>>,
    /// Names of nested schemas that are the target of a `$ref`: `UserAddress` for the property `address` of `User`.
    pub(crate) positions: HashMap<Id<Schema<'t>>, String>,
    /// The bodies of webhooks and callbacks, which the API's server sends.
    pub(crate) payloads: Vec<Payload<'t>>,
    /// The webhooks and callbacks, which are requests by the API's server.
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) webhooks: Vec<Webhook<'t>>,
    /// The names and descriptions of tags.
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
    /// The new name of its type in the options.
    pub(crate) renamed: Option<String>,
    pub(crate) schema: Id<Schema<'t>>,
}

/// A union that no selected operation needs, with those of its branches that one needs.
pub(crate) struct UnreadUnion<'t> {
    pub(crate) property: &'t str,
    pub(crate) branches: Vec<Id<Schema<'t>>>,
    /// The tags, each with the schema that it selects.
    pub(crate) mapping: Vec<(&'t str, Option<Id<Schema<'t>>>)>,
}

/// The body of a webhook or callback.
pub(crate) struct Payload<'t> {
    pub(crate) name: String,
    pub(crate) schema: Id<Schema<'t>>,
}

/// A webhook or callback: a request by the API's server.
#[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
pub(crate) struct Webhook<'t> {
    /// The name of the webhook, or the expression for the URL of a callback.
    pub(crate) name: Spanned<&'t str>,
    /// The method, as written in the key.
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

/// A variable in the URL of a server.
pub(crate) struct ServerVariable<'t> {
    pub(crate) name: &'t str,
    pub(crate) default: &'t str,
    pub(crate) values: Vec<&'t str>,
}

/// Security requirements, of which one has to be met.
pub(crate) struct Security<'t> {
    pub(crate) place: Place,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    /// The requirements as written, with their scopes.
    pub(crate) written: &'t Node<'t>,
    pub(crate) alternatives: Vec<Requirement<'t>>,
}

/// The names of security schemes that a request needs together.
pub(crate) type Requirement<'t> = Vec<&'t Key<'t>>;

/// A security scheme.
pub(crate) struct Scheme<'t> {
    pub(crate) name: &'t Key<'t>,
    pub(crate) description: &'t str,
    pub(crate) kind: SchemeKind<'t>,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) written: &'t Node<'t>,
}

/// The kind of credential of a security scheme.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemeKind<'t> {
    Bearer,
    Basic,
    /// The whole `Authorization` header.
    Authorization,
    /// A key with a name in the query, a header or a cookie.
    Key(Location, &'t str),
    /// A client certificate, which is not part of a request.
    MutualTls,
}

/// An operation, with what its path item adds.
pub(crate) struct Operation<'t> {
    pub(crate) place: Place,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) written: &'t Node<'t>,
    /// In upper case.
    pub(crate) method: &'static str,
    pub(crate) path: Spanned<&'t str>,
    pub(crate) id: Option<Spanned<&'t str>>,
    /// The new name of its method in the options.
    pub(crate) renamed: Option<String>,
    /// The first tag.
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
    /// The place of `responses`.
    pub(crate) responses_place: Place,
    pub(crate) security: Option<Security<'t>>,
    /// The servers of the operation, or else of its path item.
    pub(crate) servers: Option<Spanned<Vec<Server<'t>>>>,
    pub(crate) extensions: Extensions<'t>,
}

/// The statuses of a response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status<'t> {
    /// `200`, or a range such as `2XX`.
    Codes(&'t str),
    Default,
}

/// The extensions that this generator supports, as written: other tools have extensions of the same names.
#[derive(Default)]
pub(crate) struct Extensions<'t> {
    pub(crate) idempotency: Option<Spanned<&'t Node<'t>>>,
    pub(crate) rate_limit: Option<Spanned<&'t Node<'t>>>,
    pub(crate) pagination: Option<Spanned<&'t Node<'t>>>,
    /// `x-fern-streaming`, of which only the terminator of a stream is read.
    pub(crate) fern_streaming: Option<Spanned<&'t Node<'t>>>,
}

/// The location of a parameter in the request.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a value of several parts is serialized.
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
    /// Its name in `components`, if it is defined there.
    pub(crate) component: Option<&'t str>,
    pub(crate) name: Spanned<&'t str>,
    pub(crate) location: Location,
    pub(crate) description: &'t str,
    pub(crate) deprecated: bool,
    pub(crate) required: bool,
    pub(crate) encoding: Encoding<'t>,
    /// The media type of its text, if it has one.
    pub(crate) range: Option<&'t str>,
    pub(crate) schema: Option<Id<Schema<'t>>>,
}

/// How a parameter or a part of a form is serialized.
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
    /// Its name in `components`, if it is defined there.
    pub(crate) component: Option<&'t str>,
    pub(crate) description: &'t str,
    pub(crate) required: bool,
    pub(crate) content: Vec<MediaType<'t>>,
    /// The place of `content`, if present.
    pub(crate) content_place: Option<Place>,
}

/// A response.
pub(crate) struct Response<'t> {
    /// Its name in `components`, if it is defined there.
    pub(crate) component: Option<&'t str>,
    pub(crate) description: &'t str,
    /// The headers by name.
    pub(crate) headers: Vec<(Spanned<&'t str>, Id<Header<'t>>)>,
    pub(crate) content: Vec<MediaType<'t>>,
    /// `x-no-effect`
    pub(crate) no_effect: Option<Spanned<&'t Node<'t>>>,
}

/// A header of a response.
pub(crate) struct Header<'t> {
    /// Its name in `components`, if it is defined there.
    pub(crate) component: Option<&'t str>,
    pub(crate) description: &'t str,
    pub(crate) deprecated: bool,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    pub(crate) required: bool,
    /// The media type of its text, if it has one.
    pub(crate) range: Option<&'t str>,
    pub(crate) schema: Option<Id<Schema<'t>>>,
}

/// A media type or range with its schema.
pub(crate) struct MediaType<'t> {
    pub(crate) range: Spanned<&'t str>,
    pub(crate) schema: Option<Id<Schema<'t>>>,
    /// The schema as written, to find equal ones.
    pub(crate) written: Option<&'t Node<'t>>,
    /// `itemSchema`: one event or value of a stream.
    pub(crate) item_schema: Option<Id<Schema<'t>>>,
    /// `x-speakeasy-sse-sentinel`: the data of the event that ends a stream.
    pub(crate) sentinel: Option<&'t str>,
    pub(crate) encoding: Vec<(&'t str, Encoding<'t>)>,
}

impl<'t> Document<'t> {
    /// Resolves a chain of references to its schema. `None` only for an endless chain, which is reported.
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

/// The longest chain of references.
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
    pub(crate) fn of(key: &Key<'_>, value: &Node<'_>) -> Self {
        Self { name: key.span, value: value.span }
    }

    /// The place of a value without a key.
    pub(crate) fn at(span: Span) -> Self {
        Self { name: span, value: span }
    }
}
