//! One operation of a description, as data.

use crate::request::idempotency::Idempotency;
use crate::response::declared_error::DeclaredError;
use http::Method;

/// What the runtime has to know of an operation. Generated code holds one static of it per operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`, which errors name.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with parameters in braces: `/users/{userId}`. It may end with a query.
    pub path: &'static str,
    /// Where the operation is, when that is not the base URL.
    pub server: Option<&'static str>,
    /// The security schemes: alternatives, each a set of schemes that are needed together. An empty list is an operation
    /// that is open to everyone; `None` is a description that does not say.
    pub security: Option<&'static [&'static [&'static str]]>,
    /// The media types to ask for.
    pub accept: &'static str,
    /// Whether a redirect is the response that is described, and not an error.
    pub redirects: bool,
    /// Whether a redirect is described as one of several responses. It is an error then, but no sign of a wrong base URL.
    pub describes_redirects: bool,
    /// Whether a repeat is safe.
    pub idempotency: Idempotency,
    /// The rate limit that the operation counts against, when it is not the general one.
    pub bucket: Option<&'static str>,
    /// Whether a 429 says that the request took no effect (`x-no-effect` of the response).
    pub limited_without_effect: bool,
    /// How the bodies of error responses are read, the first that has the status.
    pub errors: &'static [DeclaredError],
}

impl Operation {
    /// An operation that answers in JSON, at the base URL, of which nothing else is said.
    pub const fn new(id: &'static str, method: Method, path: &'static str, idempotency: Idempotency) -> Self {
        Self {
            id,
            method,
            path,
            server: None,
            security: None,
            accept: "application/json",
            redirects: false,
            describes_redirects: false,
            idempotency,
            bucket: None,
            limited_without_effect: false,
            errors: &[],
        }
    }

    /// The same at another place than the base URL.
    #[must_use]
    pub const fn server(mut self, server: &'static str) -> Self {
        self.server = Some(server);
        self
    }

    /// The same with security schemes.
    #[must_use]
    pub const fn security(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.security = Some(alternatives);
        self
    }

    /// The same with other media types to ask for.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = media_types;
        self
    }

    /// The same, with a redirect as the response that is described.
    #[must_use]
    pub const fn redirects(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// The same, with a redirect as one of the responses that are described.
    #[must_use]
    pub const fn describes_redirects(mut self) -> Self {
        self.describes_redirects = true;
        self
    }

    /// The same with a rate limit of its own.
    #[must_use]
    pub const fn bucket(mut self, bucket: &'static str) -> Self {
        self.bucket = Some(bucket);
        self
    }

    /// The same with declared bodies of error responses.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [DeclaredError]) -> Self {
        self.errors = errors;
        self
    }

    /// The same, with 429 as a sign that the request took no effect.
    #[must_use]
    pub const fn limited_without_effect(mut self) -> Self {
        self.limited_without_effect = true;
        self
    }
}
