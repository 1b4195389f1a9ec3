//! What the emulator answers, over a real socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod authentication;
mod command;
mod common;
mod conversations;
mod errors;
mod idempotency;
mod life;
mod listing;
mod messages;
mod participants;
mod paths;
mod reactions;
mod requests;
mod users;
