//! Methods of the API: what each sends, what it reads, and by which policy.

use super::{Docs, Member, Name, Rule, TypeRef};

/// A method of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// `operationId`, and the method's name.
    pub(crate) name: Name,
    /// The name of the struct that collects optional parameters, when it is needed.
    pub(crate) builder: String,
    pub(crate) docs: Docs,
    /// Upper case.
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) answer: Option<TypeRef>,
    pub(crate) idempotency: Idempotency,
    pub(crate) bucket: Option<String>,
    pub(crate) page: Option<Page>,
    /// Status and what it means, for the documentation.
    pub(crate) failures: Vec<(String, String)>,
}

/// A parameter in the path or the query.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
    pub(crate) place: ParameterPlace,
    pub(crate) required: bool,
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterPlace {
    Path,
    Query,
    /// In the query, as JSON.
    QueryJson,
}

/// What a request carries.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) ty: TypeRef,
    pub(crate) docs: Docs,
    pub(crate) rules: Vec<Rule>,
    pub(crate) required: bool,
}

/// Whether a call can be repeated without doing twice what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Idempotency {
    Natural,
    None,
    /// When the body carries a key at this JSON pointer.
    Key(String),
}

/// How a list is walked.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) cursor: String,
    pub(crate) size: String,
    /// The largest page, which is what a stream asks for.
    pub(crate) largest: i64,
    /// The member of the answer that holds the items, and the item's type.
    pub(crate) items: Member,
    pub(crate) item: TypeRef,
    /// The member of an item that the cursor takes.
    pub(crate) id: Member,
}

/// The identifier of an HTTP method: `GET`.
pub(crate) fn method_ident(method: &'static str) -> proc_macro2::Ident {
    super::name::ident(method)
}

/// The identifier of an operation's builder.
pub(crate) fn builder_ident(operation: &Operation) -> proc_macro2::Ident {
    super::name::ident(&operation.builder)
}
