#![doc = include_str!("lib.md")]

mod api;
mod app;
mod auth;
mod broken;
#[cfg(feature = "check")]
pub mod check;
mod clock;
mod connection;
mod control;
#[cfg(feature = "data")]
mod data;
mod decisions;
mod error;
mod events;
mod faults;
mod guard;
mod log;
mod page;
mod percent;
mod response;
mod router;
mod routes;
mod server;
mod snapshot;
mod state;
mod version;
mod webhooks;

pub use app::App;
pub use clock::Clock;
pub use decisions::{DecisionError, Decisions, RateLimit, ReactionList};
pub use events::{Event, EventKind, Events};
pub use faults::{Fault, FaultError};
pub use log::RecordedRequest;
pub use server::{Builder, Emulator};
pub use snapshot::{Snapshot, SnapshotError};
pub use state::sessions::Session;
pub use version::ApiVersion;
pub use webhooks::{Delivery, DeliveryOutcome};
