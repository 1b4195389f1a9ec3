use ::talkjs_runtime::__private as __rt;
/// A client of Operations. Clones share their connections.
///
/// - Server: [`SERVER_URL`], `https://{region}.example.com/{version}`
/// - Credentials, in [`security`]: [`token`](security::token), [`password`](security::password), [`digest`](security::digest), [`api_key`](security::api_key), [`query_key`](security::query_key), [`session`](security::session), [`open_id`](security::open_id)
/// - Calls with optional parameters: the structs of [`operations`]
#[derive(Clone, Debug)]
pub struct Client {
    core: __rt::ClientCore,
}
/// The base URL in the description; names in braces are placeholders.
pub const SERVER_URL: &str = "https://{region}.example.com/{version}";
/// [`SERVER_URL`] with its variables replaced by the given values, or by their defaults.
///
/// # Errors
/// If the description has no such variable or value.
pub fn server_url(
    variables: &[(&str, &str)],
) -> __rt::Result<__rt::String, __rt::Error> {
    __rt::server_url(
        SERVER_URL,
        &[
            __rt::ServerVariable {
                name: "region",
                default: "us",
                values: &["us", "eu"],
            },
            __rt::ServerVariable {
                name: "version",
                default: "v1",
                values: &[],
            },
        ],
        variables,
    )
}
impl Client {
    /// Creates a client that makes its calls through `core`. The user agent is the name and version of this
    /// crate, unless `core` has another.
    #[must_use]
    pub fn with_core(core: __rt::ClientCore) -> Self {
        Self {
            core: core
                .for_client(
                    ::core::concat!(
                        ::core::env!("CARGO_PKG_NAME"), "/",
                        ::core::env!("CARGO_PKG_VERSION")
                    ),
                ),
        }
    }
    /// The core that makes the calls: URL, credentials, limits and transport.
    #[must_use]
    pub fn core(&self) -> &__rt::ClientCore {
        &self.core
    }
}
/// Credentials: one function for each security scheme in the description. Pass the result to `credentials`
/// of `ClientCore::builder`; it is sent with the operations that require that scheme.
pub mod security {
    use super::__rt;
    /// The credential for `token`: a bearer token.
    ///
    /// A token of `POST /login`.
    ///
    /// ```text
    /// ClientCore::builder(url).credentials(security::token("secret"))
    /// ```
    ///
    /// Described at `operations.yaml:137`.
    #[must_use = "pass the credential to `ClientCore::builder`"]
    pub fn token(token: impl __rt::Into<__rt::String>) -> __rt::SchemeCredential {
        __rt::SchemeCredential::bearer("token", token)
    }
    /// The credential for `password`: a name and a password.
    ///
    /// ```text
    /// ClientCore::builder(url).credentials(security::password("user", "password"))
    /// ```
    ///
    /// Described at `operations.yaml:138`.
    #[must_use = "pass the credential to `ClientCore::builder`"]
    pub fn password(
        user: impl __rt::Into<__rt::String>,
        password: impl __rt::Into<__rt::String>,
    ) -> __rt::SchemeCredential {
        __rt::SchemeCredential::basic("password", user, password)
    }
    /// The credential for `digest`: the whole value of the `Authorization` header.
    ///
    /// ```text
    /// ClientCore::builder(url).credentials(security::digest("secret"))
    /// ```
    ///
    /// Described at `operations.yaml:139`.
    #[must_use = "pass the credential to `ClientCore::builder`"]
    pub fn digest(value: impl __rt::Into<__rt::String>) -> __rt::SchemeCredential {
        __rt::SchemeCredential::authorization_header("digest", value)
    }
    /// The credential for `apiKey`: a key, sent in the header `X-Api-Key`.
    ///
    /// ```text
    /// ClientCore::builder(url).credentials(security::api_key("secret"))
    /// ```
    ///
    /// Described at `operations.yaml:140`.
    #[must_use = "pass the credential to `ClientCore::builder`"]
    pub fn api_key(key: impl __rt::Into<__rt::String>) -> __rt::SchemeCredential {
        __rt::SchemeCredential::header("apiKey", "X-Api-Key", key)
    }
    /// The credential for `queryKey`: a key, sent in the query `key`.
    ///
    /// ```text
    /// ClientCore::builder(url).credentials(security::query_key("secret"))
    /// ```
    ///
    /// Described at `operations.yaml:141`.
    #[must_use = "pass the credential to `ClientCore::builder`"]
    pub fn query_key(key: impl __rt::Into<__rt::String>) -> __rt::SchemeCredential {
        __rt::SchemeCredential::query("queryKey", "key", key)
    }
    /// The credential for `session`: a key, sent in the cookie `sid`.
    ///
    /// ```text
    /// ClientCore::builder(url).credentials(security::session("secret"))
    /// ```
    ///
    /// Described at `operations.yaml:142`.
    #[must_use = "pass the credential to `ClientCore::builder`"]
    pub fn session(key: impl __rt::Into<__rt::String>) -> __rt::SchemeCredential {
        __rt::SchemeCredential::cookie("session", "sid", key)
    }
    /// The credential for `open-id`: a bearer token.
    ///
    /// ```text
    /// ClientCore::builder(url).credentials(security::open_id("secret"))
    /// ```
    ///
    /// Described at `operations.yaml:143`.
    #[must_use = "pass the credential to `ClientCore::builder`"]
    pub fn open_id(token: impl __rt::Into<__rt::String>) -> __rt::SchemeCredential {
        __rt::SchemeCredential::bearer("open-id", token)
    }
}
impl Client {
    /// Calls `styles`.
    ///
    /// `GET /styles/{simple}/{label}/{matrix}/{undeclared}` → `204` Done.
    /// Optional, set on [`Styles`](operations::Styles): `form`, `flat`, `space`, `pipe`, `deep`, `reserved`, `filter`, `nullable`, `x_list`, `x_trace`, `session`, `flags`, `label`, `body_`.
    ///
    /// Described at `operations.yaml:17`.
    pub fn styles(
        &self,
        simple: impl __rt::IntoValue<__rt::Vec<__rt::String>>,
        label_path: impl __rt::IntoValue<__rt::String>,
        matrix: impl __rt::IntoValue<Color>,
        undeclared: impl __rt::IntoValue<__rt::String>,
    ) -> operations::Styles {
        operations::Styles(
            self
                .core
                .call(&CALL_STYLES, __rt::Decode::Body(__rt::nothing))
                .styled_parameter(
                    __rt::Place::Path,
                    "simple",
                    simple.into_value(),
                    __rt::Encoding::new(__rt::Style::Simple, false),
                    &[],
                )
                .styled_parameter(
                    __rt::Place::Path,
                    "label",
                    label_path.into_value(),
                    __rt::Encoding::new(__rt::Style::Label, false),
                    &[],
                )
                .styled_parameter(
                    __rt::Place::Path,
                    "matrix",
                    matrix.into_value(),
                    __rt::Encoding::new(__rt::Style::Matrix, true),
                    &[],
                )
                .path_parameter("undeclared", undeclared.into_value(), &[]),
        )
    }
    /// See <https://example.com/twice>.
    ///
    /// `GET /twice/{id}/{id}?fixed=1` → `200` Text.
    ///
    /// Described at `operations.yaml:38`.
    pub fn twice(
        &self,
        id: impl __rt::IntoValue<i64>,
        q: impl __rt::IntoValue<__rt::String>,
    ) -> __rt::Call<__rt::String> {
        self.core
            .call(&CALL_TWICE, __rt::Decode::Body(__rt::text))
            .path_parameter("id", id.into_value(), &[])
            .query_parameter("q", q.into_value(), &[])
    }
    /// Calls `sendJson`.
    ///
    /// `POST /bodies/json` → `200` Anything.
    ///
    /// # Errors
    /// - `429`: Too many requests
    ///
    /// Described at `operations.yaml:46`.
    pub fn send_json(
        &self,
        body: impl __rt::IntoValue<Color>,
    ) -> __rt::Call<__rt::serde_json::Value> {
        self.core
            .call(&CALL_SEND_JSON, __rt::Decode::Body(__rt::json))
            .body_as("application/vnd.api+json", body.into_value(), &[])
    }
    /// [`Client::send_json`] with a body of `text/plain`.
    pub fn send_json_text(
        &self,
        body: impl __rt::Into<__rt::String>,
    ) -> __rt::Call<__rt::serde_json::Value> {
        self.core
            .call(&CALL_SEND_JSON, __rt::Decode::Body(__rt::json))
            .content("text/plain", body.into())
    }
    /// Calls `sendForm`.
    ///
    /// `POST /bodies/form` → `200` Done.
    ///
    /// Described at `operations.yaml:53`.
    pub fn send_form(&self, body: impl __rt::IntoValue<SendFormBody>) -> __rt::Call<()> {
        self.core
            .call(&CALL_SEND_FORM, __rt::Decode::Body(__rt::nothing))
            .form(
                body.into_value(),
                const {
                    &[(__rt::Encoding::new(__rt::Style::DeepObject, true), &["deep"])]
                },
                &[],
            )
    }
    /// Calls `sendParts`.
    ///
    /// `POST /bodies/parts` → `default` Whatever.
    /// Optional, set on [`SendParts`](operations::SendParts): `body`.
    ///
    /// Described at `operations.yaml:69`.
    pub fn send_parts(&self) -> operations::SendParts {
        operations::SendParts(
            self.core.call(&CALL_SEND_PARTS, __rt::Decode::Body(__rt::json)),
        )
    }
    /// Calls `sendText`.
    ///
    /// `PUT /bodies/text` → `303` Elsewhere.
    ///
    /// Described at `operations.yaml:78`.
    pub fn send_text(&self, body: impl __rt::Into<__rt::String>) -> __rt::Call<()> {
        self.core
            .call(&CALL_SEND_TEXT, __rt::Decode::Body(__rt::nothing))
            .content("text/markdown", body.into())
    }
    /// Calls `sendBytes`.
    ///
    /// `PUT /bodies/bytes`
    /// Optional, set on [`SendBytes`](operations::SendBytes): `body`.
    ///
    /// Described at `operations.yaml:83`.
    pub fn send_bytes(&self) -> operations::SendBytes {
        operations::SendBytes(
            self.core.call(&CALL_SEND_BYTES, __rt::Decode::Body(__rt::nothing)),
        )
    }
    /// Calls `several`.
    ///
    /// `GET /answers` → `200` A color; `202` Not yet \[soon\]; `204` Nothing; `207` A file; `2XX` Others.
    ///
    /// # Errors
    /// - `404`: None ([`NotFound`])
    /// - `default`: Wrong
    ///
    /// Described at `operations.yaml:88`.
    pub fn several(&self) -> __rt::Call<operations::SeveralResponse, NotFound> {
        self.core
            .call(
                &CALL_SEVERAL,
                __rt::Decode::ByStatus(|status| match status.as_u16() {
                    200 => {
                        __rt::Decode::Body(|body| {
                            __rt::json(body).map(operations::SeveralResponse::Ok)
                        })
                    }
                    202 => {
                        __rt::Decode::Body(|body| {
                            __rt::text(body).map(operations::SeveralResponse::Accepted)
                        })
                    }
                    204 => {
                        __rt::Decode::Body(|_| __rt::Ok(
                            operations::SeveralResponse::NoContent,
                        ))
                    }
                    207 => {
                        __rt::Decode::Stream(|body| operations::SeveralResponse::Status207(
                            __rt::Download::new(body),
                        ))
                    }
                    200..=299 => {
                        __rt::Decode::Body(|body| {
                            __rt::json(body).map(operations::SeveralResponse::Success)
                        })
                    }
                    _ => __rt::Decode::Body(__rt::undescribed),
                }),
            )
    }
    /// Calls `peek`.
    ///
    /// `HEAD /answers` → `200` A color.
    ///
    /// Described at `operations.yaml:97`.
    pub fn peek(&self) -> __rt::Call<()> {
        self.core.call(&CALL_PEEK, __rt::Decode::Body(__rt::nothing))
    }
    /// Calls `either`.
    ///
    /// `DELETE /answers` → `200` Gone; `204` Gone before.
    ///
    /// Described at `operations.yaml:99`.
    pub fn either(&self) -> __rt::Call<operations::EitherResponse> {
        self.core
            .call(
                &CALL_EITHER,
                __rt::Decode::ByStatus(|status| match status.as_u16() {
                    200 => {
                        __rt::Decode::Body(|body| {
                            __rt::json(body).map(operations::EitherResponse::Ok)
                        })
                    }
                    204 => {
                        __rt::Decode::Body(|_| __rt::Ok(
                            operations::EitherResponse::NoContent,
                        ))
                    }
                    _ => __rt::Decode::Body(__rt::undescribed),
                }),
            )
    }
    /// Calls `report`.
    ///
    /// `GET /reports` → `200` The report; `202` Later.
    ///
    /// Described at `operations.yaml:105`.
    pub fn report(&self) -> __rt::Call<operations::ReportResponse> {
        self.core
            .call(
                &CALL_REPORT,
                __rt::Decode::ByStatus(|status| match status.as_u16() {
                    200 => {
                        __rt::Decode::ByContentType(
                            &[&["application/json"], &["text/csv"]],
                            |index| match index {
                                0 => {
                                    __rt::Decode::Body(|body| {
                                        __rt::json(body)
                                            .map(|value| operations::ReportResponse::Ok(
                                                operations::Report200Content::Json(value),
                                            ))
                                    })
                                }
                                _ => {
                                    __rt::Decode::Body(|body| {
                                        __rt::text(body)
                                            .map(|value| operations::ReportResponse::Ok(
                                                operations::Report200Content::Text(value),
                                            ))
                                    })
                                }
                            },
                        )
                    }
                    202 => {
                        __rt::Decode::Body(|_| __rt::Ok(
                            operations::ReportResponse::Accepted,
                        ))
                    }
                    _ => __rt::Decode::Body(__rt::undescribed),
                }),
            )
    }
    /// Calls `chat`.
    ///
    /// `POST /chat` → `200` A text; `202` Both.
    ///
    /// Described at `operations.yaml:111`.
    pub fn chat(
        &self,
        body: impl __rt::IntoValue<ChatBody>,
    ) -> __rt::Call<operations::ChatResponse> {
        self.core
            .call(
                &CALL_CHAT,
                __rt::Decode::ByStatus(|status| match status.as_u16() {
                    200 => {
                        __rt::Decode::Body(|body| {
                            __rt::json(body).map(operations::ChatResponse::Ok)
                        })
                    }
                    202 => {
                        __rt::Decode::ByContentType(
                            &[&["application/json"], &["text/plain"]],
                            |index| match index {
                                0 => {
                                    __rt::Decode::Body(|body| {
                                        __rt::json(body)
                                            .map(|value| operations::ChatResponse::Accepted(
                                                operations::Chat202Content::Json(value),
                                            ))
                                    })
                                }
                                _ => {
                                    __rt::Decode::Body(|body| {
                                        __rt::text(body)
                                            .map(|value| operations::ChatResponse::Accepted(
                                                operations::Chat202Content::Text(value),
                                            ))
                                    })
                                }
                            },
                        )
                    }
                    _ => __rt::Decode::Body(__rt::undescribed),
                }),
            )
            .body(body.into_value(), &[])
    }
    /// Calls `chat`.
    ///
    /// `POST /chat` → `200` A text; `202` Both.
    ///
    /// The response of [`Client::chat`] as `text/event-stream`. Sets `stream` of the body to `true`.
    ///
    /// Described at `operations.yaml:111`.
    pub fn chat_stream(
        &self,
        body: impl __rt::IntoValue<ChatBody>,
    ) -> __rt::Call<operations::ChatStreamResponse> {
        self.core
            .call(
                &CALL_CHAT_STREAM,
                __rt::Decode::ByStatus(|status| match status.as_u16() {
                    200 => {
                        __rt::Decode::ByContentType(
                            &[&["text/event-stream"]],
                            |_| __rt::Decode::Stream(|body| operations::ChatStreamResponse::Ok(
                                __rt::events(body).sentinel("[DONE]"),
                            )),
                        )
                    }
                    202 => {
                        __rt::Decode::ByContentType(
                            &[&["application/json"], &["text/plain"]],
                            |index| match index {
                                0 => {
                                    __rt::Decode::Body(|body| {
                                        __rt::json(body)
                                            .map(|value| operations::ChatStreamResponse::Accepted(
                                                operations::Chat202Content::Json(value),
                                            ))
                                    })
                                }
                                _ => {
                                    __rt::Decode::Body(|body| {
                                        __rt::text(body)
                                            .map(|value| operations::ChatStreamResponse::Accepted(
                                                operations::Chat202Content::Text(value),
                                            ))
                                    })
                                }
                            },
                        )
                    }
                    _ => __rt::Decode::Body(__rt::undescribed),
                }),
            )
            .body(body.into_value().stream(true), &[])
    }
    /// Calls `GET /files/{id}`.
    ///
    /// `GET /files/{id}` → `200` The file.
    ///
    /// Described at `operations.yaml:116`.
    pub fn get_files_by_id(
        &self,
        id: impl __rt::IntoValue<__rt::String>,
    ) -> __rt::Call<__rt::Download> {
        self.core
            .call(&CALL_GET_FILES_BY_ID, __rt::Decode::Stream(__rt::Download::new))
            .path_parameter("id", id.into_value(), &[])
    }
    /// Calls `several`.
    ///
    /// `PUT /files/{id}` → `200` Done.
    ///
    /// Described at `operations.yaml:121`.
    pub fn several2(&self, id: impl __rt::IntoValue<__rt::String>) -> __rt::Call<()> {
        self.core
            .call(&CALL_SEVERAL2, __rt::Decode::Body(__rt::nothing))
            .path_parameter("id", id.into_value(), &[])
    }
    /// Calls `described`.
    ///
    /// `GET /described` → `200` Done.
    /// Optional, set on [`Described`](operations::Described): `size`.
    ///
    /// # Errors
    /// - `404`: Missing (`String`)
    /// - `4XX`: Wrong ([`Color`])
    ///
    /// Described at `operations.yaml:128`.
    pub fn described(&self) -> operations::Described {
        operations::Described(
            self.core.call(&CALL_DESCRIBED, __rt::Decode::Body(__rt::nothing)),
        )
    }
    /// Calls `describedAgain`.
    ///
    /// `GET /described/again` → `200` Done.
    ///
    /// # Errors
    /// - `404`: Missing (`String`)
    /// - `4XX`: Wrong ([`Color`])
    ///
    /// Described at `operations.yaml:134`.
    pub fn described_again(
        &self,
    ) -> __rt::Call<
        (),
        operations::DescribedAgainError,
        operations::DescribedAgainHeaders,
    > {
        self.core.call(&CALL_DESCRIBED_AGAIN, __rt::Decode::Body(__rt::nothing))
    }
}
static __ERRORS_0: &[__rt::DeclaredError] = &[
    __rt::DeclaredError::new(404, 404, __rt::declared::<NotFound>),
];
static __ERRORS_1: &[__rt::DeclaredError] = &[
    __rt::DeclaredError::new(404, 404, __rt::declared::<__rt::String>),
    __rt::DeclaredError::new(400, 499, __rt::declared::<Color>),
];
static CALL_STYLES: __rt::Operation = __rt::Operation::new(
        "styles",
        __rt::http::Method::GET,
        "/styles/{simple}/{label}/{matrix}/{undeclared}",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]]);
static CALL_TWICE: __rt::Operation = __rt::Operation::new(
        "twice",
        __rt::http::Method::GET,
        "/twice/{id}/{id}?fixed=1",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]])
    .accept("text/plain");
static CALL_SEND_JSON: __rt::Operation = __rt::Operation::new(
        "sendJson",
        __rt::http::Method::POST,
        "/bodies/json",
        __rt::Idempotency::None,
    )
    .security(&[&["token"]])
    .limited_without_effect();
static CALL_SEND_FORM: __rt::Operation = __rt::Operation::new(
        "sendForm",
        __rt::http::Method::POST,
        "/bodies/form",
        __rt::Idempotency::None,
    )
    .security(&[&["token"]]);
static CALL_SEND_PARTS: __rt::Operation = __rt::Operation::new(
        "sendParts",
        __rt::http::Method::POST,
        "/bodies/parts",
        __rt::Idempotency::None,
    )
    .security(&[&["token"]]);
static CALL_SEND_TEXT: __rt::Operation = __rt::Operation::new(
        "sendText",
        __rt::http::Method::PUT,
        "/bodies/text",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]])
    .redirects();
static CALL_SEND_BYTES: __rt::Operation = __rt::Operation::new(
        "sendBytes",
        __rt::http::Method::PUT,
        "/bodies/bytes",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]]);
static CALL_SEVERAL: __rt::Operation = __rt::Operation::new(
        "several",
        __rt::http::Method::GET,
        "/answers",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]])
    .accept("application/json, text/plain, application/pdf")
    .errors(__ERRORS_0);
static CALL_PEEK: __rt::Operation = __rt::Operation::new(
        "peek",
        __rt::http::Method::HEAD,
        "/answers",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]]);
static CALL_EITHER: __rt::Operation = __rt::Operation::new(
        "either",
        __rt::http::Method::DELETE,
        "/answers",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]]);
static CALL_REPORT: __rt::Operation = __rt::Operation::new(
        "report",
        __rt::http::Method::GET,
        "/reports",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]])
    .accept("application/json, text/csv;q=0.9");
static CALL_CHAT: __rt::Operation = __rt::Operation::new(
        "chat",
        __rt::http::Method::POST,
        "/chat",
        __rt::Idempotency::None,
    )
    .security(&[&["token"]])
    .accept("application/json, text/plain;q=0.9");
static CALL_CHAT_STREAM: __rt::Operation = __rt::Operation::new(
        "chat",
        __rt::http::Method::POST,
        "/chat",
        __rt::Idempotency::None,
    )
    .security(&[&["token"]])
    .accept("text/event-stream")
    .streams();
static CALL_GET_FILES_BY_ID: __rt::Operation = __rt::Operation::new(
        "GET /files/{id}",
        __rt::http::Method::GET,
        "/files/{id}",
        __rt::Idempotency::Natural,
    )
    .server("https://files.example.com/v2")
    .security(&[])
    .accept("application/octet-stream");
static CALL_SEVERAL2: __rt::Operation = __rt::Operation::new(
        "several",
        __rt::http::Method::PUT,
        "/files/{id}",
        __rt::Idempotency::Natural,
    )
    .server("https://files.example.com/v2")
    .security(&[&["apiKey", "session"], &["queryKey"], &[]]);
static CALL_DESCRIBED: __rt::Operation = __rt::Operation::new(
        "described",
        __rt::http::Method::GET,
        "/described",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]])
    .errors(__ERRORS_1);
static CALL_DESCRIBED_AGAIN: __rt::Operation = __rt::Operation::new(
        "describedAgain",
        __rt::http::Method::GET,
        "/described/again",
        __rt::Idempotency::Natural,
    )
    .security(&[&["token"]])
    .errors(__ERRORS_1);
/// The types that methods of [`Client`] return: calls and responses.
///
/// - A struct for each call with optional parameters, such as [`Styles`](operations::Styles) of [`Client::styles`]: it has setters for them, and `send` makes the call.
/// - An enum for each response with several statuses or content types, such as [`SeveralResponse`](operations::SeveralResponse): it has a variant for each of them.
pub mod operations {
    #[allow(unused_imports, reason = "what a call names depends on the description")]
    use super::{Client, __rt};
    __rt::builder! {
        #[doc = " A call of [`Client::styles`]."] pub struct Styles -> ()
    }
    impl Styles {
        /// Sets `form`.
        pub fn form(self, form: impl __rt::IntoValue<__rt::Vec<i64>>) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Query,
                        "form",
                        form.into_value(),
                        __rt::Encoding::new(__rt::Style::Form, true),
                        &[],
                    ),
            )
        }
        /// Sets `flat`.
        pub fn flat(self, flat: impl __rt::IntoValue<__rt::Vec<__rt::String>>) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Query,
                        "flat",
                        flat.into_value(),
                        __rt::Encoding::new(__rt::Style::Form, false),
                        &[],
                    ),
            )
        }
        /// Sets `space`.
        pub fn space(
            self,
            space: impl __rt::IntoValue<__rt::Vec<__rt::String>>,
        ) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Query,
                        "space",
                        space.into_value(),
                        __rt::Encoding::new(__rt::Style::SpaceDelimited, false),
                        &[],
                    ),
            )
        }
        /// Sets `pipe`.
        pub fn pipe(self, pipe: impl __rt::IntoValue<__rt::Vec<__rt::String>>) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Query,
                        "pipe",
                        pipe.into_value(),
                        __rt::Encoding::new(__rt::Style::PipeDelimited, false),
                        &[],
                    ),
            )
        }
        /// Sets `deep`.
        pub fn deep(self, deep: impl __rt::IntoValue<super::Color>) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Query,
                        "deep",
                        deep.into_value(),
                        __rt::Encoding::new(__rt::Style::DeepObject, true),
                        &[],
                    ),
            )
        }
        /// Sets `reserved`.
        pub fn reserved(self, reserved: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Query,
                        "reserved",
                        reserved.into_value(),
                        __rt::Encoding::new(__rt::Style::Form, true).reserved(),
                        &[],
                    ),
            )
        }
        /// Sets `filter`.
        pub fn filter(self, filter: impl __rt::IntoValue<super::Color>) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Query,
                        "filter",
                        filter.into_value(),
                        __rt::Encoding::new(__rt::Style::Json, false),
                        &[],
                    ),
            )
        }
        /// Sets `nullable`.
        pub fn nullable(self, nullable: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(self.0.query_parameter("nullable", nullable.into_value(), &[]))
        }
        /// Sets `X-List`.
        pub fn x_list(
            self,
            x_list: impl __rt::IntoValue<__rt::Vec<__rt::String>>,
        ) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Header,
                        "X-List",
                        x_list.into_value(),
                        __rt::Encoding::new(__rt::Style::Simple, false),
                        &[],
                    ),
            )
        }
        /// Sets `X-Trace`.
        pub fn x_trace(self, x_trace: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(
                self
                    .0
                    .header_parameter(
                        "X-Trace",
                        x_trace.into_value(),
                        &[__rt::Rule::MaxLength(9)],
                    ),
            )
        }
        /// Sets `session`.
        pub fn session(self, session: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(self.0.cookie_parameter("session", session.into_value(), &[]))
        }
        /// Sets `flags`.
        pub fn flags(
            self,
            flags: impl __rt::IntoValue<__rt::Vec<__rt::String>>,
        ) -> Self {
            Self(
                self
                    .0
                    .styled_parameter(
                        __rt::Place::Cookie,
                        "flags",
                        flags.into_value(),
                        __rt::Encoding::new(__rt::Style::Form, false),
                        &[],
                    ),
            )
        }
        /// Sets `label`.
        pub fn label(self, label: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(self.0.query_parameter("label", label.into_value(), &[]))
        }
        /// Sets `body`.
        pub fn body_(self, body_: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(self.0.query_parameter("body", body_.into_value(), &[]))
        }
    }
    __rt::builder! {
        #[doc = " A call of [`Client::send_parts`]."] pub struct SendParts ->
        super::Color
    }
    impl SendParts {
        /// The body.
        pub fn body(self, body: impl __rt::IntoValue<super::SendPartsBody>) -> Self {
            Self(
                self
                    .0
                    .multipart(
                        body.into_value(),
                        &[("color", "application/color+json")],
                        &[],
                    ),
            )
        }
    }
    __rt::builder! {
        #[doc = " A call of [`Client::send_bytes`]."] pub struct SendBytes -> ()
    }
    impl SendBytes {
        /// The body.
        pub fn body(self, body: impl __rt::Into<__rt::Upload>) -> Self {
            Self(self.0.content("application/octet-stream", body))
        }
    }
    /// The response of [`Client::several`], by status.
    #[derive(Debug)]
    #[non_exhaustive]
    pub enum SeveralResponse {
        /// A color
        Ok(super::Color),
        /// Not yet \[soon\]
        Accepted(__rt::String),
        /// Nothing
        NoContent,
        /// A file
        Status207(__rt::Download),
        /// Others
        Success(__rt::Vec<__rt::String>),
    }
    /// The response of [`Client::either`], by status.
    #[derive(Clone, PartialEq, Debug)]
    #[non_exhaustive]
    pub enum EitherResponse {
        /// Gone
        Ok(super::Color),
        /// Gone before
        NoContent,
    }
    /// The response of [`Client::report`], by status.
    #[derive(Clone, PartialEq, Debug)]
    #[non_exhaustive]
    pub enum ReportResponse {
        /// The report.
        Ok(Report200Content),
        /// Later.
        Accepted,
    }
    /// The response of [`Client::report`], by content type. Requests prefer the first one; use the header `Accept` of a call to request another.
    #[derive(Clone, PartialEq, Debug)]
    #[non_exhaustive]
    pub enum Report200Content {
        /// `application/json`.
        Json(super::Color),
        /// `text/csv`.
        Text(__rt::String),
    }
    /// The response of [`Client::chat`], by status.
    #[derive(Clone, PartialEq, Debug)]
    #[non_exhaustive]
    pub enum ChatResponse {
        /// A text.
        Ok(__rt::String),
        /// Both.
        Accepted(Chat202Content),
    }
    /// The response of [`Client::chat`], by content type. Requests prefer the first one; use the header `Accept` of a call to request another.
    #[derive(Clone, PartialEq, Debug)]
    #[non_exhaustive]
    pub enum Chat202Content {
        /// `application/json`.
        Json(__rt::serde_json::Value),
        /// `text/plain`.
        Text(__rt::String),
    }
    /// The response of [`Client::chat_stream`], by status.
    #[derive(Debug)]
    #[non_exhaustive]
    pub enum ChatStreamResponse {
        /// A text.
        Ok(__rt::EventStream<super::Color>),
        /// Both.
        Accepted(Chat202Content),
    }
    __rt::builder! {
        #[doc = " A call of [`Client::described`]."] pub struct Described -> (), error
        DescribedError, headers DescribedHeaders
    }
    impl Described {
        /// Sets `size`.
        pub fn size(self, size: impl __rt::IntoValue<i64>) -> Self {
            Self(self.0.query_parameter("size", size.into_value(), &[]))
        }
    }
    __rt::error_enum!(
        DescribedError DescribedAgainError : "404" NotFound 404..= 404 __rt::String,
        "4XX" ClientError 400..= 499 super::Color
    );
    __rt::headers!(
        DescribedHeaders DescribedAgainHeaders : #[doc = " What is left."] x_left
        "X-Left" Json i64, #[doc = " `X-Color`"] #[deprecated(note =
        "the description marks it as deprecated")] x_color "X-Color" Text __rt::String
    );
}
/// An object. Described at `operations.yaml:145`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Color {
    /// `G`
    pub g: __rt::Option<i64>,
    /// `R`
    pub r: __rt::Option<i64>,
    /// `name`
    pub name: __rt::Option<__rt::String>,
}
__rt::object!(Color : 0 "G" g optional; 1 "R" r optional; 2 "name" name optional;);
__rt::constructors!(Color : new() empty : g r name;);
__rt::setters!(
    Color : g " Sets `G`." : i64, r " Sets `R`." : i64, name " Sets `name`." :
    __rt::String,
);
impl __rt::Check for Color {}
/// An object. Described at `operations.yaml:146`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NotFound {
    /// `reason`
    pub reason: __rt::String,
}
__rt::object!(NotFound : 0 "reason" reason required;);
/// An object. Described at `operations.yaml:58`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SendFormBody {
    /// `color`
    pub color: __rt::Option<Color>,
    /// `deep`
    pub deep: __rt::Option<Color>,
    /// `name`
    pub name: __rt::Option<__rt::String>,
    /// `tags`
    pub tags: __rt::Option<__rt::Vec<__rt::String>>,
}
__rt::object!(
    SendFormBody : 0 "color" color optional; 1 "deep" deep optional; 2 "name" name
    optional; 3 "tags" tags optional;
);
__rt::constructors!(SendFormBody : new() empty : color deep name tags;);
__rt::setters!(
    SendFormBody : color " Sets `color`." : Color, deep " Sets `deep`." : Color, name
    " Sets `name`." : __rt::String, tags " Sets `tags`." : __rt::Vec < __rt::String >,
);
impl __rt::Check for SendFormBody {}
/// An object. Described at `operations.yaml:73`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SendPartsBody {
    /// `title`
    pub title: __rt::String,
    /// `color`
    pub color: __rt::Option<Color>,
}
__rt::object!(SendPartsBody : 0 "title" title required; 1 "color" color optional;);
__rt::constructors!(
    SendPartsBody : #[doc =
    " Creates a value from its `title`; use setters for the others."] new(title :
    __rt::String) empty : color;
);
__rt::setters!(SendPartsBody : color " Sets `color`." : Color,);
impl __rt::Check for SendPartsBody {}
/// An object. Described at `operations.yaml:112`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ChatBody {
    /// `stream`
    pub stream: __rt::Option<bool>,
}
__rt::object!(ChatBody : 0 "stream" stream optional;);
__rt::constructors!(ChatBody : new() empty : stream;);
__rt::setters!(ChatBody : stream " Sets `stream`." : bool,);
impl __rt::Check for ChatBody {}
__rt::eq!(Color NotFound SendFormBody SendPartsBody ChatBody);
