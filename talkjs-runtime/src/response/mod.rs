//! Reads responses.

pub(crate) mod buffered;
pub(crate) mod declared_error;
pub(crate) mod event_parser;
pub(crate) mod frame;
pub(crate) mod json_place;
pub(crate) mod json_splitter;
pub(crate) mod media_type;
pub(crate) mod read;
pub(crate) mod read_frame;
pub(crate) mod retry_after;
pub(crate) mod server_clock;
pub(crate) mod splitter;
pub(crate) mod status;
pub(crate) mod typed_headers;
pub(crate) mod undeclared;
pub(crate) mod whole_numbers;
