//! The runtime of clients that the macro `api!` generates from an OpenAPI description, for any API.
//!
//! ```toml
//! talkjs-runtime = { version = "0.1", features = ["macros"] }
//! ```
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! # #[allow(dead_code)]
//! mod shop {
//!     talkjs_runtime::api! { spec = "tests/shop.yaml" } // the path is relative to your Cargo.toml
//! }
//! use talkjs_runtime::{ClientCore, Error};
//!
//! async fn name(product: &str) -> Result<String, Error> {
//!     let core = ClientCore::builder(shop::SERVER_URL).credentials(shop::security::oauth("token")).build()?;
//!     let shop = shop::Client::with_core(core);
//!     Ok(shop.get_product(product).send().await?.name)
//! }
//! ```
//!
//! The crate builds requests, checks and sends them, retries them, enforces rate limits, and reads responses and pages.
//! It depends on no API: generated code describes the differences between operations as data. For hand-written code
//! around generated methods, such as a job of several calls, see [`flow`].
//!
//! | you want to | see |
//! |---|---|
//! | set timeouts, limits and the base URL | [`ClientCoreBuilder`] |
//! | know whether a request took effect | [`Error`], [`error`] |
//! | match error responses as the declared types | [`Call::send_typed`], [`error::TypedError`] |
//! | read described response headers | [`Call::send_with_headers`], [`TypedResponse`] |
//! | set the retry policy | [`retry`] |
//! | respect the rate limits of the API | [`rate_limit`] |
//! | send credentials, including expiring ones | [`auth`] |
//! | use another HTTP client or stack | [`transport`] |
//! | log or count requests | [`hooks`], and spans with the cargo feature `tracing` |
//! | read events or values as they arrive | [`EventStream`], [`JsonStream`] |
//! | send a request that the description does not have | [`RawRequest`] |
//! | send a file or a stream without holding it in memory | [`types::Upload`] |
//!
//! # Idempotency
//!
//! A retry can take effect twice. So the description declares with `x-idempotency` why an operation is safe to retry:
//! `natural` (the default for all methods except POST), `none` (the default for POST), `{ key: /pointer }` for keys in
//! the body, or `{ header: Idempotency-Key }`: then each call has its own key in that header, unless the caller sets
//! one. An operation that is not safe is retried only if nothing of it was sent; otherwise its error is
//! [`OutcomeUnknown`](Error::OutcomeUnknown).
//!
//! # Runtime
//!
//! Calls must be polled in a tokio runtime with timers and I/O enabled, as in `#[tokio::main]` and `#[tokio::test]`.
//!
//! # Browsers
//!
//! For the target `wasm32-unknown-unknown`, clock, timers, random numbers and `fetch` are those of JavaScript, and no
//! tokio runtime is needed. Retries, limits, pages and timeouts work in the same way. Connections, proxies, redirects
//! and the `User-Agent` are controlled by the browser; a streamed body is completely in memory before it is sent;
//! `Upload::from_file` does not exist. All futures are `Send`, including those of a
//! [`CredentialProvider`](auth::CredentialProvider): code that waits for JavaScript runs in a separate task
//! (`spawn_local`) and returns its result through a channel.
//!
//! # Spans
//!
//! With the cargo feature `tracing` there are spans of the crate `tracing`, at the level INFO and with the target
//! `talkjs_runtime`; their field `client` names the generated client. They contain names from the description and
//! numbers, but no data: no id, query, header, body or error message.
//!
//! | span | fields |
//! |---|---|
//! | `job` | `job` (its name), `outcome`, `otel.status_code` |
//! | `call`, within the job if it is part of one | `client` (such as `petstore-client/1.2.3`), `operation`, `http.request.method`, `url.template` (the path with names instead of ids), `attempts`, `outcome` (`ok`, or the variant of [`Error`] in lower case: `not_sent`; for a job, that of its cause), `http.response.status_code`, `otel.status_code` |
//! | `attempt`, within the call | `attempt` (its number), `wait_ms` (since the previous attempt, or the start of the call), `retry_reason` (the `error.type` of the previous attempt), `http.request.method`, `url.template`, `server.address`, `server.port`, `http.request.resend_count`, `http.response.status_code`, `error.type` (a status from 400, `not_sent`, `no_response`, `timeout`, `response_too_large` or `body`), `otel.name`, `otel.kind`, `otel.status_code` |
//!
//! Names with a dot are those of OpenTelemetry, and those with `otel` are read by the crate `tracing-opentelemetry`.
//! `url.full` is missing, since it contains ids. A page of a list is a call.
//!
//! # Cargo features
//!
//! | feature | |
//! |---|---|
//! | `macros` | the macro `api!` |
//! | `baseline` | `macros`, with the argument `baseline` of `api!`: warnings about breaking changes of the description |
//! | `rustls` (default), `rustls-ring`, `native-tls` | the TLS implementation; without them only plain http is supported, which is for servers on this machine. If several are enabled, `rustls-ring` takes precedence over `native-tls`, and `native-tls` over `rustls` |
//! | `http2` | HTTP/2 if a server offers it by TLS |
//! | `record` | `hooks::Recorder`, which records exchanges for `talkjs-codegen drift`: shapes of bodies, or whole bodies |
//! | `tower` | a `tower` service as transport |
//! | `test-util` | the module `test_util`: a mock and a transport that plays a script, for tests |
//! | `tracing` | [spans](#spans) |

mod boxed;
mod calls;
pub mod error;
#[cfg(doc)]
pub mod guide;
mod random;
mod request;
mod response;
mod send;
#[cfg(feature = "test-util")]
pub mod test_util;
mod time;
pub mod types;

#[doc(hidden)]
pub mod __private;

#[cfg(feature = "macros")]
pub use talkjs_macros::api;
#[doc(no_inline)]
pub use {bytes, http, serde_json};

pub use crate::boxed::{BoxError, BoxFuture, BoxStream};
pub use crate::calls::call::{Call, IntoCall};
pub use crate::calls::download::Download;
pub use crate::calls::event_stream::{Event, EventStream};
pub use crate::calls::json_stream::JsonStream;
pub use crate::calls::list::Items;
pub use crate::calls::raw_request::RawRequest;
pub use crate::calls::server_url::{Server, ServerVariable};
pub use crate::calls::typed_response::TypedResponse;
pub use crate::error::Error;
pub use crate::response::typed_headers::DescribedHeaders;
pub use crate::response::undeclared::Undeclared;
pub use crate::send::client_core::{ClientCore, ClientCoreBuilder};

/// The retry policy of calls, and the reasons why a call is not retried.
pub mod retry {
    pub use crate::error::retries::{RetrySummary, StopReason};
    pub use crate::send::policy::RetryPolicy;
}

/// Rate limiters.
pub mod rate_limit {
    pub use crate::error::queue_timeout::QueueTimeout;
    pub use crate::send::limiter::Limiter;
    pub use crate::send::limiter::rate::{RateLimit, RateLimiter};
}

/// Transports, which send requests to the server.
pub mod transport {
    pub use crate::error::transport_error::TransportError;
    pub use crate::request::body::{BodyChunks, RequestBody};
    pub use crate::request::body_error::BodyError;
    pub use crate::send::transport::connection::ConnectionId;
    #[cfg(target_arch = "wasm32")]
    pub use crate::send::transport::fetch::HttpTransport;
    #[cfg(not(target_arch = "wasm32"))]
    pub use crate::send::transport::http::HttpTransport;
    pub use crate::send::transport::send_watch::{SendWatch, WatchedBody};
    #[cfg(feature = "tower")]
    pub use crate::send::transport::tower::{TowerTransport, TransportService};
    pub use crate::send::transport::{AttemptLimits, BodyStream, Transport};
    #[doc(no_inline)]
    pub use reqwest;
}

/// Credentials, and credential providers.
pub mod auth {
    pub use crate::response::server_clock::{ClockOffset, ServerClock};
    pub use crate::send::auth::cached::{CachedCredential, ExpiringCredential};
    pub use crate::send::auth::scheme::SchemeCredential;
    pub use crate::send::auth::{Credential, CredentialFuture, CredentialProvider};
}

/// Hooks for each request and its outcome.
pub mod hooks {
    pub use crate::send::hooks::{ObservedRequest, ObservedResponse, ResponseHead};
    #[cfg(feature = "record")]
    pub use crate::send::record::Recorder;
}

/// Checks of values before sending, and violations.
pub mod check {
    pub use crate::request::check::{Check, Checker, Rules};
    pub use crate::request::path::segment_problem;
    pub use crate::request::problem::Problem;
    pub use crate::request::violation::{Part, Violation};
    pub use talkjs_rules::{Broken, Constant, Format, Number, Rule};
}

/// Tools for hand-written code around generated calls: jobs of several calls, batches, custom errors.
pub mod flow {
    pub use crate::calls::response_reader::ResponseReader;
    pub use crate::error::JobError;
    pub use crate::random::mint_key;
    pub use crate::request::draft::RequestParts;
    pub use crate::request::escape::escaped;
    pub use crate::response::read::json;
    pub use crate::send::key_age::IdempotencyKeyAge;
    pub use crate::send::spans::job as in_job_span;
}
