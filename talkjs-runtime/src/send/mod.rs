//! Sends requests: attempts, retries, limits, credentials, transports.

pub(crate) mod attempts;
pub(crate) mod auth;
pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod client_core;
pub(crate) mod decision;
pub(crate) mod hooks;
pub(crate) mod key_age;
pub(crate) mod limiter;
pub(crate) mod options;
pub(crate) mod policy;
#[cfg(feature = "record")]
pub(crate) mod record;
#[cfg(feature = "tracing")]
pub(crate) mod spans;
#[cfg(not(feature = "tracing"))]
#[path = "no_spans.rs"]
pub(crate) mod spans;
pub(crate) mod transport;
