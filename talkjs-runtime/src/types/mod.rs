//! Traits and macros for generated structs, enums, unions and ids.

pub(crate) mod convert;
pub(crate) mod external;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod file_chunks;
pub(crate) mod from_json;
pub(crate) mod newtype;
pub(crate) mod open_enum;
pub(crate) mod patch;
pub(crate) mod payload_support;
pub(crate) mod reader_chunks;
pub(crate) mod redacted;
pub(crate) mod struct_macros;
pub(crate) mod struct_serde;
pub(crate) mod tagged;
pub(crate) mod union;
pub(crate) mod upload;

pub use self::convert::IntoValue;
pub use self::from_json::{InvalidJson, from_json};
pub use self::open_enum::{UnknownInteger, UnknownText};
pub use self::patch::Patch;
pub use self::redacted::Redacted;
pub use self::union::UnknownValue;
pub use self::upload::Upload;
