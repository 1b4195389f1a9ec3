//! One operation of a description, as data.

use crate::request::idempotency::Idempotency;
use crate::response::declared_error::DeclaredError;
use http::Method;

/// The facts about an operation that the runtime needs. Generated code has one static for each operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`, which is used in errors.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with parameters in braces: `/users/{userId}`. It may end with a query.
    pub path: &'static str,
    /// The server, if it is not the base URL.
    pub server: Option<&'static str>,
    /// The security schemes: alternatives, each a set of schemes that are needed together. An empty list means that the
    /// operation is open to everyone; `None` means that the description does not specify it.
    pub security: Option<&'static [&'static [&'static str]]>,
    /// The media types for `Accept`.
    pub accept: &'static str,
    /// Whether the response is a stream of events or values, which enforces the timeout between its chunks itself.
    pub streams: bool,
    /// Whether the described response is a redirect, which is then not an error.
    pub redirects: bool,
    /// Whether a redirect is one of several described responses. It is an error then, but not a sign of a wrong base
    /// URL.
    pub describes_redirects: bool,
    /// Whether a retry is safe.
    pub idempotency: Idempotency,
    /// The rate limit that the operation counts against, if it is not the general one.
    pub bucket: Option<&'static str>,
    /// Whether a 429 means that the request took no effect (`x-no-effect` of the response).
    pub limited_without_effect: bool,
    /// The readers of error responses; the first one for the status is used.
    pub errors: &'static [DeclaredError],
}

impl Operation {
    /// Creates an operation with a JSON response, at the base URL, with defaults for everything else.
    pub const fn new(id: &'static str, method: Method, path: &'static str, idempotency: Idempotency) -> Self {
        Self {
            id,
            method,
            path,
            server: None,
            security: None,
            accept: "application/json",
            streams: false,
            redirects: false,
            describes_redirects: false,
            idempotency,
            bucket: None,
            limited_without_effect: false,
            errors: &[],
        }
    }

    /// Sets another server than the base URL.
    #[must_use]
    pub const fn server(mut self, server: &'static str) -> Self {
        self.server = Some(server);
        self
    }

    /// Sets security schemes.
    #[must_use]
    pub const fn security(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.security = Some(alternatives);
        self
    }

    /// Sets other media types for `Accept`.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = media_types;
        self
    }

    /// Marks the response as a stream of events or values.
    #[must_use]
    pub const fn streams(mut self) -> Self {
        self.streams = true;
        self
    }

    /// Marks a redirect as the described response.
    #[must_use]
    pub const fn redirects(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// Marks a redirect as one of the described responses.
    #[must_use]
    pub const fn describes_redirects(mut self) -> Self {
        self.describes_redirects = true;
        self
    }

    /// Sets a bucket of its own.
    #[must_use]
    pub const fn bucket(mut self, bucket: &'static str) -> Self {
        self.bucket = Some(bucket);
        self
    }

    /// Sets the declared bodies of error responses.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [DeclaredError]) -> Self {
        self.errors = errors;
        self
    }

    /// Marks a 429 as having no effect.
    #[must_use]
    pub const fn limited_without_effect(mut self) -> Self {
        self.limited_without_effect = true;
        self
    }
}
