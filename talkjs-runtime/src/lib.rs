//! What a client that is generated from an OpenAPI description calls: it builds requests, checks and sends them, retries
//! them, keeps to rate limits, reads responses and pages. It knows no API; what differs from operation to operation comes
//! from the description, as data.

mod boxed;
mod calls;
pub mod error;
mod random;
mod request;
mod response;
mod send;
#[cfg(feature = "test-util")]
pub mod test_util;
pub mod types;

#[doc(hidden)]
pub mod __private;

pub use bytes;
pub use http;
pub use serde_json;
#[cfg(feature = "macros")]
pub use talkjs_macros::api;

pub use crate::boxed::{BoxError, BoxFuture, BoxStream};
pub use crate::calls::call::{Call, IntoCall};
pub use crate::calls::download::Download;
pub use crate::calls::list::{Items, Page};
pub use crate::calls::raw_request::RawRequest;
pub use crate::error::Error;
pub use crate::send::client_core::{ClientCore, ClientCoreBuilder};

/// Retries.
pub mod retry {
    pub use crate::error::retries::{RetrySummary, StopReason};
    pub use crate::send::policy::RetryPolicy;
}

/// Rate limits.
pub mod rate_limit {
    pub use crate::error::queue_timeout::QueueTimeout;
    pub use crate::send::limiter::Limiter;
    pub use crate::send::limiter::rate::{RateLimit, RateLimiter};
}

/// How requests get to the server.
pub mod transport {
    pub use crate::error::transport_error::TransportError;
    pub use crate::request::body::RequestBody;
    pub use crate::send::transport::connection::ConnectionId;
    pub use crate::send::transport::http::HttpTransport;
    pub use crate::send::transport::send_watch::{SendWatch, WatchedBody};
    pub use crate::send::transport::{AttemptLimits, BodyStream, Transport};
    pub use reqwest;
}

/// Credentials.
pub mod auth {
    pub use crate::response::server_clock::{ClockOffset, ServerClock};
    pub use crate::send::auth::cached::{CachedCredential, ExpiringCredential};
    pub use crate::send::auth::scheme::SchemeCredential;
    pub use crate::send::auth::{Credential, CredentialFuture, CredentialProvider};
}

/// Hooks that show each request and its outcome.
pub mod hooks {
    pub use crate::send::hooks::{ObservedRequest, ObservedResponse, ResponseHead};
}

/// Checks of values before they are sent.
pub mod check {
    pub use crate::request::check::{Check, Checker, Rules};
    pub use crate::request::path::segment_problem;
    pub use crate::request::violation::{Part, Violation};
    pub use talkjs_rules::{Constant, Format, Number, Problem, Rule};
}

/// For hand-written flows over several calls.
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
