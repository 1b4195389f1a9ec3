//! The client as its users see it, against transports and servers that are made for one test each.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod batch;
mod bulk;
mod clocks;
mod counting;
mod debug_output;
mod downloads;
mod exactly_once;
mod fake;
mod faults;
mod headers;
mod hooks;
mod ids;
#[cfg(feature = "import")]
mod import_history;
mod job_keys;
#[cfg(all(feature = "import", feature = "sync"))]
mod killed_jobs;
mod owned;
mod pacing;
mod paging;
mod path_attacks;
#[cfg(feature = "person")]
mod person;
mod proxies;
mod raw_responses;
mod raw_server;
mod repeated_responses;
mod requests;
mod responses;
mod retries;
mod scripted;
mod secrets;
#[cfg(feature = "tracing")]
mod spans;
mod start_conversation;
#[cfg(feature = "sync")]
mod sync_users;
mod tokens;
mod uploads;
#[cfg(feature = "webhooks")]
mod webhook_errors;
#[cfg(feature = "webhooks")]
mod webhook_receiver;
#[cfg(feature = "webhooks")]
mod webhook_rows;
#[cfg(feature = "webhooks")]
mod webhook_signatures;
mod webhooks;
