//! Names that generated code uses. They are not for people, and can change with each version.

// Items of the standard library, for code in modules where other items may have these names. Shorter than full paths.
pub use std::{
    borrow::Cow::Borrowed,
    boxed::Box,
    collections::BTreeMap,
    convert::Into,
    option::Option,
    result::Result::{self, Ok},
    string::{String, ToString},
    vec::Vec,
};

pub use bytes;
pub use http;
pub use serde;
pub use serde_json;
#[cfg(feature = "macros")]
pub use talkjs_macros::payload;
pub use talkjs_rules::{Constant, Format, Number, Rule};

pub use crate::calls::call::{Call, IntoCall};
pub use crate::calls::call_builder_macro::builder;
pub use crate::calls::decode::Decode;
pub use crate::calls::download::Download;
pub use crate::calls::event_stream::{EventStream, events, text_events, whole_events};
pub use crate::calls::json_stream::{JsonStream, json_lines, json_records};
pub use crate::calls::list::{Items, Page};
pub use crate::calls::server_url::{Server, ServerVariable, server_url};
pub use crate::calls::typed_response::TypedResponse;
pub use crate::error::Error;
pub use crate::error::api_error::ApiError;
pub use crate::error::typed_error::{DeclaredBody, TypedError, error_enum};
pub use crate::request::check::{Check, Checker, Rules};
pub use crate::request::idempotency::Idempotency;
pub use crate::request::operation::Operation;
pub use crate::request::style::{Encoding, Place, Style};
pub use crate::request::violation::{Part, Violation};
pub use crate::response::buffered::{BufferedError, decode};
pub use crate::response::declared_error::{DeclaredError, declared};
pub use crate::response::read::{Mismatch, json, nothing, text, undescribed};
pub use crate::response::typed_headers::{DescribedHeaders, HeaderFormat, HeaderReader, headers};
pub use crate::response::undeclared::Undeclared;
pub use crate::send::auth::scheme::SchemeCredential;
pub use crate::send::client_core::ClientCore;
pub use crate::send::policy::RetryPolicy;
pub use crate::types::convert::{FromInteger, FromText, Generated, IntoNullable, IntoValue};
pub use crate::types::external::{External, external, external_setters, external_text, external_type};
pub use crate::types::from_json::{InvalidJson, from_json, try_from_json};
pub use crate::types::newtype::{number_newtype, text_newtype};
pub use crate::types::open_enum::{UnknownInteger, UnknownText, integer_enum, read_text, text_enum};
pub use crate::types::patch::Patch;
pub use crate::types::payload_support::{
    AsOption, AsPatch, AsValue, IntoOption, IntoPatch, absent, accepted, extended, list, map, members, string,
};
pub use crate::types::redacted::Redacted;
pub use crate::types::struct_macros::{Slot, checks, constructors, eq, hash, setters};
pub use crate::types::struct_serde::{Fields, Object, Writer, object, read_fields, read_object};
pub use crate::types::tagged::{Tagged, read_tagged, tagged_union};
pub use crate::types::union::{
    Json, ReadBranch, Sign, UnknownValue, branch, is_always_valid, is_valid, union, union_from, union_from_text,
    union_written,
};
pub use crate::types::upload::Upload;
