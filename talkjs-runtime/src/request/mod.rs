//! From an operation and its parameters to an HTTP request.

pub(crate) mod base_url;
pub(crate) mod body;
pub(crate) mod body_error;
pub(crate) mod check;
pub(crate) mod content;
pub(crate) mod draft;
pub(crate) mod escape;
pub(crate) mod handover;
pub(crate) mod idempotency;
pub(crate) mod multipart;
pub(crate) mod operation;
pub(crate) mod path;
pub(crate) mod problem;
pub(crate) mod servers;
pub(crate) mod style;
pub(crate) mod violation;
