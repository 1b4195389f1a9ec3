//! A local TalkJS: the REST API in memory, for development and tests without an account.
//!
//! ```
//! use talkjs_emulator::Emulator;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let talkjs = Emulator::start().await?;
//! let users = format!("{}/v1/{}/users", talkjs.base_url(), talkjs.app_id());
//! let credential = format!("Bearer {}", talkjs.secret_key());
//! // Point any client at them, then see what it sent:
//! assert!(talkjs.requests().is_empty());
//! # assert!(users.starts_with("http://127.0.0.1:") && users.ends_with("/v1/emulated/users"));
//! # assert_eq!(credential, "Bearer sk_test_emulator");
//! # Ok(())
//! # }
//! ```
//!
//! Users, conversations, participants, messages, reactions, files, imports, batches and the rest of the REST API behave
//! as TalkJS documents them. Who is online is up to you: see [`Session`]. Where nobody says what TalkJS does, the emulator decides: [`Decisions`] lists it all, and much of it can be switched.
//!
//! Both credentials of the REST API are checked: the secret key itself, and tokens signed with it (HS256, `tokenType`
//! `app` or `admin`, `iss` and `exp`).
//!
//! Time can be held and moved:
//!
//! ```
//! use std::time::Duration;
//!
//! use talkjs_emulator::{Clock, Emulator};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let clock = Clock::fixed(1_700_000_000_000);
//! let talkjs = Emulator::builder().clock(clock).start().await?;
//! talkjs.advance(Duration::from_secs(24 * 60 * 60));
//! # Ok(())
//! # }
//! ```
//!
//! The same as a command: `talkjs-emulator --port 0`.

mod api;
mod app;
mod auth;
mod broken;
mod clock;
mod connection;
mod control;
#[cfg(feature = "data")]
mod data;
mod decisions;
mod error;
mod events;
mod faults;
mod hosts;
mod log;
mod percent;
mod router;
mod routes;
mod server;
mod snapshot;
mod state;
mod version;
mod webhooks;

pub use app::App;
pub use clock::Clock;
pub use decisions::{Decisions, RateLimit, ReactionList};
pub use events::{Event, EventKind, Events};
pub use faults::{Fault, FaultError};
pub use log::RecordedRequest;
pub use server::{Builder, Emulator};
pub use snapshot::{Snapshot, SnapshotError};
pub use state::sessions::Session;
pub use version::ApiVersion;
pub use webhooks::{Delivery, DeliveryOutcome};
