//! The values that callers hold: calls, lists, downloads, streams, raw requests.

pub(crate) mod call;
pub(crate) mod call_builder_macro;
pub(crate) mod decode;
pub(crate) mod download;
pub(crate) mod event_stream;
pub(crate) mod exchange;
pub(crate) mod frames;
pub(crate) mod incoming;
pub(crate) mod json_stream;
pub(crate) mod list;
pub(crate) mod raw_request;
pub(crate) mod response_reader;
pub(crate) mod server_url;
pub(crate) mod typed_response;
