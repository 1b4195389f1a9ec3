//! Operations: requests, responses and policies.

use super::{Docs, Field, Name, Rule, TypeRef};

/// A method of the API.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// `operationId`, and the method's name.
    pub(crate) name: Name,
    /// The name of the struct for optional parameters, if needed.
    pub(crate) builder: Name,
    pub(crate) docs: Docs,
    /// The first tag.
    pub(crate) tag: Option<String>,
    /// In upper case.
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// The server, if the operation has its own.
    pub(crate) server: Option<String>,
    /// Alternative sets of security schemes; `None` if the description has no requirements.
    pub(crate) security: Option<Vec<Vec<String>>>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// Methods that send a body of another media type.
    pub(crate) other_bodies: Vec<(Name, Body)>,
    pub(crate) response: Response,
    /// Whether the described response is a redirect.
    pub(crate) redirects: bool,
    /// The media types of the responses.
    pub(crate) accept: String,
    /// The method for the preferred response, if this one is for another.
    pub(crate) beside: Option<Name>,
    pub(crate) idempotency: Idempotency,
    pub(crate) bucket: Option<String>,
    /// Whether a 429 is described as having no effect.
    pub(crate) limited_without_effect: bool,
    pub(crate) page: Option<Box<Page>>,
    /// The success responses, for the documentation.
    pub(crate) successes: Vec<Success>,
    /// The error responses, for the documentation.
    pub(crate) failures: Vec<Failure>,
    pub(crate) error: ErrorType,
    /// The headers of success responses.
    pub(crate) headers: Option<HeaderSet>,
}

/// The type of an operation's error responses.
#[derive(Clone, Debug)]
pub(crate) enum ErrorType {
    Undeclared,
    /// The common type of all.
    One(TypeRef),
    /// An enum by status.
    ByStatus(Name),
}

/// The error responses of some operations, as an enum by status.
#[derive(Debug)]
pub(crate) struct ErrorEnum {
    /// One name for each of the operations.
    pub(crate) names: Vec<Name>,
    /// The exact statuses first.
    pub(crate) variants: Vec<ErrorVariant>,
}

/// An error response with a type.
#[derive(Debug)]
pub(crate) struct ErrorVariant {
    pub(crate) name: Name,
    /// `404`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) first: u16,
    pub(crate) last: u16,
    pub(crate) ty: TypeRef,
}

/// The described headers of the success responses of an operation.
#[derive(Clone, Debug)]
pub(crate) struct HeaderSet {
    pub(crate) name: Name,
    pub(crate) headers: Vec<Header>,
}

/// The headers of some operations, as a struct.
#[derive(Debug)]
pub(crate) struct HeaderStruct {
    /// One name for each of the operations.
    pub(crate) names: Vec<Name>,
    pub(crate) headers: Vec<Header>,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    pub(crate) format: HeaderFormat,
}

/// The format of a header's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum HeaderFormat {
    Text,
    /// JSON, including numbers and booleans.
    Json,
    /// Strings separated by commas.
    Texts,
    /// JSON values separated by commas.
    Values,
}

/// A group of operations.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) docs: String,
}

/// The result of a call.
#[derive(Clone, Debug)]
pub(crate) enum Response {
    /// The same for every status.
    One(Content),
    /// One of several, by status: an enum.
    Several(Name, Vec<Status>),
}

/// The content of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Nothing,
    Json(TypeRef),
    Text,
    /// Anything else, as raw bytes.
    Bytes,
    /// Events or values, as they arrive.
    Stream(Stream),
    /// One of several, by content type: an enum.
    ByType(Name, Vec<Alternative>),
}

/// A response of some media types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alternative {
    /// The variant of the enum.
    pub(crate) name: Name,
    pub(crate) ranges: Vec<String>,
    pub(crate) content: Content,
}

/// A response of events or values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    pub(crate) framing: Framing,
    pub(crate) item: TypeRef,
    /// The data of the terminating event.
    pub(crate) sentinel: Option<String>,
    /// Its media type.
    pub(crate) range: String,
}

/// How a stream is split into events or values, and which part of them is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Events with JSON data.
    Events,
    /// Events with text data.
    TextEvents,
    /// Events for which a type describes the whole event.
    WholeEvents,
    /// JSON lines.
    Lines,
    /// JSON text sequences.
    Records,
}

/// A success response.
#[derive(Clone, Debug)]
pub(crate) struct Status {
    /// The variant of the enum.
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) codes: Codes,
    pub(crate) content: Content,
}

/// The statuses of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Codes {
    One(u16),
    /// `2XX`, by the first digit.
    Range(u16),
}

/// The documentation of a success response.
#[derive(Clone, Debug)]
pub(crate) struct Success {
    /// `200`, `2XX` or `default`.
    pub(crate) status: String,
    pub(crate) words: String,
}

/// The documentation of an error response.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// `404`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) words: String,
    pub(crate) ty: Option<TypeRef>,
}

impl Failure {
    /// The first and the last status of the response.
    pub(crate) fn statuses(&self) -> Option<(u16, u16)> {
        match self.status.strip_suffix("XX") {
            _ if self.status == "default" => Some((0, 999)),
            Some(digit) => {
                let first = digit.parse::<u16>().ok()?.checked_mul(100)?;
                Some((first, first.checked_add(99)?))
            }
            None => self.status.parse().ok().map(|status| (status, status)),
        }
    }
}

/// A parameter of a request.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    pub(crate) place: Place,
    /// The serialization, if it is not a plain string.
    pub(crate) encoding: Option<Encoding>,
    pub(crate) required: bool,
}

/// The location of a parameter in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// The serialization of a value that is not a plain string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoding {
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) reserved: bool,
}

/// The styles of OpenAPI, and JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Form,
    Simple,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) format: BodyFormat,
    pub(crate) ty: TypeRef,
    pub(crate) docs: Docs,
    pub(crate) rules: Vec<Rule>,
    pub(crate) required: bool,
    /// The property that is set to `true` to request a stream.
    pub(crate) stream_flag: Option<Name>,
}

/// The format of a body.
#[derive(Clone, Debug)]
pub(crate) enum BodyFormat {
    /// JSON of this media type.
    Json(String),
    /// A form, with the properties whose encoding is not the default.
    Form(Vec<(String, Encoding)>),
    /// A multipart body, with the media types of properties.
    Multipart(Vec<(String, String)>),
    /// Text of this media type.
    Text(String),
    /// Bytes of this media type.
    Bytes(String),
}

/// A security scheme.
#[derive(Debug)]
pub(crate) struct Scheme {
    /// Its name in the description and its function.
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) kind: SchemeKind,
}

/// The kind of credential of a security scheme.
#[derive(Debug)]
pub(crate) enum SchemeKind {
    Bearer,
    Basic,
    /// The whole `Authorization` header.
    Authorization,
    /// A key with this name.
    Key(Place, String),
}

/// A server of the API.
#[derive(Debug)]
pub(crate) struct Server {
    /// The URL, with variables in braces.
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) variables: Vec<ServerVariable>,
}

/// A variable in the URL of the server.
#[derive(Debug)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: String,
    pub(crate) values: Vec<String>,
}

/// Whether a call can be retried without a second effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Idempotency {
    Natural,
    None,
    /// The body has a key at this JSON pointer.
    Key(String),
    /// A header of this name has a key.
    Header(String),
}

/// The pagination of a list.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) cursor: String,
    pub(crate) size: String,
    /// The largest page, which streams request.
    pub(crate) largest: i64,
    /// The property of the response with the items, and the item's type.
    pub(crate) items: Field,
    pub(crate) item: TypeRef,
    /// The property of an item that is the cursor.
    pub(crate) id: Field,
}

/// The identifier of an HTTP method: `GET`.
pub(crate) fn method_ident(method: &'static str) -> proc_macro2::Ident {
    super::name::ident(method)
}

impl Operation {
    /// Whether a call has optional parameters, and so its own struct.
    pub(crate) fn is_built(&self) -> bool {
        let optional_body = self.body.as_ref().is_some_and(|body| !body.required);
        optional_body || self.page.is_some() || self.parameters.iter().any(|parameter| !parameter.required)
    }

    /// The types of its responses, including errors.
    pub(crate) fn received(&self) -> Vec<&TypeRef> {
        let mut types = Vec::new();
        for content in self.response.contents() {
            types.extend(content.types());
        }
        types.extend(self.failures.iter().filter_map(|failure| failure.ty.as_ref()));
        if let Some(set) = &self.headers {
            types.extend(set.headers.iter().map(|header| &header.ty));
        }
        types
    }

    /// The types that it sends.
    pub(crate) fn sent(&self) -> Vec<&TypeRef> {
        let mut types = Vec::new();
        types.extend(self.body.iter().map(|body| &body.ty));
        types.extend(self.other_bodies.iter().map(|(_, body)| &body.ty));
        types.extend(self.parameters.iter().map(|parameter| &parameter.ty));
        types
    }
}

impl Response {
    /// The type, if the content is JSON.
    pub(crate) fn json(&self) -> Option<&TypeRef> {
        match self {
            Self::One(Content::Json(ty)) => Some(ty),
            _ => None,
        }
    }

    /// Its content by status.
    pub(crate) fn contents(&self) -> Vec<&Content> {
        match self {
            Self::One(content) => vec![content],
            Self::Several(_, statuses) => statuses.iter().map(|status| &status.content).collect(),
        }
    }
}

impl Content {
    fn types(&self) -> Vec<&TypeRef> {
        match self {
            Self::Json(ty) | Self::Stream(Stream { item: ty, .. }) => vec![ty],
            Self::ByType(_, alternatives) => {
                alternatives.iter().flat_map(|alternative| alternative.content.types()).collect()
            }
            Self::Nothing | Self::Text | Self::Bytes => Vec::new(),
        }
    }

    /// Whether callers read it as it arrives.
    pub(crate) fn is_streamed(&self) -> bool {
        match self {
            Self::Bytes | Self::Stream(_) => true,
            Self::ByType(_, alternatives) => alternatives.iter().any(|alternative| alternative.content.is_streamed()),
            Self::Nothing | Self::Json(_) | Self::Text => false,
        }
    }
}

impl HeaderFormat {
    /// The variant of the runtime's enum.
    pub(crate) fn ident(self) -> proc_macro2::Ident {
        super::name::ident(match self {
            Self::Text => "Text",
            Self::Json => "Json",
            Self::Texts => "Texts",
            Self::Values => "Values",
        })
    }
}

impl Framing {
    /// Whether it consists of events, not only of values.
    pub(crate) fn is_of_events(self) -> bool {
        matches!(self, Self::Events | Self::TextEvents | Self::WholeEvents)
    }

    /// The runtime's function that creates the stream.
    pub(crate) fn ident(self) -> proc_macro2::Ident {
        super::name::ident(match self {
            Self::Events => "events",
            Self::TextEvents => "text_events",
            Self::WholeEvents => "whole_events",
            Self::Lines => "json_lines",
            Self::Records => "json_records",
        })
    }
}

impl Style {
    /// The variant of the runtime's enum.
    pub(crate) fn ident(self) -> proc_macro2::Ident {
        super::name::ident(match self {
            Self::Form => "Form",
            Self::Simple => "Simple",
            Self::Label => "Label",
            Self::Matrix => "Matrix",
            Self::SpaceDelimited => "SpaceDelimited",
            Self::PipeDelimited => "PipeDelimited",
            Self::DeepObject => "DeepObject",
            Self::Json => "Json",
        })
    }
}

impl Place {
    /// The variant of the runtime's enum.
    pub(crate) fn ident(self) -> proc_macro2::Ident {
        super::name::ident(match self {
            Self::Path => "Path",
            Self::Query => "Query",
            Self::Header => "Header",
            Self::Cookie => "Cookie",
        })
    }

    /// The method of a call for a parameter, or of a credential.
    pub(crate) fn method(self) -> proc_macro2::Ident {
        super::name::ident(&format!("{}_parameter", self.word()))
    }

    /// Its name in the description.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}
