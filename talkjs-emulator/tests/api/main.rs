//! What the emulator responds, over a real socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod app_data;
mod authentication;
mod batch;
mod command;
mod common;
mod control;
mod conversations;
#[cfg(feature = "data")]
mod data;
mod decisions;
#[cfg(feature = "data")]
mod durability;
mod errors;
mod events;
mod faults;
mod files;
mod guards;
mod idempotency;
mod import;
mod life;
mod listing;
mod messages;
mod model;
mod notifications;
mod page;
mod page_events;
mod participants;
mod paths;
mod presences;
mod public_code;
mod rate_limits;
mod reactions;
mod requests;
mod snapshots;
mod statements;
mod users;
mod versions;
mod webhooks;
