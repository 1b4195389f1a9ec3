//! Reading a response.

pub(crate) mod buffered;
pub(crate) mod declared_error;
pub(crate) mod json_place;
pub(crate) mod read;
pub(crate) mod retry_after;
pub(crate) mod server_clock;
pub(crate) mod status;
pub(crate) mod whole_numbers;
