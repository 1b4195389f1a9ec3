//! The description as typed data: a superset of OpenAPI 3.0 and 3.1, whatever version the file is of.
//!
//! [`read`] makes it of the trees of all files. Older ways to say a thing are lifted where the key is read: `nullable`
//! allows null, a boolean `exclusiveMinimum` makes a bound exclusive. A `$ref` is an identity: every schema, parameter, body
//! and response is read once, whoever refers to it and by which path.

mod arena;
mod document;
mod names;
mod read;
mod schema;
mod select;
mod short_ids;

pub(crate) use arena::{Arena, Id};
pub(crate) use document::{
    Body, Definition, Document, Encoding, Extensions, Location, MediaType, Operation, Parameter, Payload, Requirement,
    Response, Scheme, SchemeKind, Security, Server, ServerVariable, Status, Style,
};
pub(crate) use read::{made_up_name, read};
pub(crate) use schema::{
    Additional, Annotations, ArrayKeywords, Bound, Branches, Discriminator, JsonType, Mapping, NumberKeywords,
    ObjectKeywords, Pattern, Property, Reference, Schema, StringKeywords, Values,
};

use crate::source::Span;

/// A value of the description and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// Where something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The text to underline for "this thing": its key, or the value itself where it has none.
    pub(crate) name: Span,
    /// The text to underline for "this value".
    pub(crate) value: Span,
}
