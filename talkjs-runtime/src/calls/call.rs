//! One call of one operation.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::calls::decode::{Chosen, Decode};
use crate::calls::download::Download;
use crate::calls::exchange::{decoded, execute, unexpected};
use crate::calls::incoming::{CallAgain, Incoming};
use crate::calls::list::{Items, Page};
use crate::calls::response_reader::ResponseReader;
use crate::calls::typed_response::TypedResponse;
use crate::error::Error;
use crate::error::retries::{RetrySummary, Success};
use crate::error::typed_error::{DeclaredBody, TypedError};
use crate::request::check::{Check, Rules};
#[cfg(feature = "test-util")]
use crate::request::draft::Target;
use crate::request::draft::{Draft, RequestParts};
use crate::request::multipart::Node;
use crate::request::operation::Operation;
use crate::request::style::{Encoding, Place};
use crate::request::violation::{Part, Violation};
use crate::response::read::{self, Mismatch};
use crate::response::typed_headers::DescribedHeaders;
use crate::response::undeclared::Undeclared;
use crate::send::attempts::perform;
use crate::send::auth::CredentialProvider;
use crate::send::auth::choose::Wanted;
use crate::send::client_core::ClientCore;
use crate::send::key_age::IdempotencyKeyAge;
use crate::send::options::CallOptions;
use crate::send::policy::RetryPolicy;
use crate::send::spans;
use crate::send::transport::BodyStream;
use crate::types::upload::Upload;

/// A call that has not been sent yet. It owns its data, so it can be stored, sent from another task, and cloned to be
/// made again.
///
/// It returns a `T`. `E` is the type of declared error responses for [`send_typed`](Self::send_typed), and `H` has the
/// described headers of the response, for [`send_with_headers`](Self::send_with_headers).
#[must_use = "nothing is sent before `.send().await`"]
pub struct Call<T, E = Undeclared, H = Undeclared> {
    core: ClientCore,
    draft: Draft,
    options: Option<Box<CallOptions>>,
    decode: Decode<T>,
    declared: Declared<E, H>,
}

/// The types of a call's errors and headers, without values.
type Declared<E, H> = PhantomData<fn() -> (E, H)>;

impl ClientCore {
    /// Creates a call of an operation, whose success response is read by `decode`. For generated code.
    #[doc(hidden)]
    pub fn call<T, E, H>(&self, operation: &'static Operation, decode: Decode<T>) -> Call<T, E, H> {
        Call::new(self.clone(), operation, decode)
    }
}

// Callers pass values that they have just converted; taking them by value keeps generated code short.
#[expect(clippy::needless_pass_by_value, reason = "see above")]
impl<T, E, H> Call<T, E, H> {
    /// Creates a call of an operation, whose success response is read by `decode`.
    pub(super) fn new(core: ClientCore, operation: &'static Operation, decode: Decode<T>) -> Self {
        let draft = Draft::new(operation, core.max_path_parameter_bytes());
        let has_minted_key = draft.has_minted_key();
        let mut call = Self { core, draft, options: None, decode, declared: PhantomData };
        if has_minted_key {
            call.options_mut().key_age = Some(IdempotencyKeyAge::new());
        }
        if operation.streams {
            call.options_mut().chunk_timeout = Some(Duration::MAX);
        }
        call
    }

    fn options_mut(&mut self) -> &mut CallOptions {
        self.options.get_or_insert_default()
    }

    /// Sets a path parameter, which must satisfy the rules.
    #[doc(hidden)]
    pub fn path_parameter(mut self, name: &'static str, value: impl Display + Check, rules: Rules) -> Self {
        self.draft.check(Part::Path(name), &value, rules);
        self.draft.set_path(name, text(value));
        self
    }

    /// Sets a query parameter, which must satisfy the rules.
    #[doc(hidden)]
    pub fn query_parameter(mut self, name: &'static str, value: impl Display + Check, rules: Rules) -> Self {
        self.draft.check(Part::Query(name.into()), &value, rules);
        self.draft.set_query(name, &text(value));
        self
    }

    /// Sets a header parameter, which must satisfy the rules. It replaces a default header of the request, such as
    /// `User-Agent`.
    #[doc(hidden)]
    pub fn header_parameter(mut self, name: &'static str, value: impl Display + Check, rules: Rules) -> Self {
        self.draft.check(Part::Header(name.into()), &value, rules);
        self.draft.set_header(name, &text(value));
        self
    }

    /// Sets a cookie parameter, which must satisfy the rules.
    #[doc(hidden)]
    pub fn cookie_parameter(mut self, name: &'static str, value: impl Display + Check, rules: Rules) -> Self {
        self.draft.check(Part::Cookie(name), &value, rules);
        self.draft.set_cookie(name, &text(value));
        self
    }

    /// Sets a parameter that is a list, an object or JSON.
    #[doc(hidden)]
    pub fn styled_parameter<V: Serialize + Check>(
        mut self,
        place: Place,
        name: &'static str,
        value: V,
        encoding: Encoding,
        rules: Rules,
    ) -> Self {
        let part = match place {
            Place::Path => Part::Path(name),
            Place::Query => Part::Query(name.into()),
            Place::Header => Part::Header(name.into()),
            Place::Cookie => Part::Cookie(name),
        };
        self.draft.check(part.clone(), &value, rules);
        if let Some(value) = self.draft.json(part, &value, |value| serde_json::to_value(value)) {
            self.draft.set_styled(place, name, &value, encoding);
        }
        self
    }

    /// Sets the body, as JSON.
    #[doc(hidden)]
    pub fn body<V: Serialize + Check>(self, body: V, rules: Rules) -> Self {
        self.body_as("application/json", body, rules)
    }

    /// Sets the body, as JSON of another media type.
    #[doc(hidden)]
    pub fn body_as<V: Serialize + Check>(mut self, media_type: &'static str, body: V, rules: Rules) -> Self {
        self.draft.check(Part::Body, &body, rules);
        self.draft.set_json(media_type, &body);
        self
    }

    /// Sets the body, as a form; `encodings` has the properties whose encoding is not the default.
    #[doc(hidden)]
    pub fn form<V: Serialize + Check>(
        mut self,
        body: V,
        encodings: &'static [(Encoding, &'static [&'static str])],
        rules: Rules,
    ) -> Self {
        self.draft.check(Part::Body, &body, rules);
        if let Some(body) = self.draft.json(Part::Body, &body, |body| serde_json::to_value(body)) {
            self.draft.set_form(&body, encodings);
        }
        self
    }

    /// Sets the body, as a multipart form; `types` are the media types of properties in the description.
    #[doc(hidden)]
    pub fn multipart<V: Serialize + Check>(
        mut self,
        body: V,
        types: &'static [(&'static str, &'static str)],
        rules: Rules,
    ) -> Self {
        self.draft.check(Part::Body, &body, rules);
        if let Some(body) = self.draft.json(Part::Body, &body, Node::new) {
            self.draft.set_multipart(body, types);
        }
        self
    }

    /// Sets the body, unchanged. Its own media type replaces that of the description.
    #[doc(hidden)]
    pub fn content(mut self, media_type: &'static str, body: impl Into<Upload>) -> Self {
        let (own, content) = body.into().into_body();
        self.draft.set_content(own.map_or(media_type.into(), Cow::Owned), content);
        self
    }

    /// Adds a header that the description does not have. It replaces the default one of the call; further values for
    /// the same name are sent as well. Header parameters named `Accept` or `Content-Type` have no argument, as OpenAPI
    /// ignores them: this method sets those headers, too. The client itself sets credential, host, length and
    /// connection: a call that sets such a header is rejected before it is sent.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.draft.add_extra_header(name.into(), &text(value));
        self
    }

    /// Sets how long this call may take from `.send()` to its end, including queue and delays, instead of the client's
    /// setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options_mut().timeout = Some(timeout);
        self
    }

    /// Sets how long one attempt of this call may take, instead of the client's setting. If a file or a stream is sent,
    /// the time starts again with each chunk that is read from it.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options_mut().attempt_timeout = Some(timeout);
        self
    }

    /// Sets how long each attempt of this call may queue for the rate limit, instead of the client's setting. It can
    /// only shorten the wait: the timeout of the call applies as well.
    pub fn queue_timeout(mut self, timeout: Duration) -> Self {
        self.options_mut().queue_timeout = Some(timeout);
        self
    }

    /// Sets the retry policy of this call, instead of the client's setting.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options_mut().retry = Some(policy);
        self
    }

    /// Sends this call with only this credential, whatever security the description declares. It replaces the
    /// credentials of the client.
    ///
    /// ```no_run
    /// use talkjs_runtime::auth::SchemeCredential;
    /// use talkjs_runtime::{Call, Error};
    ///
    /// async fn as_admin(call: Call<String>) -> Result<String, Error> {
    ///     call.credential(SchemeCredential::bearer("admin", "token")).send().await
    /// }
    /// ```
    pub fn credential(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.options_mut().credentials = Some(Wanted::Only(Arc::new(provider)));
        self
    }

    /// Sends this call with the credential of this security scheme, whatever the operation declares.
    pub fn security_scheme(mut self, scheme: impl Into<String>) -> Self {
        self.options_mut().credentials = Some(Wanted::Scheme(scheme.into()));
        self
    }

    /// Sets a path parameter to any number of segments: `/` separates segments and is not escaped. It replaces an
    /// earlier value of the parameter, and its violations. `.` and `..` are not allowed as segments.
    ///
    /// For APIs whose paths end with a file name, such as `/repos/{owner}/{repo}/contents/{path}`.
    pub fn raw_path(mut self, name: &'static str, value: impl Display) -> Self {
        self.draft.set_raw_path(name, &text(value));
        self
    }

    /// Sets when the idempotency keys in the body were created, if that is not now.
    pub fn key_minted_at(mut self, moment: SystemTime) -> Self {
        self.options_mut().key_age = Some(IdempotencyKeyAge::since(moment));
        self
    }

    /// Returns the same call with another reader for its success response, for servers that do not follow their own
    /// description.
    ///
    /// ```no_run
    /// use talkjs_runtime::flow::json;
    /// use talkjs_runtime::{Call, Error};
    ///
    /// async fn names<T>(call: Call<T>) -> Result<Vec<String>, Error> {
    ///     call.reading(json::<Vec<String>>).send().await
    /// }
    /// ```
    pub fn reading<U>(self, read: fn(&[u8]) -> Result<U, Mismatch>) -> Call<U, E, H> {
        let Self { core, draft, options, declared, .. } = self;
        Call { core, draft, options, decode: Decode::Body(read), declared }
    }

    /// Returns the same call, which requests a media type and reads the body of its success response as text: for a
    /// format without types in the client, such as XML.
    ///
    /// ```no_run
    /// use talkjs_runtime::{Call, Error};
    ///
    /// async fn xml<T>(call: Call<T>) -> Result<String, Error> {
    ///     call.accept_text("application/xml").send().await
    /// }
    /// ```
    pub fn accept_text(self, media_type: &str) -> Call<String, E, H> {
        self.accepting(media_type, Decode::Body(read::text))
    }

    /// Returns the same call, which requests a media type and does not read the body of its success response.
    ///
    /// ```no_run
    /// use talkjs_runtime::{Call, Error};
    ///
    /// async fn pdf<T>(call: Call<T>) -> Result<Vec<u8>, Error> {
    ///     Ok(call.accept_bytes("application/pdf").send().await?.bytes().await?.to_vec())
    /// }
    /// ```
    pub fn accept_bytes(self, media_type: &str) -> Call<Download, E, H> {
        self.accepting(media_type, Decode::Stream(Download::new))
    }

    /// Returns the same call, which requests a media type and reads its success response in another way.
    pub(crate) fn accepting<U>(mut self, media_type: &str, decode: Decode<U>) -> Call<U, E, H> {
        self.draft.set_accept(media_type);
        if let Some(options) = &mut self.options {
            options.chunk_timeout = None;
        }
        Call { core: self.core, draft: self.draft, options: self.options, decode, declared: self.declared }
    }

    /// Returns the same call, which requests a stream of events or values.
    pub(crate) fn streaming<U>(self, media_types: &str, decode: Decode<U>) -> Call<U, E, H> {
        let mut call = self.accepting(media_types, decode);
        call.options_mut().chunk_timeout = Some(Duration::MAX);
        call
    }

    /// The operation, by its `operationId`.
    pub fn operation(&self) -> &'static str {
        self.draft.operation().id
    }

    /// The target of the call, or the reason why it cannot be sent.
    #[cfg(feature = "test-util")]
    pub(crate) fn target(&self) -> Result<Target, String> {
        let listed =
            |violations: Vec<Violation>| violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        self.draft.target().map_err(listed)
    }

    /// Sets things that have no name in the description.
    pub(crate) fn draft_mut(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// Sends the call and reads its response.
    ///
    /// # Errors
    ///
    /// See [`Error`]; its variants distinguish what was sent and what may have taken effect.
    #[expect(clippy::manual_async_fn, reason = "the future of an `async fn` has room for the call twice")]
    pub fn send(self) -> impl Future<Output = Result<T, Error>> {
        // Not by way of `send_with_response`, which would move the call once more.
        async move {
            spans::call(self.core.client(), &self.draft, self.send_and_read())
                .await
                .map(|(response, _)| response.into_body())
        }
    }

    /// Sends the call and returns status and headers as well as the result.
    ///
    /// # Errors
    ///
    /// The same as [`send`](Self::send).
    pub async fn send_with_response(self) -> Result<http::Response<T>, Error> {
        let call = spans::call(self.core.client(), &self.draft, self.send_and_read());
        let (mut response, retries) = call.await?;
        response.extensions_mut().insert(retries);
        Ok(response)
    }

    /// Sends the call and returns the described headers of its response as well as the result. No response fails
    /// because of a header. It does not compile for an operation without described headers of success responses.
    ///
    /// # Errors
    ///
    /// The same as [`send`](Self::send).
    pub async fn send_with_headers(self) -> Result<TypedResponse<T, H>, Error>
    where
        H: DescribedHeaders,
    {
        self.send_with_response().await.map(TypedResponse::from)
    }

    /// Sends the call; the body of a declared error response has its type. It does not compile for an operation whose error
    /// responses have no schemas. See [`TypedError`] for an example.
    ///
    /// # Errors
    ///
    /// [`TypedError::Declared`] for an error response whose body matches the description; otherwise the same as
    /// [`send`](Self::send).
    pub async fn send_typed(self) -> Result<T, TypedError<E>>
    where
        E: DeclaredBody,
    {
        self.send().await.map_err(TypedError::from)
    }

    async fn send_and_read(&self) -> Result<Success<T>, Error> {
        let (core, draft, options, decode) = (&self.core, &self.draft, self.options.as_deref(), self.decode);
        if let Decode::Body(read) = decode {
            return decoded(core, draft.operation(), execute(core, draft, options).await?, read);
        }
        let is_streamed = |status, headers: &HeaderMap| matches!(decode.choose(status, headers), Chosen::Stream(_));
        let (response, retries) = perform(core, draft, options, Some(&is_streamed)).await?;
        let (head, body) = response.into_parts();
        match decode.choose(head.status, &head.headers) {
            Chosen::Stream(give) => {
                let response = http::Response::from_parts(head, body.stream());
                Ok((self.incoming(response, retries, give), retries))
            }
            Chosen::Body(read) => {
                let response = http::Response::from_parts(head, body.whole());
                decoded(core, draft.operation(), (response, retries), read)
            }
            Chosen::Undescribed(mismatch) => {
                Err(unexpected(core, draft.operation(), (&head, retries), body.whole(), mismatch))
            }
        }
    }

    /// Passes the unread body to the caller.
    fn incoming(
        &self,
        response: http::Response<BodyStream>,
        retries: RetrySummary,
        give: fn(Incoming) -> T,
    ) -> http::Response<T> {
        let (head, chunks) = response.into_parts();
        let call = CallAgain { core: self.core.clone(), draft: self.draft.clone(), options: self.options.clone() };
        let mut response = http::Response::new(());
        *response.status_mut() = head.status;
        response.headers_mut().clone_from(&head.headers);
        let incoming = Incoming { call, status: head.status, headers: head.headers, retries, chunks };
        response.map(|()| give(incoming))
    }

    /// Converts the call to parts of another request, or returns all violations.
    pub fn into_parts(self) -> Result<RequestParts, Vec<Violation>> {
        self.draft.into_parts()
    }

    /// Returns the part of the call that reads its response.
    pub fn reader(&self) -> ResponseReader<T, E> {
        ResponseReader::new(self.draft.operation(), self.draft.is_repeatable(), self.decode)
    }

    /// Streams a list over its pages.
    #[doc(hidden)]
    pub fn items<I>(self, page: Page<T, I>) -> Items<T, I>
    where
        T: 'static,
    {
        // Only responses that are read as a whole have pages.
        let read = self.decode.of_whole(StatusCode::OK);
        Items::new(self.core, self.draft, self.options, read, page)
    }
}

/// Everything that converts into a [`Call`]: a call, and every struct of the module `operations` with the optional
/// parameters of one.
pub trait IntoCall {
    /// The result of the call.
    type Response;
    /// The type of its declared error responses.
    type Error;
    /// The described headers of its response.
    type Headers;

    /// Returns the call.
    fn into_call(self) -> Call<Self::Response, Self::Error, Self::Headers>;

    /// [`Call::reading`], for calls with optional parameters as well.
    fn reading<U>(self, read: fn(&[u8]) -> Result<U, Mismatch>) -> Call<U, Self::Error, Self::Headers>
    where
        Self: Sized,
    {
        self.into_call().reading(read)
    }

    /// [`Call::accept_text`], for calls with optional parameters as well.
    fn accept_text(self, media_type: &str) -> Call<String, Self::Error, Self::Headers>
    where
        Self: Sized,
    {
        self.into_call().accept_text(media_type)
    }

    /// [`Call::accept_bytes`], for calls with optional parameters as well.
    fn accept_bytes(self, media_type: &str) -> Call<Download, Self::Error, Self::Headers>
    where
        Self: Sized,
    {
        self.into_call().accept_bytes(media_type)
    }
}

impl<T, E, H> IntoCall for Call<T, E, H> {
    type Response = T;
    type Error = E;
    type Headers = H;

    fn into_call(self) -> Self {
        self
    }
}

impl<T, E, H> Clone for Call<T, E, H> {
    /// The same call. If it has a generated idempotency key, the clone has the same key: the server treats it as a
    /// retry.
    fn clone(&self) -> Self {
        let Self { core, draft, options, decode, declared } = self;
        let (core, draft, options) = (core.clone(), draft.clone(), options.clone());
        Self { core, draft, options, decode: *decode, declared: *declared }
    }
}

impl<T, E, H> fmt::Debug for Call<T, E, H> {
    /// Shows the operation. The parameters may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.draft.operation().id).finish_non_exhaustive()
    }
}

/// The text of a parameter. Most are ids of about this length.
fn text(value: impl Display) -> String {
    let mut text = String::with_capacity(32);
    // Writing to a string cannot fail.
    let _ = write!(text, "{value}");
    text
}
