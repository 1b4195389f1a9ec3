//! What generated methods call: requests, checks, sending, answers, paging, errors.
//!
//! Generated code names only paths below this module. Nothing in it knows an endpoint; what differs from operation to
//! operation comes from the description, as data ([`Operation`], [`Rule`], [`Page`]).

mod answer;
mod api_error;
mod attempts;
mod auth;
mod backoff;
mod base_url;
mod body;
mod budget;
mod buffered;
mod builder;
mod call;
mod check;
mod connection;
mod convert;
mod core;
mod departure;
mod download;
mod error;
mod escape;
mod handover;
mod header_names;
mod hooks;
mod json_place;
mod key_age;
mod limiter;
mod members;
mod multipart;
mod newtype;
mod object;
mod open_enum;
mod operation;
mod options;
mod page;
mod patch;
mod path;
mod payload;
mod pool;
mod random;
mod raw;
mod redacted;
mod request;
mod retry;
mod server;
mod server_clock;
mod settings;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(not(feature = "tracing"))]
#[path = "no_spans.rs"]
mod spans;
mod style;
mod tagged;
#[cfg(feature = "rustls-ring")]
mod tls;
mod transport;
mod union;
mod upload;
mod violation;

pub use bytes;
pub use http;
pub use serde;
pub use serde_json;
#[doc(hidden)]
pub use talkjs_macros::payload;
pub use talkjs_rules::{Constant, Format, Number, Problem, Rule};

pub use self::answer::{Decode, Mismatch, json, nothing, text, undescribed};
pub use self::api_error::ApiError;
pub use self::auth::{Authorization, Authorize, Credential};
pub use self::body::RequestBody;
#[doc(hidden)]
pub use self::buffered::{BufferedError, decode};
pub use self::builder::builder;
pub use self::call::{Call, IntoCall};
pub use self::check::{Check, Checker, Rules};
pub use self::connection::ConnectionId;
pub use self::convert::{FromText, Generated, IntoValue};
pub use self::core::{Core, CoreBuilder};
pub use self::download::Download;
pub use self::error::{Error, UnexpectedAnswer};
pub use self::hooks::{AnswerHead, ObservedAnswer, ObservedRequest};
pub use self::limiter::{Admission, Limiter, QueueTimeout, RateLimit, RateLimiter};
#[doc(hidden)]
pub use self::members::{Members, Object, Writer, object, read_members, read_object};
pub use self::newtype::{number_newtype, text_newtype};
pub use self::object::{Slot, checks, constructors, setters};
pub use self::open_enum::{UnknownInteger, UnknownText, integer_enum, read_text, text_enum};
pub use self::operation::{Idempotency, Operation};
pub use self::page::{Items, Page};
pub use self::patch::Patch;
pub use self::payload::{AsOption, AsPatch, AsValue, IntoOption, IntoPatch, absent, extended, list, map, string};
pub use self::raw::RawRequest;
pub use self::redacted::Redacted;
pub use self::retry::{Attempts, RetryPolicy, Stop};
pub use self::server::{ServerVariable, server_url};
pub use self::server_clock::{ClockOffset, ServerClock};
pub use self::settings::SettingsProblem;
pub use self::style::{Encoding, Place, Style};
#[doc(hidden)]
pub use self::tagged::{Tagged, read_tagged, tagged_union};
pub use self::transport::{BoxError, Chunks, HttpTransport, Limits, Opening, Sending, Transport, TransportError};
pub use self::union::{
    Json, ReadBranch, Sign, UnknownValue, branch, union, union_from, union_from_text, union_written,
};
pub use self::upload::Upload;
pub use self::violation::{Part, Violation};

pub(crate) use self::base_url::BaseUrl;
pub(crate) use self::call::by_status;
pub(crate) use self::key_age::KeyAge;
pub(crate) use self::path::{fill_path, segment_problem};
pub(crate) use self::random::bits as random_bits;
pub(crate) use self::request::RequestParts;
pub(crate) use self::spans::job as in_job_span;
