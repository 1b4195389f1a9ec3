//! One operation of a description, as data.

use http::Method;
use serde_json::Value;

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
    /// Whether a redirect is the answer that is described, and not an error.
    pub redirects: bool,
    /// Whether a repeat is safe.
    pub idempotency: Idempotency,
    /// The rate limit that the operation counts against, when it is not the general one.
    pub bucket: Option<&'static str>,
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
            idempotency,
            bucket: None,
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

    /// The same, with a redirect as the answer that is described.
    #[must_use]
    pub const fn redirects(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// The same with a rate limit of its own.
    #[must_use]
    pub const fn bucket(mut self, bucket: &'static str) -> Self {
        self.bucket = Some(bucket);
        self
    }
}

/// Whether sending the same request again has the same effect as sending it once (`x-idempotency`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// A repeat is harmless by the nature of the operation.
    Natural,
    /// A repeat takes effect again.
    None,
    /// A repeat is harmless when every place in the body that the pointer names holds a key. In the pointer `*` stands
    /// for each item of a list: `/*/idempotencyKey`.
    Key(&'static str),
}

impl Idempotency {
    /// Returns whether a request with this body may be sent twice.
    pub(crate) fn is_repeatable(self, body: &[u8]) -> bool {
        match self {
            Self::Natural => true,
            Self::None => false,
            Self::Key(pointer) => serde_json::from_slice(body).is_ok_and(|body| holds_keys(&body, pointer)),
        }
    }
}

fn holds_keys(value: &Value, pointer: &str) -> bool {
    let Some(rest) = pointer.strip_prefix('/') else {
        return value.as_str().is_some_and(|key| !key.is_empty());
    };
    let (segment, rest) = rest.find('/').and_then(|end| rest.split_at_checked(end)).unwrap_or((rest, ""));
    match (segment, value) {
        ("*", Value::Array(items)) => !items.is_empty() && items.iter().all(|item| holds_keys(item, rest)),
        (member, Value::Object(members)) => members.get(member).is_some_and(|value| holds_keys(value, rest)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Idempotency;

    #[test]
    fn a_keyed_body_is_repeatable_only_when_every_item_has_its_key() {
        let keyed = Idempotency::Key("/*/idempotencyKey");
        let cases: [(&str, bool); 8] = [
            (r#"[{"idempotencyKey":"a"}]"#, true),
            (r#"[{"idempotencyKey":"a"},{"idempotencyKey":"b"}]"#, true),
            (r#"[{"idempotencyKey":"a"},{}]"#, false),
            (r#"[{"idempotencyKey":""}]"#, false),
            (r#"[{"idempotencyKey":5}]"#, false),
            ("[]", false),
            ("{}", false),
            ("", false),
        ];
        for (body, repeatable) in cases {
            assert_eq!(keyed.is_repeatable(body.as_bytes()), repeatable, "{body}");
        }
    }

    #[test]
    fn a_key_may_lie_deeper() {
        let keyed = Idempotency::Key("/meta/key");
        assert!(keyed.is_repeatable(br#"{"meta":{"key":"a"}}"#));
        assert!(!keyed.is_repeatable(br#"{"meta":{}}"#));
    }

    #[test]
    fn the_other_classes_do_not_look_at_the_body() {
        assert!(Idempotency::Natural.is_repeatable(b""));
        assert!(!Idempotency::None.is_repeatable(br#"[{"idempotencyKey":"a"}]"#));
    }
}
